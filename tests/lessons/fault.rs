//! What a proof says when it fails.

use std::fmt;

/// A place where a page is not true. The lesson is what gets judged, so `expected` is what the
/// code, the server or the project says, and `found` is what the page says.
#[derive(Debug)]
pub struct Fault {
    /// Such as `lessons/07-verify/README.md:42`.
    pub place: String,
    pub what: String,
    pub expected: String,
    pub found: String,
    pub mend: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.place, self.what)?;
        for (label, text) in [
            ("expected", &self.expected),
            ("found", &self.found),
            ("to do", &self.mend),
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

/// Ends a test with all that was found, so that one run is enough to mend it all.
pub fn none(faults: &[Fault]) {
    let told: String = faults.iter().map(|fault| format!("\n{fault}")).collect();
    assert!(faults.is_empty(), "{} faults:\n{told}", faults.len());
}
