//! What a learner copies from the clone instead of typing it: pages and styles, and code only if an
//! earlier lesson had them type it.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::page::Page;
use crate::project::{Lesson, Project};

mod tests;

/// The learner's project is next to the clone.
const CLONE: &str = "../jwt-sandbox/";

/// The files of a lesson that its `cp` lines copy, and what is wrong with these lines.
pub fn read(project: &Project, lesson: &Lesson) -> (BTreeSet<String>, Vec<Finding>) {
    let (mut copied, mut findings) = (BTreeSet::new(), Vec::new());
    for (line, command) in commands(&lesson.page) {
        let mut paths: Vec<&str> = command
            .split_whitespace()
            .filter(|word| !word.starts_with('-'))
            .collect();
        let to = paths.pop().unwrap_or_default();
        for from in paths.iter().filter_map(|path| path.strip_prefix(CLONE)) {
            let mut finding = |what: &str, expected: &str, to_do: &str| {
                findings.push(Finding {
                    place: lesson.page.at(line),
                    what: what.into(),
                    expected: expected.into(),
                    found: command.into(),
                    to_do: to_do.into(),
                });
            };
            let from = from.trim_end_matches('/');
            if !project.path(from).exists() {
                finding(
                    "a file to copy that doesn't exist",
                    &format!("a path of the project after {CLONE}"),
                    "fix the path; * isn't supported here",
                );
                continue;
            }
            let Some(name) = from.strip_prefix(&lesson.path("")) else {
                continue;
            };
            let files: Vec<String> = if project.path(from).is_dir() {
                let below = project.tree(from).into_iter();
                below.map(|file| format!("{name}/{file}")).collect()
            } else {
                vec![name.into()]
            };
            if files.iter().any(|file| file.ends_with(".rs")) {
                finding(
                    "copied code",
                    "only pages and styles, since learners type code",
                    "show the code in blocks",
                );
                continue;
            }
            let folder = name
                .rsplit_once('/')
                .map_or("src".into(), |(folder, _)| format!("src/{folder}"));
            if to.trim_end_matches('/') != folder {
                finding(
                    "a copy in the wrong place",
                    &format!("{folder}/ at the end of the line"),
                    "copy it to the same place next to main.rs",
                );
            }
            copied.extend(files);
        }
    }
    (copied, findings)
}

/// The files of earlier lessons that its `cp` lines copy into `src/`, with their paths from `lessons/`: a
/// new project starts without them.
pub fn earlier(lesson: &Lesson) -> BTreeMap<&str, &str> {
    let lines = commands(&lesson.page);
    let paths = lines.filter_map(|(_, command)| {
        let from = command.strip_suffix(" src/")?.strip_prefix(CLONE)?;
        from.strip_prefix("lessons/")
    });
    paths
        .filter(|path| path.ends_with(".rs") && **path < *lesson.name)
        .filter_map(|path| Some((path.rsplit('/').next()?, path)))
        .collect()
}

fn commands(page: &Page) -> impl Iterator<Item = (usize, &str)> {
    page.blocks()
        .filter(|block| block.language == "console")
        .flat_map(|block| block.lines())
        .filter_map(|(line, text)| Some((line, text.strip_prefix("$ cp ")?)))
}
