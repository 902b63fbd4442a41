//! What a proof reports when it fails.

use std::fmt;

/// A place where a page is wrong. `expected` is what the code, the server or the project says, and
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

/// Fails a test with all findings, so that one run is enough to fix everything.
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
