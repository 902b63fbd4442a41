//! No secret at all.

use std::env;

/// Broken: without the variable, the secret is empty, and nobody notices.
///
/// Fix: refuse to start.
pub fn secret() -> String {
    env::var("ATTACK_LAB_SECRET").unwrap_or_default()
}
