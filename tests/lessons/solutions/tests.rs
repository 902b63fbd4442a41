//! Small lessons with one solution.

use super::check_solutions;
use crate::small::Small;

const PAGE: &str =
    "```rust,solution=1\nfn main() {}\n```\n\n```console,at=exercise-1\n$ cargo run\n```\n";

fn findings(page: &str, compiled: &[&str]) -> Vec<String> {
    let small = Small::new(&[
        ("lessons/02-a/README.md", page),
        ("lessons/02-a/exercise-1.rs", "fn main() {}\n"),
    ]);
    check_solutions(&small.open(), compiled)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_solution_that_is_compiled_shown_and_run_passes() {
    assert_eq!(findings(PAGE, &["02-a/exercise-1"]), [""; 0]);
}

#[test]
fn a_solution_that_is_not_compiled_is_caught() {
    assert_eq!(
        findings(PAGE, &["03-b/exercise-1"]),
        [
            "lessons/02-a/exercise-1.rs:1: a solution that is never compiled
  expected: \"02-a/exercise-1\" in tests/lessons/solutions.rs
  found: none
  to do: add it there
"
        ]
    );
}

#[test]
fn a_solution_that_is_not_shown_or_not_run_is_caught() {
    for (from, to, what) in [
        (
            "solution=1",
            "solution=2",
            "a solution that its page doesn't show",
        ),
        ("exercise-1", "exercise-2", "a solution that is never run"),
    ] {
        let messages = findings(&PAGE.replace(from, to), &["02-a/exercise-1"]);
        assert_eq!(messages.len(), 1);
        assert!(messages[0].contains(what), "{}", messages[0]);
    }
}

#[test]
fn a_solution_of_part_2_is_an_example() {
    let findings = |name: &str| {
        let manifest = format!("[[example]]\nname = \"{name}\"\npath = \"x\"\n");
        let small = Small::new(&[
            ("lessons/Cargo.toml", &manifest),
            ("lessons/12-login/README.md", PAGE),
            ("lessons/12-login/main.rs", "fn main() {}\n"),
            ("lessons/12-login/exercise-1.rs", "fn main() {}\n"),
            ("lessons/12-login/exercise-1/users.rs", "struct Users;\n"),
        ]);
        let findings = check_solutions(&small.open(), &["12-login/exercise-1"]);
        findings
            .into_iter()
            .map(|finding| finding.expected)
            .collect::<Vec<_>>()
    };
    assert_eq!(findings("12-login-exercise-1"), [""; 0]);
    assert_eq!(
        findings("12-login"),
        ["\"12-login/exercise-1\" in the examples of lessons/Cargo.toml"]
    );
}
