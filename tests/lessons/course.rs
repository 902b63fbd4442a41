//! Proof 6: everything that `lessons/course.toml` lists is there, and nothing else is.
//!
//! - here: the folders of `lessons/`, their pages and their programs;
//! - `course/collections.rs`: the collections and their folders;
//! - `course/times.rs`: the minutes and the tables of lessons/README.md.

mod collections;
mod tests;
mod times;

use proofs::course::{Kind, PATH};

use crate::finding::Finding;
use crate::project::{Lesson, Project};

/// Checks the project against its manifest.
pub fn check_course(project: &Project) -> Vec<Finding> {
    let mut findings: Vec<Finding> = check_folders(project).into_iter().collect();
    findings.extend(check_checkpoints(project));
    for app in [false, true] {
        findings.extend(check_examples(project, app));
    }
    findings.extend(collections::check(project));
    findings.extend(times::check_pages(project));
    findings.extend(times::check_tables(project));
    findings
}

/// One list against the other, in their order.
fn compare(
    place: &str,
    what: &str,
    expected: &[String],
    found: &[String],
    to_do: &str,
) -> Option<Finding> {
    (expected != found).then(|| Finding {
        place: place.into(),
        what: what.into(),
        expected: list(expected),
        found: list(found),
        to_do: to_do.into(),
    })
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".into();
    }
    names.join("\n")
}

/// The one example that is not a lesson's: `cargo start-at`.
const START: &str = "start-at";

/// Each folder in `lessons/` whose name starts with a number is a lesson. Pictures have a folder, too,
/// and so does a program that several lessons share.
fn check_folders(project: &Project) -> Option<Finding> {
    let lessons = project.lessons.iter();
    let expected: Vec<String> = lessons.map(|lesson| lesson.name.clone()).collect();
    let folders = project.folder("lessons").into_iter();
    let found: Vec<String> = folders
        .filter(|name| name.starts_with(|c: char| c.is_ascii_digit()))
        .filter(|name| project.path(&format!("lessons/{name}")).is_dir())
        .collect();
    compare(
        "lessons",
        "the folders of the lessons",
        &expected,
        &found,
        &format!("list each lesson in {PATH}, and give each a folder of its name"),
    )
}

/// Each lesson has a page, and each has the checkpoint that its kind says.
fn check_checkpoints(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for lesson in &project.lessons {
        if lesson.page.items.is_empty() {
            findings.push(Finding {
                place: lesson.page.path.clone(),
                what: "a lesson without a page".into(),
                expected: format!("the page of {}", lesson.entry.title),
                found: "no such file, or an empty one".into(),
                to_do: format!("write the page, or take the lesson out of {PATH}"),
            });
        }
        let expected = own_program(lesson);
        let found = lesson.files.contains_key("main.rs");
        // A lesson that attacks an app may have the learner write a program for it.
        let may = expected || lesson.entry.kind == Kind::Lab;
        if expected && !found || found && !may {
            findings.push(Finding {
                place: lesson.path("main.rs"),
                what: "the checkpoint of a lesson".into(),
                expected: match (expected, lesson.has_checkpoint()) {
                    (true, _) => "a main.rs".into(),
                    (false, true) => format!("the program {}", lesson.entry.checkpoint),
                    (false, false) => "none: the lesson looks at the finished sandbox".into(),
                },
                found: if found { "a main.rs" } else { "no such file" }.into(),
                to_do: format!(
                    "write it, delete it, or name another kind and checkpoint in {PATH}"
                ),
            });
        }
    }
    findings
}

/// Whether the lesson's program is in its own folder.
fn own_program(lesson: &Lesson) -> bool {
    lesson.has_checkpoint() && lesson.entry.program_folder() == lesson.name
}

/// The `[[example]]` entries of one Cargo.toml: the checkpoints of the lessons, and from part 2 on
/// the solutions of their exercises, which use the files beside them. A lab lesson's own program is
/// one, too, and so is the solution of a starter.
fn check_examples(project: &Project, app: bool) -> Option<Finding> {
    let (kinds, place) = match app {
        false => (&[Kind::Example][..], "Cargo.toml"),
        true => (&[Kind::App, Kind::Lab][..], "lessons/Cargo.toml"),
    };
    let mut expected: Vec<String> = Vec::new();
    for lesson in &project.lessons {
        let (name, entry) = (&lesson.name, &lesson.entry);
        if kinds.contains(&entry.kind) {
            let (checkpoint, folder) = (&entry.checkpoint, entry.program_folder());
            let own = format!("{checkpoint} = lessons/{folder}/main.rs");
            if !expected.contains(&own) {
                expected.push(own);
            }
            if entry.kind == Kind::Lab && lesson.files.contains_key("main.rs") {
                expected.push(format!("{name} = lessons/{name}/main.rs"));
            }
            if app {
                let solutions = project.solutions(name).into_iter();
                expected.extend(solutions.map(|number| {
                    format!("{name}-exercise-{number} = lessons/{name}/exercise-{number}.rs")
                }));
            }
        }
        if let (true, Some(starter)) = (app, &entry.starter) {
            expected.push(format!(
                "{starter}-solution = lessons/{name}/solution/main.rs"
            ));
        }
    }
    let here = project.cargo.examples.iter();
    let found: Vec<String> = here
        .filter(|example| example.app == app && example.name != START)
        .map(|example| format!("{} = {}", example.name, example.path))
        .collect();
    compare(
        place,
        "the [[example]] entries",
        &expected,
        &found,
        &format!(
            "have an entry for each checkpoint in {PATH}, in order, followed by the lesson's own program, its solutions, and the solution of its starter"
        ),
    )
}
