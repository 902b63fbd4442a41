//! A client that shows each answer as it comes.

use ureq::Agent;

/// It asks directly, follows no redirect, keeps no cookie, and takes a refusal for an answer.
pub fn agent() -> Agent {
    Agent::new_with_config(
        Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .build(),
    )
}

/// A text as a form sends it.
pub fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
