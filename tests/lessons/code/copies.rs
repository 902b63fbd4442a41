//! What a learner copies from the clone instead of typing it: pages and styles, and code only if an
//! earlier lesson had them type it.

use std::collections::BTreeSet;

use crate::copy;
use crate::finding::Finding;
use crate::project::{Lesson, Project};

mod tests;

/// The files of a lesson that its `cp` lines copy, and what is wrong with these lines.
pub fn read(project: &Project, lesson: &Lesson) -> (BTreeSet<String>, Vec<Finding>) {
    let (mut copied, mut findings) = (BTreeSet::new(), Vec::new());
    for copy in copy::all(&lesson.page) {
        let mut finding = |what: &str, expected: &str, to_do: &str| {
            findings.push(Finding {
                place: lesson.page.at(copy.line),
                what: what.into(),
                expected: expected.into(),
                found: copy.command.into(),
                to_do: to_do.into(),
            });
        };
        if !project.path(copy.from).exists() {
            finding(
                "a file to copy that doesn't exist",
                "a path of the project after ../jwt-sandbox/",
                "fix the path; * isn't supported here",
            );
            continue;
        }
        let Some(name) = copy.from.strip_prefix(&lesson.path("")) else {
            continue;
        };
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let files = copy.files(project).into_keys();
        let files: Vec<String> = files
            .map(|file| format!("{folder}/{file}").trim_start_matches('/').into())
            .collect();
        if files.iter().any(|file| file.ends_with(".rs")) {
            finding(
                "copied code",
                "only pages and styles, since learners type code",
                "show the code in blocks",
            );
            continue;
        }
        let place = format!("src/{folder}");
        if copy.to.trim_end_matches('/') != place.trim_end_matches('/') {
            finding(
                "a copy in the wrong place",
                &format!("{}/ at the end of the line", place.trim_end_matches('/')),
                "copy it to the same place next to main.rs",
            );
        }
        copied.extend(files);
    }
    (copied, findings)
}
