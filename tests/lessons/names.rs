//! Proof 4: whatever a page names exists.
//!
//! Links and headings, files, the names of lessons, and names in Postman. `course.rs` checks whether
//! all lists of lessons are complete.

mod files;
mod links;
mod postman;
mod tests;

use crate::collections;
use crate::finding::Finding;
use crate::page::{Kind, Page};
use crate::project::Project;

/// Checks all pages.
pub fn check_names(project: &Project) -> Vec<Finding> {
    let collections = collections::read(project);
    let scripts = postman::scripts(project);
    let mut findings = Vec::new();
    for page in project.pages() {
        let mut lessons = project.lessons.iter();
        let lesson = lessons.find(|lesson| lesson.page.path == page.path);
        for item in &page.items {
            if let Kind::Link(target) = &item.kind {
                findings.extend(links::check(project, &page, item.line, target));
                findings.extend(links::check_picture(project, &page, item.line, target));
            }
        }
        for (line, code) in page.code() {
            findings.extend(files::check(project, lesson, &page, line, code));
            findings.extend(postman::check_folder(
                project,
                &collections,
                &page,
                line,
                code,
            ));
            findings.extend(postman::check_script(&scripts, &page, line, code));
        }
        findings.extend(postman::check_requests(&collections, &page));
        for (line, name) in lesson_names(&page) {
            if !project.lessons.iter().any(|lesson| lesson.name == name) {
                findings.push(Finding {
                    place: page.at(line),
                    what: "a lesson that doesn't exist".into(),
                    expected: "the name of a folder in lessons/".into(),
                    found: name.into(),
                    to_do: "use the folder's name".into(),
                });
            }
        }
    }
    findings
}

/// What looks like the name of a lesson and its Postman folder: `07-verify`, in code or bold.
fn lesson_names(page: &Page) -> Vec<(usize, &str)> {
    let named = page.items.iter().filter_map(|item| match &item.kind {
        Kind::Code(text) | Kind::Strong(text) => Some((item.line, text.as_str())),
        _ => None,
    });
    named
        .filter(|(_, text)| {
            let (number, name) = text.split_at_checked(3).unwrap_or_default();
            let digits = number.trim_start_matches(|c: char| c.is_ascii_digit());
            digits == "-"
                && !name.is_empty()
                && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        })
        .collect()
}
