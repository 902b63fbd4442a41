//! "Check your work" says how the collection checks the lesson, in Postman and in a terminal.

use super::Section;
use crate::finding::Finding;
use crate::page::Kind;
use crate::project::{Lesson, Project};

pub fn check(project: &Project, lesson: &Lesson, section: &Section<'_>) -> Option<Finding> {
    match &lesson.entry.folder {
        Some(folder) => check_folder(project, lesson, folder, section),
        None if lesson.is_typed() => check_collection(project, lesson, section),
        // In this lesson, the learner has no server to check.
        None => None,
    }
}

/// The folder of the part's collection that checks the lesson.
fn check_folder(
    project: &Project,
    lesson: &Lesson,
    folder: &str,
    section: &Section<'_>,
) -> Option<Finding> {
    let run = project.course.part(&lesson.entry).runner();
    let (mut in_postman, mut in_terminal) = (false, false);
    for item in section.items {
        match &item.kind {
            Kind::Code(text) | Kind::Strong(text) => in_postman |= text == folder,
            Kind::Block(block) => {
                in_terminal |= block.lines().any(|(_, line)| runs(line, &run, folder));
            }
            _ => {}
        }
    }
    let found = match (in_postman, in_terminal) {
        (true, true) => return None,
        (false, false) => "neither",
        (true, false) => "only the folder",
        (false, true) => "only the command",
    };
    Some(Finding {
        place: lesson.page.at(section.line),
        what: "the work can't be checked".into(),
        expected: format!(
            "the Postman folder `{folder}`, and the command {run} -- --folder {folder}"
        ),
        found: found.into(),
        to_do: "say which folder checks this lesson, in Postman and in a terminal".into(),
    })
}

/// Whether a command runs a folder. Without its own `--`, npm would keep `--folder` to itself, and
/// everything would run.
fn runs(command: &str, run: &str, folder: &str) -> bool {
    command
        .strip_suffix(&format!(" --folder {folder}"))
        .is_some_and(|start| {
            start == format!("$ {run} --") || start.starts_with("$ npx newman run ")
        })
}

/// A lesson whose checkpoint has no folder rebuilds what an earlier part built: a whole collection
/// checks it. So does the folder of the lesson that it continues, or of the one that that lesson continues:
/// what held there still holds. In a part without a collection, the learner may compare answers instead.
fn check_collection(project: &Project, lesson: &Lesson, section: &Section<'_>) -> Option<Finding> {
    let parts = project.course.parts.iter();
    let mut commands: Vec<String> = parts
        .filter(|part| part.number < lesson.entry.part)
        .map(|part| part.runner())
        .collect();
    let named = |name: &String| project.course.lessons.iter().find(|one| one.name == *name);
    let mut continued = lesson.entry.continues.as_ref().and_then(named);
    while let Some(one) = continued {
        if let Some(folder) = &one.folder {
            let run = project.course.part(one).runner();
            commands.push(format!("{run} -- --folder {folder}"));
            break;
        }
        continued = one.continues.as_ref().and_then(named);
    }
    let mut lines = section.items.iter().flat_map(|item| match &item.kind {
        Kind::Block(block) => block.lines().collect(),
        _ => Vec::new(),
    });
    let compares = project.course.part(&lesson.entry).collection.is_none();
    let runs = |line: &str| {
        commands.iter().any(|run| line == format!("$ {run}"))
            || compares && line.starts_with("$ curl ")
    };
    if lines.any(|(_, line)| runs(line)) {
        return None;
    }
    Some(Finding {
        place: lesson.page.at(section.line),
        what: "the work can't be checked".into(),
        expected: format!(
            "a command that runs the whole collection of an earlier part: {}",
            commands.join(", ")
        ),
        found: "none".into(),
        to_do: "say how to run the whole collection, or give the lesson a folder in lessons/course.toml".into(),
    })
}
