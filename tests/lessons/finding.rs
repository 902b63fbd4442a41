//! What a proof says when it fails.

use std::fmt;

/// A place where a page is not true. `expected` is what the code, the server or the project says,
/// `found` is what the page says.
#[derive(Debug)]
pub struct Finding {
    /// Such as `lessons/07-verify/README.md:42`.
    pub place: String,
    pub what: String,
    pub expected: String,
    pub found: String,
    pub to_do: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.place, self.what)?;
        for (label, text) in [
            ("expected", &self.expected),
            ("found", &self.found),
            ("to do", &self.to_do),
        ] {
            if text.contains('\n') {
                writeln!(f, "  {label}:")?;
                for line in text.lines() {
                    writeln!(f, "    | {line}")?;
                }
            } else {
                writeln!(f, "  {label}: {text}")?;
            }
        }
        Ok(())
    }
}

/// Ends a test with all that was found, so that one run is enough to fix it all.
pub fn assert_none(findings: &[Finding]) {
    let messages: String = findings
        .iter()
        .map(|finding| format!("\n{finding}"))
        .collect();
    assert!(
        findings.is_empty(),
        "{} findings:\n{messages}",
        findings.len()
    );
}
