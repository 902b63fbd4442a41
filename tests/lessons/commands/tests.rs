//! Small pages with one command each.

use super::check_commands;
use crate::small::Small;

const MANIFEST: &str = r#"
[dependencies]
rocket = { version = "0.5.2", default-features = false, features = ["json"] }
serde_json = { version = "1", features = ["preserve_order"] }
dotenvy = "0.15"

[workspace.dependencies]
extra-tool = "3"

[[example]]
name = "02-a"
path = "lessons/02-a/main.rs"
"#;

const APPS: &str = r#"
[dependencies]
jwt-sandbox = { path = ".." }
extra-tool.workspace = true

[[example]]
name = "12-b"
path = "12-b/main.rs"
"#;

fn findings_with(page: &str, checkpoint: &str) -> Vec<String> {
    let small = Small::new(&[
        ("Cargo.toml", MANIFEST),
        ("lessons/Cargo.toml", APPS),
        ("lessons/02-a/README.md", page),
        ("lessons/02-a/main.rs", checkpoint),
    ]);
    check_commands(&small.open())
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn findings(command: &str) -> Vec<String> {
    findings_with(&format!("Type this:\n\n```console\n$ {command}\n```\n"), "")
}

#[test]
fn commands_that_fit_the_manifest_pass() {
    for command in [
        "cargo add rocket@0.5.2 --no-default-features --features json",
        "cargo add -F json rocket@0.5.2 --no-default-features",
        "cargo add dotenvy@0.15",
        "cargo add extra-tool@3",
        "cargo add --path ../jwt-sandbox",
        "cargo run --example 02-a",
        "cargo run",
        "cargo app 12-b",
        "cargo start-at 02 ../my-sandbox",
    ] {
        assert_eq!(findings(command), [""; 0], "{command}");
    }
}

#[test]
fn another_version_is_caught() {
    assert_eq!(
        findings("cargo add dotenvy@0.14"),
        [
            "lessons/02-a/README.md:4: a cargo add that differs from Cargo.toml
  expected: cargo add dotenvy@0.15
  found: cargo add dotenvy@0.14
  to do: write the command so that a learner gets what Cargo.toml has
"
        ]
    );
}

#[test]
fn other_features_are_caught() {
    for command in [
        "cargo add rocket@0.5.2 --features json",
        "cargo add rocket@0.5.2 --no-default-features",
        "cargo add rocket@0.5.2 --no-default-features --features json,secrets",
    ] {
        let messages = findings(command).concat();
        let expected = "expected: cargo add rocket@0.5.2 --no-default-features --features json\n";
        assert!(messages.contains(expected), "{messages}");
    }
}

#[test]
fn a_command_that_cannot_be_compared_is_caught() {
    for (command, what) in [
        ("cargo add dotenvy", "a cargo add without a version"),
        (
            "cargo add --dev dotenvy@0.15",
            "a cargo add with --dev, which this proof doesn't support",
        ),
        (
            "cargo add --path ../sandbox",
            "a cargo add with --path, which this proof doesn't support",
        ),
        (
            "cargo add dotenvy@0.15 rocket@0.5.2",
            "a cargo add of more than one crate",
        ),
        (
            "cargo add openssl@1",
            "a cargo add of openssl, which Cargo.toml doesn't have",
        ),
    ] {
        let messages = findings(command).concat();
        assert!(messages.contains(&format!(":4: {what}\n")), "{messages}");
    }
}

#[test]
fn a_command_in_a_sentence_or_for_powershell_is_compared_too() {
    for (page, line) in [
        ("Now type\n`cargo add dotenvy@0.1`.\n", 2),
        ("```powershell\nPS> cargo add dotenvy@0.1\n```\n", 2),
    ] {
        let messages = findings_with(page, "").concat();
        assert!(
            messages.starts_with(&format!("lessons/02-a/README.md:{line}: a cargo add that")),
            "{messages}"
        );
    }
}

#[test]
fn the_output_of_a_compiler_is_not_a_command() {
    let page = "```text\nhelp: use `cargo add dotenvy` to add it\n```\n";
    assert_eq!(findings_with(page, ""), [""; 0]);
}

#[test]
fn an_example_that_does_not_exist_is_caught() {
    assert_eq!(
        findings("cargo run --example 12-b"),
        [
            "lessons/02-a/README.md:4: a command for a program that doesn't exist
  expected: 02-a
  found: cargo run --example 12-b
  to do: name one of these, or add the [[example]] to Cargo.toml
"
        ]
    );
    assert_eq!(
        findings("cargo app 02-a"),
        [
            "lessons/02-a/README.md:4: a command for a program that doesn't exist
  expected: 12-b
  found: cargo app 02-a
  to do: name one of these, or add the [[example]] to lessons/Cargo.toml
"
        ]
    );
}

#[test]
fn a_start_of_a_lesson_that_does_not_exist_is_caught() {
    assert_eq!(
        findings("cargo start-at 03 ../my-sandbox"),
        [
            "lessons/02-a/README.md:4: a start of a lesson that doesn't exist
  expected: 02
  found: cargo start-at 03 ../my-sandbox
  to do: name the lesson by its number, with two digits
"
        ]
    );
}

#[test]
fn a_lesson_that_does_not_say_how_to_start_with_it_is_caught() {
    let findings = |page: &str| {
        let small = Small::new(&[
            ("lessons/02-a/README.md", "It starts with nothing.\n"),
            ("lessons/02-a/main.rs", "\n"),
            ("lessons/03-b/README.md", page),
            ("lessons/03-b/main.rs", "\n"),
            ("lessons/10-tour/README.md", "It has no checkpoint.\n"),
        ]);
        let findings = check_commands(&small.open());
        findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(findings("Run `cargo start-at 03 ../b`.\n"), [""; 0]);
    for page in ["Start.\n", "Run `cargo start-at 02 ../b`.\n"] {
        assert_eq!(
            findings(page),
            [
                "lessons/03-b/README.md:1: a lesson that doesn't say how to start with it
  expected: `cargo start-at 03 ../<folder>`
  found: not there
  to do: name the command in *Where you start*
"
            ]
        );
    }
}

#[test]
fn a_crate_that_was_never_added_is_caught() {
    let page = "```console\n$ cargo add rocket@0.5.2 --no-default-features --features json\n```\n";
    assert_eq!(
        findings_with(page, "use rocket::serde_json::x;\n// extra_tool::y\n"),
        [""; 0]
    );
    assert_eq!(
        findings_with(page, "use rocket::get;\nuse extra_tool::y;\n"),
        ["lessons/02-a/main.rs:2: the crate extra-tool is used, but the learner doesn't have it
  expected: a `cargo add extra-tool@…` in lessons/02-a/README.md or an earlier lesson of the same project
  found: none
  to do: add the command before the code that needs it
"]
    );
}

/// Lesson 11 adds two crates; lesson 12 starts a new project with this page and these files.
fn second_project(page: &str, main: &str, users: &str) -> Vec<String> {
    let page =
        format!("```console\n$ cargo new my-app\n```\n\n`cargo start-at 12 ../my-app`\n\n{page}");
    let small = Small::new(&[
        ("Cargo.toml", MANIFEST),
        ("lessons/Cargo.toml", APPS),
        (
            "lessons/11-by-hand/README.md",
            "```console\n$ cargo add extra-tool@3\n$ cargo add --path ../jwt-sandbox\n```\n",
        ),
        (
            "lessons/11-by-hand/main.rs",
            "use extra_tool::y;\nuse jwt_sandbox::launch;\n",
        ),
        ("lessons/12-login/README.md", &page),
        ("lessons/12-login/main.rs", main),
        ("lessons/12-login/users.rs", users),
        ("lessons/12-login/page.html", "extra_tool::y\n"),
    ]);
    check_commands(&small.open())
        .iter()
        .map(|finding| format!("{} {}", finding.place, finding.what))
        .collect()
}

#[test]
fn each_file_of_a_project_has_the_crates_that_were_added_to_it() {
    const SANDBOX: &str = "`cargo add --path ../jwt-sandbox`\n";
    const TOOL: &str = "`cargo add extra-tool@3`\n";
    let both = [SANDBOX, TOOL].concat();
    let (main, users) = ("use jwt_sandbox::rocket;\n", "use extra_tool::y;\n");
    assert_eq!(second_project(&both, main, users), [""; 0]);
    assert_eq!(
        second_project(SANDBOX, main, users),
        [
            "lessons/12-login/users.rs:1 the crate extra-tool is used, but the learner doesn't have it"
        ]
    );
    assert_eq!(
        second_project(TOOL, main, users),
        [
            "lessons/12-login/main.rs:1 the crate jwt-sandbox is used, but the learner doesn't have it"
        ]
    );
}
