//! Paths in code, such as `src/token.rs`.

use crate::finding::Finding;
use crate::page::Page;
use crate::project::{Lesson, Project};

/// The folders of this project whose files a page may name.
const TOP: [&str; 6] = ["src/", "lessons/", "postman/", "grader/", "tests/", ".ci/"];

pub fn check(
    project: &Project,
    lesson: Option<&Lesson>,
    page: &Page,
    line: usize,
    code: &str,
) -> Vec<Finding> {
    let exists = |path: &str| project.path(path).exists() || typed(project, lesson, path);
    code.split(|c: char| c.is_whitespace() || "\"'()`,;".contains(c))
        .map(|word| word.trim_end_matches(['.', ':', '/']))
        .filter(|word| TOP.iter().any(|top| word.starts_with(top)))
        // A placeholder, such as lessons/NN-name/main.rs or postman/*.json.
        .filter(|word| {
            !word.contains("NN-")
                && !word.contains("N-name")
                && !word.contains(['*', '<', '…', '{'])
        })
        .filter(|word| {
            // src/token.rs:42:7 is a place in a file.
            !exists(word.split(':').next().unwrap_or_default())
        })
        .map(|word| Finding {
            place: page.at(line),
            what: "a file that doesn't exist".into(),
            expected: "a file or folder, as a path from the top of the project".into(),
            found: word.into(),
            to_do: "fix the path, or add the file".into(),
        })
        .collect()
}

/// A lesson also mentions files in the learner's `src/`, those that a solution adds, and those of the
/// project that it has the learner fix.
fn typed(project: &Project, lesson: Option<&Lesson>, path: &str) -> bool {
    let Some((lesson, file)) = lesson.zip(path.strip_prefix("src/")) else {
        return false;
    };
    let solved = |number| lesson.path(&format!("exercise-{number}/{file}"));
    project.after(lesson).contains_key(file)
        || project
            .path(&lesson.path(&format!("starter/src/{file}")))
            .is_file()
        || project
            .solutions(&lesson.name)
            .into_iter()
            .any(|number| project.path(&solved(number)).is_file())
}
