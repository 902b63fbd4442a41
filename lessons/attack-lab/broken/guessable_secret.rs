//! A word as the secret.

/// Broken: the secret is a word. Anyone with one token can try all words, offline and fast.
///
/// Fix: 32 random bytes.
pub fn secret<'w>(words: &[&'w str], random: u64) -> &'w str {
    let count = words.len() as u64;
    words[usize::try_from(random % count).unwrap_or_default()]
}
