//! What `…` means in an answer on a page or in a collection: text was left out, at least one
//! character. An ellipsis where nothing was left out would be wrong.

/// Whether a text is the pattern with some text in place of each `…`.
pub fn fits(text: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        let Some(first) = rest.chars().next() else {
            return false;
        };
        let after = &rest[first.len_utf8()..];
        if pieces.peek().is_none() {
            return after.ends_with(piece);
        }
        let Some(start) = after.find(piece) else {
            return false;
        };
        rest = &after[start + piece.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn an_ellipsis_matches_text_and_everything_else_matches_itself() {
        for (text, pattern) in [
            ("abc", "abc"),
            ("", ""),
            ("abc", "a…"),
            ("abc", "…c"),
            ("abc", "…"),
            ("abcd", "…b…d"),
            ("a.b.c", "a…b…c"),
            ("aXbbc", "a…b…c"),
            ("aXa", "a…a"),
            ("line 1\nline 2", "line…2"),
        ] {
            assert!(fits(text, pattern), "{text:?} fits {pattern:?}");
        }
        for (text, pattern) in [
            ("abc", "ab"),
            ("abc", "bc"),
            ("abc", ""),
            ("", "…"),
            ("abc", "abc…"),
            ("abc", "…abc"),
            ("ab", "a…b"),
            ("aa", "aa…a"),
            ("abc", "a…d"),
            ("abcd", "…d…b"),
            ("a-b", "a…b…b"),
        ] {
            assert!(!fits(text, pattern), "{text:?} doesn't fit {pattern:?}");
        }
    }
}
