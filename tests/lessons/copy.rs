//! The `cp` lines of a page: what a learner copies from the clone.

use std::collections::BTreeMap;

use crate::page::Page;
use crate::project::{Lesson, Project};

/// The learner's project is next to the clone.
const CLONE: &str = "../jwt-sandbox/";

/// A `cp` line that copies one path of the clone.
pub struct Copy<'p> {
    /// Its line on the page.
    pub line: usize,
    /// The line, without `$ cp`.
    pub command: &'p str,
    /// From the top of the clone.
    pub from: &'p str,
    /// The learner's folder, with or without `/` at its end.
    pub to: &'p str,
}

impl Copy<'_> {
    /// The files below `from`, each with the rest of its path: the name of the file or folder first.
    pub fn files(&self, project: &Project) -> BTreeMap<String, String> {
        let name = self.from.rsplit('/').next().unwrap_or_default();
        if !project.path(self.from).is_dir() {
            return BTreeMap::from([(name.into(), self.from.into())]);
        }
        let below = project.tree(self.from).into_iter();
        below
            .map(|file| (format!("{name}/{file}"), format!("{}/{file}", self.from)))
            .collect()
    }
}

/// The `cp` lines of a page that copy from the clone.
pub fn all(page: &Page) -> Vec<Copy<'_>> {
    let consoles = page.blocks().filter(|block| block.language == "console");
    let lines = consoles.flat_map(|block| block.lines());
    let commands = lines.filter_map(|(line, text)| Some((line, text.strip_prefix("$ cp ")?)));
    commands
        .flat_map(|(line, command)| {
            let words = command.split_whitespace();
            let mut paths: Vec<&str> = words.filter(|word| !word.starts_with('-')).collect();
            let to = paths.pop().unwrap_or_default();
            let from = paths
                .into_iter()
                .filter_map(|path| path.strip_prefix(CLONE));
            from.map(move |from| Copy {
                line,
                command,
                from: from.trim_end_matches('/'),
                to,
            })
            .collect::<Vec<_>>()
        })
        .collect()
}

/// The files of earlier lessons that a page has the learner copy into `src/`, with their paths from
/// `lessons/`.
pub fn of_earlier(project: &Project, lesson: &Lesson) -> BTreeMap<String, String> {
    let mut src = BTreeMap::new();
    for copy in all(&lesson.page) {
        let from = copy.from.strip_prefix("lessons/");
        if from.is_none_or(|from| from >= lesson.name.as_str()) {
            continue;
        }
        let Some(folder) = copy.to.strip_prefix("src/") else {
            continue;
        };
        for (name, path) in copy.files(project) {
            let path = path.trim_start_matches("lessons/");
            src.insert(format!("{folder}{name}"), path.into());
        }
    }
    src
}
