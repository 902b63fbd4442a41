//! What a learner copies from the clone instead of typing it: pages and styles, never code.

use std::collections::BTreeSet;

use super::fault::Fault;
use super::page::Page;
use super::project::{Lesson, Project};

/// The learner's project lies beside the clone.
const CLONE: &str = "../jwt-sandbox/";

/// The files of a lesson that its `cp` lines copy, and what is wrong with these lines.
pub fn read(project: &Project, lesson: &Lesson) -> (BTreeSet<String>, Vec<Fault>) {
    let (mut copied, mut faults) = (BTreeSet::new(), Vec::new());
    for (line, command) in commands(&lesson.page) {
        let mut paths: Vec<&str> = command
            .split_whitespace()
            .filter(|word| !word.starts_with('-'))
            .collect();
        let to = paths.pop().unwrap_or_default();
        for from in paths.iter().filter_map(|path| path.strip_prefix(CLONE)) {
            let mut fault = |what: &str, expected: &str, mend: &str| {
                faults.push(lesson.page.fault(line, what, expected, command, mend));
            };
            let from = from.trim_end_matches('/');
            if !project.path(from).exists() {
                fault(
                    "a file to copy that does not exist",
                    &format!("a path of the project after {CLONE}"),
                    "mend the path; * is not read here",
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
                fault(
                    "code that is copied",
                    "pages and styles; code is typed",
                    "show the code in blocks",
                );
                continue;
            }
            let folder = name
                .rsplit_once('/')
                .map_or("src".into(), |(folder, _)| format!("src/{folder}"));
            if to.trim_end_matches('/') != folder {
                fault(
                    "a copy that lands where it does not belong",
                    &format!("{folder}/ at the end of the line"),
                    "copy it to where it stands beside main.rs",
                );
            }
            copied.extend(files);
        }
    }
    (copied, faults)
}

fn commands(page: &Page) -> impl Iterator<Item = (usize, &str)> {
    page.blocks()
        .filter(|block| block.language == "console")
        .flat_map(|block| block.lines())
        .filter_map(|(line, text)| Some((line, text.strip_prefix("$ cp ")?)))
}

#[cfg(test)]
mod proved {
    use super::super::code::check;
    use super::super::project::Small;

    /// Lesson 14 has a style that its page copies with this line.
    fn faults(command: &str) -> Vec<String> {
        let page = format!("```rust\nfn main() {{}}\n```\n\n```console\n$ {command}\n```\n");
        let small = Small::new(&[
            ("lessons/14-c/README.md", &page),
            ("lessons/14-c/main.rs", "fn main() {}\n"),
            ("lessons/14-c/pages/style.css", "p {\n  color: red;\n}\n"),
            (".env.example", "A=b\n"),
        ]);
        check(&small.open())
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_file_or_its_folder_that_is_copied_need_not_be_shown() {
        for command in [
            "cp -r ../jwt-sandbox/lessons/14-c/pages src/",
            "cp ../jwt-sandbox/lessons/14-c/pages/style.css src/pages",
        ] {
            assert_eq!(faults(command), [""; 0], "{command}");
        }
        for command in ["cp ../jwt-sandbox/.env.example .env", "cp a b"] {
            let told = faults(command);
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(told[0].contains("style.css:1: new since an empty file, and not shown"));
        }
    }

    #[test]
    fn a_copy_that_can_not_be_made_or_lands_elsewhere_is_caught() {
        for (command, what) in [
            (
                "cp ../jwt-sandbox/lessons/14-c/pages/*.css src/pages",
                "a file to copy that does not exist\n  expected: a path of the project after ../jwt-sandbox/\n",
            ),
            (
                "cp ../jwt-sandbox/lessons/14-c/style.css src",
                "a file to copy that does not exist",
            ),
            (
                "cp ../jwt-sandbox/lessons/14-c/pages/style.css src",
                "a copy that lands where it does not belong\n  expected: src/pages/ at the end of the line\n",
            ),
            (
                "cp -r ../jwt-sandbox/lessons/14-c/pages .",
                "a copy that lands where it does not belong\n  expected: src/ at the end of the line\n",
            ),
        ] {
            let told = faults(command).concat();
            let expected = format!("lessons/14-c/README.md:6: {what}");
            assert!(told.contains(&expected), "{told}");
        }
    }

    #[test]
    fn code_that_is_copied_is_caught() {
        let told = faults("cp ../jwt-sandbox/lessons/14-c/main.rs src/").concat();
        assert!(
            told.contains(
                "README.md:6: code that is copied\n  expected: pages and styles; code is typed\n"
            ),
            "{told}"
        );
    }
}
