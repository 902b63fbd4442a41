//! Proof 2: each cargo command of a page fits `Cargo.toml`.

use std::collections::BTreeSet;

use super::fault::Fault;
use super::page::{Kind, Page};
use super::project::{Manifest, Project};

/// From part 2 on, the learner's project stands on the finished sandbox, which lies beside it.
const SANDBOX: &str = "--path ../jwt-sandbox";

pub fn check(project: &Project) -> Vec<Fault> {
    let mut faults = Vec::new();
    for page in project.pages() {
        for (line, command) in commands(&page) {
            if let Some(arguments) = command.strip_prefix("cargo add ") {
                faults.extend(addition(&project.manifest, arguments).err().map(|why| {
                    page.fault(
                        line,
                        why.what,
                        why.expected,
                        command,
                        "write the command so that a learner gets what Cargo.toml has",
                    )
                }));
            }
            for (start, file, app) in [
                ("--example ", "Cargo.toml", false),
                ("cargo app ", "lessons/Cargo.toml", true),
            ] {
                let Some((_, rest)) = command.split_once(start) else {
                    continue;
                };
                let examples = &project.manifest.examples;
                let here = examples.iter().filter(|example| example.app == app);
                let names: Vec<&str> = here.map(|example| example.name.as_str()).collect();
                let name = rest.split_whitespace().next().unwrap_or_default();
                if !names.contains(&name) {
                    faults.push(page.fault(
                        line,
                        "a command for a program that does not exist",
                        names.join(", "),
                        command,
                        format!("name one of these, or add the [[example]] to {file}"),
                    ));
                }
            }
        }
    }
    faults.extend(not_added(project));
    faults
}

/// What a person would type, without the prompt. What a compiler printed is no command.
fn commands(page: &Page) -> Vec<(usize, &str)> {
    page.items
        .iter()
        .flat_map(|item| match &item.kind {
            Kind::Code(text) => vec![(item.line, text.as_str())],
            Kind::Block(block) if ["console", "powershell"].contains(&block.language.as_str()) => {
                block.lines().collect()
            }
            _ => Vec::new(),
        })
        .map(|(line, text)| {
            let text = text.trim();
            let prompts = ["$ ", "> ", "PS> "];
            let bare = prompts.iter().find_map(|prompt| text.strip_prefix(prompt));
            (line, bare.unwrap_or(text))
        })
        .collect()
}

struct Why {
    what: String,
    expected: String,
}

/// What `cargo add` would write, compared with what `Cargo.toml` has.
fn addition(manifest: &Manifest, arguments: &str) -> Result<(), Why> {
    const FORM: &str = "cargo add <name>@<version> [--no-default-features] [--features a,b], or cargo add --path ../jwt-sandbox";
    if arguments == SANDBOX {
        return Ok(());
    }
    let form = |what: String| Why {
        what,
        expected: FORM.into(),
    };
    let (mut added, mut features, mut default_features) = (None, BTreeSet::new(), true);
    let mut words = arguments.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "--no-default-features" => default_features = false,
            "--features" | "-F" => features.extend(words.next().unwrap_or_default().split(',')),
            option if option.starts_with('-') => {
                return Err(form(format!(
                    "a cargo add with {option}, which this proof does not know"
                )));
            }
            name if added.is_none() => added = Some(name),
            _ => return Err(form("a cargo add of more than one crate".into())),
        }
    }
    let Some((name, version)) = added.unwrap_or_default().split_once('@') else {
        return Err(form("a cargo add without a version".into()));
    };
    let Some(ours) = manifest.dependencies.get(name) else {
        return Err(Why {
            what: format!("a cargo add of {name}, which Cargo.toml does not have"),
            expected: names(manifest.dependencies.keys()),
        });
    };
    let same = version == ours.version()
        && default_features == ours.default_features()
        && features == ours.features().iter().map(String::as_str).collect();
    if same {
        return Ok(());
    }
    let mut expected = format!("cargo add {name}@{}", ours.version());
    if !ours.default_features() {
        expected.push_str(" --no-default-features");
    }
    if !ours.features().is_empty() {
        expected.push_str(" --features ");
        expected.push_str(&ours.features().join(","));
    }
    Err(Why {
        what: "a cargo add that differs from Cargo.toml".into(),
        expected,
    })
}

/// Crates that a checkpoint uses although no lesson has added them to the learner's project. Here
/// they are there in any case; in the learner's folder they are not.
fn not_added(project: &Project) -> Vec<Fault> {
    let manifest = &project.manifest;
    let crates: BTreeSet<&str> = manifest
        .dependencies
        .keys()
        .map(String::as_str)
        .chain(["jwt-sandbox"])
        .collect();
    let mut added = BTreeSet::new();
    let mut faults = Vec::new();
    for lesson in &project.lessons {
        if lesson.begins_a_project() {
            added.clear();
        }
        added.extend(
            commands(&lesson.page)
                .into_iter()
                .filter_map(|(_, command)| name(command.strip_prefix("cargo add ")?)),
        );
        let code = lesson
            .files
            .iter()
            .filter(|(file, _)| file.ends_with(".rs"));
        for (file, text) in code {
            for name in crates.difference(&added) {
                let Some(index) = text.lines().position(|line| uses(line, name)) else {
                    continue;
                };
                faults.push(Fault {
                    place: format!("{}:{}", lesson.path(file), index + 1),
                    what: format!("the crate {name} is used, but the learner does not have it"),
                    expected: format!(
                        "a `cargo add {name}@…` in {} or an earlier lesson of the same project",
                        lesson.page.path
                    ),
                    found: "none".into(),
                    mend: "add the command before the code that needs it".into(),
                });
            }
        }
    }
    faults
}

/// The crate that a `cargo add` adds.
fn name(arguments: &str) -> Option<&str> {
    if arguments == SANDBOX {
        return Some("jwt-sandbox");
    }
    let mut words = arguments.split_whitespace();
    words.find_map(|word| Some(word.split_once('@')?.0))
}

/// Whether a line of Rust names this crate at the start of a path.
fn uses(line: &str, name: &str) -> bool {
    let path = format!("{}::", name.replace('-', "_"));
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    !line.trim_start().starts_with("//")
        && line
            .match_indices(&path)
            .any(|(start, _)| !line[..start].ends_with(inside))
}

fn names<'n>(names: impl Iterator<Item = &'n String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod proved {
    use super::super::project::Small;
    use super::check;

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

    fn faults_with(page: &str, checkpoint: &str) -> Vec<String> {
        let small = Small::new(&[
            ("Cargo.toml", MANIFEST),
            ("lessons/Cargo.toml", APPS),
            ("lessons/02-a/README.md", page),
            ("lessons/02-a/main.rs", checkpoint),
        ]);
        check(&small.open())
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn faults(command: &str) -> Vec<String> {
        faults_with(&format!("Type this:\n\n```console\n$ {command}\n```\n"), "")
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
        ] {
            assert_eq!(faults(command), [""; 0], "{command}");
        }
    }

    #[test]
    fn another_version_is_caught() {
        assert_eq!(
            faults("cargo add dotenvy@0.14"),
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
            let told = faults(command).concat();
            let expected =
                "expected: cargo add rocket@0.5.2 --no-default-features --features json\n";
            assert!(told.contains(expected), "{told}");
        }
    }

    #[test]
    fn a_command_that_can_not_be_compared_is_caught() {
        for (command, what) in [
            ("cargo add dotenvy", "a cargo add without a version"),
            (
                "cargo add --dev dotenvy@0.15",
                "a cargo add with --dev, which this proof does not know",
            ),
            (
                "cargo add --path ../sandbox",
                "a cargo add with --path, which this proof does not know",
            ),
            (
                "cargo add dotenvy@0.15 rocket@0.5.2",
                "a cargo add of more than one crate",
            ),
            (
                "cargo add openssl@1",
                "a cargo add of openssl, which Cargo.toml does not have",
            ),
        ] {
            let told = faults(command).concat();
            assert!(told.contains(&format!(":4: {what}\n")), "{told}");
        }
    }

    #[test]
    fn a_command_in_a_sentence_or_for_powershell_is_compared_too() {
        for (page, line) in [
            ("Now type\n`cargo add dotenvy@0.1`.\n", 2),
            ("```powershell\nPS> cargo add dotenvy@0.1\n```\n", 2),
        ] {
            let told = faults_with(page, "").concat();
            assert!(
                told.starts_with(&format!("lessons/02-a/README.md:{line}: a cargo add that")),
                "{told}"
            );
        }
    }

    #[test]
    fn what_a_compiler_says_is_no_command() {
        let page = "```text\nhelp: use `cargo add dotenvy` to add it\n```\n";
        assert_eq!(faults_with(page, ""), [""; 0]);
    }

    #[test]
    fn an_example_that_does_not_exist_is_caught() {
        assert_eq!(
            faults("cargo run --example 12-b"),
            [
                "lessons/02-a/README.md:4: a command for a program that does not exist
  expected: 02-a
  found: cargo run --example 12-b
  to do: name one of these, or add the [[example]] to Cargo.toml
"
            ]
        );
        assert_eq!(
            faults("cargo app 02-a"),
            [
                "lessons/02-a/README.md:4: a command for a program that does not exist
  expected: 12-b
  found: cargo app 02-a
  to do: name one of these, or add the [[example]] to lessons/Cargo.toml
"
            ]
        );
    }

    #[test]
    fn a_crate_that_was_never_added_is_caught() {
        let page =
            "```console\n$ cargo add rocket@0.5.2 --no-default-features --features json\n```\n";
        assert_eq!(
            faults_with(page, "use rocket::serde_json::x;\n// extra_tool::y\n"),
            [""; 0]
        );
        assert_eq!(
            faults_with(page, "use rocket::get;\nuse extra_tool::y;\n"),
            ["lessons/02-a/main.rs:2: the crate extra-tool is used, but the learner does not have it
  expected: a `cargo add extra-tool@…` in lessons/02-a/README.md or an earlier lesson of the same project
  found: none
  to do: add the command before the code that needs it
"]
        );
    }

    /// Lesson 11 adds two crates; lesson 12 begins a new project with this page and these files.
    fn second_project(page: &str, main: &str, users: &str) -> Vec<String> {
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
            ("lessons/12-login/README.md", page),
            ("lessons/12-login/main.rs", main),
            ("lessons/12-login/users.rs", users),
            ("lessons/12-login/page.html", "extra_tool::y\n"),
        ]);
        check(&small.open())
            .iter()
            .map(|fault| format!("{} {}", fault.place, fault.what))
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
                "lessons/12-login/users.rs:1 the crate extra-tool is used, but the learner does not have it"
            ]
        );
        assert_eq!(
            second_project(TOOL, main, users),
            [
                "lessons/12-login/main.rs:1 the crate jwt-sandbox is used, but the learner does not have it"
            ]
        );
    }
}
