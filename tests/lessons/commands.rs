//! Proof 2: each cargo command on a page matches the project's Cargo.toml files.

use std::collections::BTreeSet;

use crate::cargo::Cargo;
use crate::finding::Finding;
use crate::page::{Kind, Page};
use crate::project::{Lesson, Project};

mod tests;

/// From part 2 on, the learner's project depends on the finished sandbox, which is next to it.
const SANDBOX: &str = "--path ../jwt-sandbox";

pub fn check_commands(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for page in project.pages() {
        for (line, command) in commands(&page) {
            if let Some(arguments) = command.strip_prefix("cargo add ") {
                findings.extend(check_addition(&project.cargo, arguments).err().map(|why| {
                    Finding {
                        place: page.at(line),
                        what: why.what,
                        expected: why.expected,
                        found: command.into(),
                        to_do: "write the command so that a learner gets what Cargo.toml has"
                            .into(),
                    }
                }));
            }
            findings.extend(check_start(project, &page, line, command));
            for (start, file, app) in [
                ("--example ", "Cargo.toml", false),
                ("cargo app ", "lessons/Cargo.toml", true),
            ] {
                let Some((_, rest)) = command.split_once(start) else {
                    continue;
                };
                let examples = &project.cargo.examples;
                let here = examples.iter().filter(|example| example.app == app);
                let names: Vec<&str> = here.map(|example| example.name.as_str()).collect();
                let name = rest.split_whitespace().next().unwrap_or_default();
                if !names.contains(&name) {
                    findings.push(Finding {
                        place: page.at(line),
                        what: "a command for a program that doesn't exist".into(),
                        expected: names.join(", "),
                        found: command.into(),
                        to_do: format!("name one of these, or add the [[example]] to {file}"),
                    });
                }
            }
        }
    }
    findings.extend(check_crates(project));
    let lessons = project.lessons.iter();
    findings.extend(lessons.filter_map(|lesson| check_start_shown(project, lesson)));
    findings
}

/// The command that makes the start of a lesson, up to the lesson.
const START: &str = "cargo start-at ";

/// `cargo start-at 07 ../my-sandbox` names a lesson by its number, or the starter of one.
fn check_start(project: &Project, page: &Page, line: usize, command: &str) -> Option<Finding> {
    let wanted = command.strip_prefix(START)?.split(' ').next()?;
    let lessons = project.lessons.iter();
    let numbers: Vec<&str> = lessons.map(|lesson| lesson.entry.number()).collect();
    let mut lessons = project.lessons.iter();
    let is_starter = lessons.any(|lesson| lesson.entry.starter.as_deref() == Some(wanted));
    (!is_starter && !numbers.contains(&wanted)).then(|| Finding {
        place: page.at(line),
        what: "a start of a lesson that doesn't exist".into(),
        expected: numbers.join(", "),
        found: command.into(),
        to_do: "name the lesson by its number, with two digits".into(),
    })
}

/// A learner may start with any lesson, so each says how. The first one with code starts from nothing.
fn check_start_shown(project: &Project, lesson: &Lesson) -> Option<Finding> {
    let mut typed = project.lessons.iter().filter(|it| it.is_typed());
    if !lesson.is_typed() || lesson.name == typed.next()?.name {
        return None;
    }
    let command = format!("{START}{} ../", lesson.entry.number());
    let named = commands(&lesson.page)
        .iter()
        .any(|(_, shown)| shown.starts_with(&command));
    (!named).then(|| Finding {
        place: lesson.page.at(1),
        what: "a lesson that doesn't say how to start with it".into(),
        expected: format!("`{command}<folder>`"),
        found: "not there".into(),
        to_do: "name the command in *Where you start*".into(),
    })
}

/// What a person would type, without the prompt. The output of a compiler isn't a command.
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
fn check_addition(cargo: &Cargo, arguments: &str) -> Result<(), Why> {
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
                    "a cargo add with {option}, which this proof doesn't support"
                )));
            }
            name if added.is_none() => added = Some(name),
            _ => return Err(form("a cargo add of more than one crate".into())),
        }
    }
    let Some((name, version)) = added.unwrap_or_default().split_once('@') else {
        return Err(form("a cargo add without a version".into()));
    };
    let Some(ours) = cargo.dependencies.get(name) else {
        return Err(Why {
            what: format!("a cargo add of {name}, which Cargo.toml doesn't have"),
            expected: names(cargo.dependencies.keys()),
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

/// Crates that a checkpoint uses although no lesson has added them to the learner's project. They are
/// always available here, but not in the learner's folder.
fn check_crates(project: &Project) -> Vec<Finding> {
    let cargo = &project.cargo;
    let crates: BTreeSet<&str> = cargo
        .dependencies
        .keys()
        .map(String::as_str)
        .chain(["jwt-sandbox"])
        .collect();
    let mut findings = Vec::new();
    for lesson in &project.lessons {
        let mut added = BTreeSet::new();
        for earlier in project.earlier(lesson).into_iter().chain([lesson]) {
            if earlier.starts_a_project() {
                added.clear();
            }
            added.extend(
                commands(&earlier.page)
                    .into_iter()
                    .filter_map(|(_, command)| name(command.strip_prefix("cargo add ")?)),
            );
        }
        let code = lesson
            .files
            .iter()
            .filter(|(file, _)| file.ends_with(".rs"));
        for (file, text) in code {
            for name in crates.difference(&added) {
                let Some(index) = text.lines().position(|line| uses(line, name)) else {
                    continue;
                };
                findings.push(Finding {
                    place: format!("{}:{}", lesson.path(file), index + 1),
                    what: format!("the crate {name} is used, but the learner doesn't have it"),
                    expected: format!(
                        "a `cargo add {name}@…` in {} or an earlier lesson of the same project",
                        lesson.page.path
                    ),
                    found: "none".into(),
                    to_do: "add the command before the code that needs it".into(),
                });
            }
        }
    }
    findings
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
