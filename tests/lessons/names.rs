//! Proof 4: what a page names is there.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::fault::Fault;
use super::lists::{self, Folder};
use super::page::{Kind, Page};
use super::project::{Lesson, Project};

/// The commands that run a collection, by the beginning of its name.
const RUNS: [(&str, &str); 2] = [("npm test ", "1-"), ("npm run part2 ", "2-")];

/// What Postman itself calls its buttons and tabs, so that it is no request of ours.
const POSTMAN: [&str; 8] = [
    "Authorization",
    "Bearer Token",
    "Import",
    "Run",
    "Scripts",
    "Send",
    "Test Results",
    "Variables",
];

/// The folders of this project whose files a page may name.
const TOP: [&str; 5] = ["src/", "lessons/", "postman/", "tests/", ".ci/"];

pub fn check(project: &Project) -> Vec<Fault> {
    let collections = lists::collections(project);
    let scripts = scripts(project);
    let mut folders: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for folder in collections.values().flatten() {
        folders
            .entry(&folder.name)
            .or_default()
            .extend(&folder.requests);
    }
    let mut faults = Vec::new();
    for page in project.pages() {
        let mut lessons = project.lessons.iter();
        let lesson = lessons.find(|lesson| lesson.page.path == page.path);
        for item in &page.items {
            if let Kind::Link(target) = &item.kind {
                faults.extend(link(project, &page, item.line, target));
            }
        }
        for (line, code) in page.code() {
            faults.extend(files(project, lesson, &page, line, code));
            faults.extend(folder(&collections, &page, line, code));
            faults.extend(script(&scripts, &page, line, code));
        }
        faults.extend(requests(&folders, &page));
        for (line, name) in lesson_names(&page) {
            if !project.lessons.iter().any(|lesson| lesson.name == name) {
                faults.push(page.fault(
                    line,
                    "a lesson that does not exist",
                    "the name of a folder in lessons/",
                    name,
                    "name the folder as it is called",
                ));
            }
        }
    }
    faults.extend(lists::check(project, &collections));
    faults
}

fn link(project: &Project, page: &Page, line: usize, target: &str) -> Option<Fault> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = target
        .split_once('#')
        .map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let here = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let there = if path.is_empty() {
        Some(page.path.clone())
    } else {
        joined(here, path)
    };
    let exists = there
        .as_deref()
        .is_some_and(|there| project.path(there).exists());
    let Some(there) = there.filter(|_| exists) else {
        return Some(page.fault(
            line,
            "a link that leads nowhere",
            "a path from this page to a file or folder of the project",
            target,
            "mend the path, or add the file",
        ));
    };
    let anchor = anchor?;
    let anchors = anchors(&Page::parse(&there, &project.read(&there)?));
    (!anchors.contains(anchor)).then(|| {
        page.fault(
            line,
            format!("a link to a heading that {there} does not have"),
            anchors.into_iter().collect::<Vec<_>>().join(", "),
            anchor,
            "take the heading's own words: small letters, without signs, and - for a space",
        )
    })
}

/// `lessons/02-a` and `../03-b/main.rs` make `lessons/03-b/main.rs`. None if it leaves the project.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." if !parts.is_empty() || part == "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

/// The anchors that GitHub gives to the headings of a page.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut seen = BTreeMap::new();
    let headings = page.items.iter().filter_map(|item| match &item.kind {
        Kind::Heading(_, text) => Some(text),
        _ => None,
    });
    headings
        .map(|text| {
            let slug: String = text
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || "-_ ".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect();
            let count = seen
                .entry(slug.clone())
                .and_modify(|count| *count += 1)
                .or_insert(0);
            if *count == 0 {
                slug
            } else {
                format!("{slug}-{count}")
            }
        })
        .collect()
}

fn files(
    project: &Project,
    lesson: Option<&Lesson>,
    page: &Page,
    line: usize,
    code: &str,
) -> Vec<Fault> {
    let exists = |path: &str| project.path(path).exists() || typed(project, lesson, path);
    code.split(|c: char| c.is_whitespace() || "\"'()`,;".contains(c))
        .map(|word| word.trim_end_matches(['.', ':', '/']))
        .filter(|word| TOP.iter().any(|top| word.starts_with(top)))
        // A placeholder, such as lessons/NN-name/main.rs or postman/*.json.
        .filter(|word| !word.contains("NN-") && !word.contains(['*', '<', '…', '{']))
        .filter(|word| {
            // src/token.rs:42:7 is a place in a file.
            !exists(word.split(':').next().unwrap_or_default())
        })
        .map(|word| {
            page.fault(
                line,
                "a file that does not exist",
                "a file or folder, from the top of the project",
                word,
                "mend the path, or add the file",
            )
        })
        .collect()
}

/// A lesson also speaks of the `src/` that the learner has by then, and of what a solution adds.
fn typed(project: &Project, lesson: Option<&Lesson>, path: &str) -> bool {
    let Some((lesson, file)) = lesson.zip(path.strip_prefix("src/")) else {
        return false;
    };
    let solved = |number| lesson.path(&format!("exercise-{number}/{file}"));
    project.after(lesson).contains_key(file)
        || project
            .solutions(&lesson.name)
            .into_iter()
            .any(|number| project.path(&solved(number)).is_file())
}

/// `npm test -- --folder 07-verify` names a folder of the collection that this command runs, or one
/// request in it.
fn folder(
    collections: &BTreeMap<String, Vec<Folder>>,
    page: &Page,
    line: usize,
    code: &str,
) -> Option<Fault> {
    let (command, rest) = code.split_once("--folder ")?;
    let name = match rest.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next(),
        None => rest.split_whitespace().next(),
    }?;
    let runs = RUNS.iter().find(|(run, _)| command.contains(run));
    let collection = runs.map_or("", |(_, collection)| collection);
    let folders: Vec<&Folder> = collections
        .iter()
        .filter(|(path, _)| path.starts_with(&format!("postman/{collection}")))
        .flat_map(|(_, folders)| folders)
        .collect();
    let runs_it =
        |folder: &&Folder| folder.name == name || folder.requests.iter().any(|it| it == name);
    (!folders.iter().any(runs_it)).then(|| {
        page.fault(
            line,
            "a Postman folder that does not exist",
            folders
                .iter()
                .map(|folder| folder.name.as_str())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join(", "),
            name,
            "name the folder as the collection does, and run its collection",
        )
    })
}

/// The commands that `npm run` knows in `postman/`.
fn scripts(project: &Project) -> BTreeSet<String> {
    #[derive(Default, Deserialize)]
    struct Package {
        scripts: BTreeMap<String, String>,
    }

    let package: Package = project
        .read("postman/package.json")
        .map_or_else(Package::default, |text| {
            serde_json::from_str(&text).unwrap()
        });
    package.scripts.into_keys().collect()
}

fn script(scripts: &BTreeSet<String>, page: &Page, line: usize, code: &str) -> Option<Fault> {
    let (_, rest) = code.split_once("npm run ")?;
    let name = rest.split_whitespace().next()?;
    (!scripts.contains(name)).then(|| {
        page.fault(
            line,
            "a command that npm does not know",
            scripts
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", "),
            name,
            "name a script of postman/package.json, or add it there",
        )
    })
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

/// A paragraph that begins with "In Postman" has its requests in bold. Each is in one of the
/// folders that the page names.
fn requests(folders: &BTreeMap<&str, Vec<&String>>, page: &Page) -> Vec<Fault> {
    let named: BTreeSet<&String> = page
        .code()
        .filter_map(|(_, code)| folders.get(code))
        .flatten()
        .copied()
        .collect();
    let mut faults = Vec::new();
    let mut bold = Vec::new();
    for item in &page.items {
        match &item.kind {
            Kind::Strong(text) => bold.push((item.line, text)),
            Kind::Paragraph(text) if text.starts_with("In Postman") => {
                let others = bold.drain(..).filter(|(_, text)| {
                    !text.starts_with("In Postman") && !POSTMAN.contains(&text.as_str())
                });
                for (line, text) in others.filter(|(_, text)| !named.contains(text)) {
                    faults.push(
                        page.fault(
                            line,
                            "a request that is in none of the Postman folders that the page names",
                            named
                                .iter()
                                .map(|name| name.as_str())
                                .collect::<Vec<_>>()
                                .join(", "),
                            text,
                            "name the request as the collection does, and its folder",
                        ),
                    );
                }
            }
            Kind::Code(_) | Kind::Link(_) => {}
            _ => bold.clear(),
        }
    }
    faults
}

#[cfg(test)]
pub mod proved {
    use super::super::project::Small;
    use super::check;

    pub const MANIFEST: &str = "[[example]]\nname = \"02-a\"\npath = \"lessons/02-a/main.rs\"\n";
    pub const COLLECTION: &str = r#"{"info":{"name":"x"},"item":[{"name":"0 Preflight"},{"name":"02-a","item":[{"name":"Ask it"}]},{"name":"10-finished-sandbox"}]}"#;

    /// A project of three lessons; the second has this page.
    fn faults(page: &str) -> Vec<String> {
        changed(&[("lessons/02-a/README.md", page)])
    }

    /// The same with some files changed; an empty text takes a file away.
    pub fn changed(files: &[(&str, &str)]) -> Vec<String> {
        let mut all = vec![
            ("Cargo.toml", MANIFEST),
            ("README.md", "# Top\n"),
            (
                "postman/1-sign-and-verify.postman_collection.json",
                COLLECTION,
            ),
            (
                "lessons/README.md",
                "# Path\n\n## At a `glance`, now\n\n## Twice\n\n## Twice\n",
            ),
            ("lessons/01-read-a-token/README.md", "# One\n"),
            ("lessons/02-a/README.md", "# Two\n"),
            ("lessons/02-a/main.rs", "fn main() {}\n"),
            ("lessons/10-finished-sandbox/README.md", "# Ten\n"),
            ("src/token.rs", ""),
        ];
        all.retain(|(path, _)| !files.iter().any(|(other, _)| path == other));
        all.extend(files.iter().filter(|(_, text)| !text.is_empty()));
        let small = Small::new(&all);
        check(&small.open())
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn what_is_there_may_be_named() {
        for page in [
            "[a](main.rs) [b](../10-finished-sandbox) [c](../README.md#at-a-glance-now) [d](#two)\n\n# Two\n",
            "[e](../README.md#twice-1) ![f](../../src/token.rs) [g](https://example.com/x) [h](../10-finished-sandbox/)\n",
            "`src/token.rs`, `src/token.rs:4:1`, `src/`, `lessons/NN-name/main.rs`, `postman/*.json`, `GET /src/x`\n",
            "```console\n$ cat lessons/02-a/main.rs\n$ newman run postman/1-sign-and-verify.postman_collection.json --folder 02-a\n```\n",
            "**In Postman:** folder `02-a`, **Ask it**, and **Send**.\n\n**Anything** else.\n",
            "`02-a`, **10-finished-sandbox**, `newman run x --folder \"0 Preflight\"`, `12-`, `2026-11-22`\n",
        ] {
            assert_eq!(faults(page), [""; 0], "{page}");
        }
    }

    #[test]
    fn a_link_that_leads_nowhere_is_caught() {
        assert_eq!(
            faults("Some\n[text](../03-b/README.md).\n"),
            ["lessons/02-a/README.md:2: a link that leads nowhere
  expected: a path from this page to a file or folder of the project
  found: ../03-b/README.md
  to do: mend the path, or add the file
"]
        );
        for target in ["README.rs", "/src/token.rs", "../../../x", "../03-b#x"] {
            let told = faults(&format!("![image]({target})\n")).concat();
            assert!(
                told.contains("a link that leads nowhere\n"),
                "{target}: {told}"
            );
        }
    }

    #[test]
    fn a_link_to_a_heading_that_is_not_there_is_caught() {
        assert_eq!(
            faults("[text](../README.md#glance)\n"),
            [
                "lessons/02-a/README.md:1: a link to a heading that lessons/README.md does not have
  expected: at-a-glance-now, path, twice, twice-1
  found: glance
  to do: take the heading's own words: small letters, without signs, and - for a space
"
            ]
        );
        assert_eq!(faults("# Two\n\n[text](#tow)\n").len(), 1);
    }

    #[test]
    fn a_file_that_is_not_there_is_caught_in_a_sentence_and_in_a_block() {
        for (page, line) in [
            ("See\n`src/tokens.rs`.\n", 2),
            ("```console\n$ cat src/tokens.rs\n```\n", 2),
            ("```text\nat src/tokens.rs:4:1\n```\n", 2),
        ] {
            let told = faults(page).concat();
            let expected = format!("lessons/02-a/README.md:{line}: a file that does not exist\n");
            assert!(told.starts_with(&expected), "{told}");
        }
    }

    #[test]
    fn a_lesson_or_a_postman_folder_that_is_not_there_is_caught() {
        for page in ["Open `03-b`.\n", "Open **03-b**.\n"] {
            assert_eq!(
                faults(page),
                ["lessons/02-a/README.md:1: a lesson that does not exist
  expected: the name of a folder in lessons/
  found: 03-b
  to do: name the folder as it is called
"]
            );
        }
        assert_eq!(
            faults("```console\n$ npm test -- --folder 01-read-a-token\n```\n"),
            [
                "lessons/02-a/README.md:2: a Postman folder that does not exist
  expected: 0 Preflight, 02-a, 10-finished-sandbox
  found: 01-read-a-token
  to do: name the folder as the collection does, and run its collection
"
            ]
        );
    }

    #[test]
    fn a_request_that_is_not_in_the_folder_is_caught() {
        assert_eq!(
            faults("Look.\n\n**In Postman:** folder `02-a`, request **Ask us**, **Send**.\n"),
            ["lessons/02-a/README.md:3: a request that is in none of the Postman folders that the page names
  expected: Ask it
  found: Ask us
  to do: name the request as the collection does, and its folder
"]
        );
        let told = faults("**In Postman:** folder `10-finished-sandbox`, **Ask it**.\n");
        assert_eq!(told.len(), 1, "the request is in another folder: {told:?}");
    }

    #[test]
    fn the_pages_around_the_lessons_are_looked_at_too() {
        for path in [
            "README.md",
            "lessons/README.md",
            "lessons/INSTRUCTOR.md",
            "postman/README.md",
        ] {
            let told = changed(&[(path, "[text](nowhere.md)\n")]).concat();
            assert!(
                told.starts_with(&format!("{path}:1: a link that leads nowhere\n")),
                "{told}"
            );
        }
    }

    /// The project of [`changed`] and lessons 11 to 13, the last with this page.
    pub fn part_2(page: &str, changes: &[(&str, &str)]) -> Vec<String> {
        const SECOND: &str = r#"{"info":{"name":"y"},"item":[{"name":"0 Preflight"},{"name":"12-login","item":[{"name":"Log in"}]},{"name":"13-c"}]}"#;
        let manifest = [
            MANIFEST,
            &["11-by-hand", "12-login", "12-login-exercise-1", "13-c"]
                .map(|name| {
                    let path = match name.strip_suffix("-exercise-1") {
                        Some(lesson) => format!("lessons/{lesson}/exercise-1.rs"),
                        None => format!("lessons/{name}/main.rs"),
                    };
                    format!("[[example]]\nname = \"{name}\"\npath = \"{path}\"\n")
                })
                .concat(),
        ]
        .concat();
        let mut all = vec![
            ("Cargo.toml", manifest.as_str()),
            ("postman/2-more.postman_collection.json", SECOND),
            (
                "postman/package.json",
                r#"{"scripts":{"part2":"newman run x"}}"#,
            ),
            ("lessons/11-by-hand/README.md", "# Eleven\n"),
            ("lessons/11-by-hand/main.rs", ""),
            ("lessons/11-by-hand/hmac.rs", ""),
            ("lessons/12-login/README.md", "# Twelve\n"),
            ("lessons/12-login/main.rs", "fn main() {}\n"),
            ("lessons/12-login/users.rs", "struct Users;\n"),
            ("lessons/12-login/exercise-1.rs", "fn main() {}\n"),
            ("lessons/13-c/README.md", page),
            ("lessons/13-c/main.rs", "fn main() {}\n"),
        ];
        all.retain(|(path, _)| !changes.iter().any(|(other, _)| path == other));
        all.extend(changes);
        // An empty text takes a file away, but these three are only empty.
        for (path, text) in &mut all {
            if path.starts_with("lessons/11") && text.is_empty() {
                *text = "\n";
            }
        }
        changed(&all)
    }

    #[test]
    fn a_folder_is_run_with_the_command_of_its_collection() {
        for command in [
            "npm test -- --folder 02-a",
            "npm run part2 -- --folder 12-login",
            "npm run part2 -- --folder \"0 Preflight\"",
            "npx newman run postman/2-more.postman_collection.json --folder 12-login",
        ] {
            assert_eq!(part_2(&format!("`{command}`\n"), &[]), [""; 0], "{command}");
        }
        for (command, folders) in [
            (
                "npm test -- --folder 12-login",
                "0 Preflight, 02-a, 10-finished-sandbox",
            ),
            (
                "npm run part2 -- --folder 02-a",
                "0 Preflight, 12-login, 13-c",
            ),
        ] {
            let told = part_2(&format!("`{command}`\n"), &[]).concat();
            let expected = format!(
                "README.md:1: a Postman folder that does not exist\n  expected: {folders}\n"
            );
            assert!(told.contains(&expected), "{told}");
        }
    }

    #[test]
    fn a_request_may_be_in_the_first_folder_of_any_collection() {
        const FIRST: &str = r#"{"item":[{"name":"0 Preflight","item":[{"name":"One"}]},{"name":"02-a"},{"name":"10-finished-sandbox"}]}"#;
        const SECOND: &str = r#"{"item":[{"name":"0 Preflight","item":[{"name":"Two"}]},{"name":"12-login"},{"name":"13-c"}]}"#;
        let page = |name| {
            part_2(
                &format!("**In Postman:** folder `0 Preflight`, **{name}**.\n"),
                &[
                    ("postman/1-sign-and-verify.postman_collection.json", FIRST),
                    ("postman/2-more.postman_collection.json", SECOND),
                ],
            )
        };
        assert_eq!(page("One"), [""; 0]);
        assert_eq!(page("Two"), [""; 0]);
        assert_eq!(page("Three").len(), 1);
    }

    #[test]
    fn a_lesson_may_name_the_files_that_the_learner_has_by_then() {
        const SOLVED: [(&str, &str); 2] = [
            ("lessons/12-login/exercise-1/solved.rs", "struct Solved;\n"),
            (
                "lessons/12-login/README.md",
                "`src/users.rs` `src/solved.rs`\n",
            ),
        ];
        assert_eq!(part_2("`src/main.rs` `src/users.rs`\n", &SOLVED), [""; 0]);
        for path in ["src/hmac.rs", "src/user.rs", "src/solved.rs"] {
            let told = part_2(&format!("`{path}`\n"), &SOLVED);
            assert_eq!(told.len(), 1, "{told:?}");
            assert!(
                told[0].contains("a file that does not exist"),
                "{}",
                told[0]
            );
        }
    }

    #[test]
    fn a_command_that_npm_does_not_know_is_caught() {
        assert_eq!(part_2("`npm run part2`\n", &[]), [""; 0]);
        assert_eq!(
            part_2("```console\n$ npm run part3 -- --bail\n```\n", &[]),
            ["lessons/13-c/README.md:2: a command that npm does not know
  expected: part2
  found: part3
  to do: name a script of postman/package.json, or add it there
"]
        );
    }
}
