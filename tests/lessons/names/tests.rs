//! Small projects whose pages name one thing each.

use super::check_names;
use crate::small::Small;

const COLLECTION: &str = r#"{"item":[{"name":"0 Preflight"},{"name":"02-a","item":[{"name":"Ask it"}]},{"name":"10-finished-sandbox"}]}"#;

/// A project of three lessons; the second has this page.
fn findings(page: &str) -> Vec<String> {
    changed(&[("lessons/02-a/README.md", page)])
}

/// The same with some files changed; an empty text removes a file.
fn changed(files: &[(&str, &str)]) -> Vec<String> {
    let mut all = vec![
        ("README.md", "# Top\n"),
        ("postman/1-one.postman_collection.json", COLLECTION),
        (
            "lessons/README.md",
            "# Path\n\n## At a `glance`, now\n\n## Twice\n\n## Twice\n",
        ),
        ("lessons/01-read-a-token/README.md", "# One\n"),
        ("lessons/02-a/README.md", "# Two\n"),
        ("lessons/02-a/main.rs", "fn main() {}\n"),
        ("lessons/10-finished-sandbox/README.md", "# Ten\n"),
        ("src/token.rs", "fn sign() {}\n"),
    ];
    all.extend(files);
    let small = Small::new(&all);
    check_names(&small.open())
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn whatever_exists_may_be_named() {
    for page in [
        "[a](main.rs) [b](../10-finished-sandbox) [c](../README.md#at-a-glance-now) [d](#two)\n\n# Two\n",
        "[e](../README.md#twice-1) ![f](../../src/token.rs) [g](https://example.com/x) [h](../10-finished-sandbox/)\n",
        "`src/token.rs`, `src/token.rs:4:1`, `src/`, `lessons/NN-name/main.rs`, `postman/*.json`, `GET /src/x`\n",
        "```console\n$ cat lessons/02-a/main.rs\n$ newman run postman/1-one.postman_collection.json --folder 02-a\n```\n",
        "**In Postman:** folder `02-a`, **Ask it**, and **Send**.\n\n**Anything** else.\n",
        "`02-a`, **10-finished-sandbox**, `newman run x --folder \"0 Preflight\"`, `12-`, `2026-11-22`\n",
    ] {
        assert_eq!(findings(page), [""; 0], "{page}");
    }
}

#[test]
fn a_link_that_leads_nowhere_is_caught() {
    assert_eq!(
        findings("Some\n[text](../03-b/README.md).\n"),
        ["lessons/02-a/README.md:2: a link that leads nowhere
  expected: a path from this page to a file or folder in the project
  found: ../03-b/README.md
  to do: fix the path, or add the file
"]
    );
    for target in ["README.rs", "/src/token.rs", "../../../x", "../03-b#x"] {
        let messages = findings(&format!("![image]({target})\n")).concat();
        assert!(
            messages.contains("a link that leads nowhere\n"),
            "{target}: {messages}"
        );
    }
}

#[test]
fn a_picture_without_words_or_without_dark_colors_is_caught() {
    const PICTURE: &str = "<svg><title>a</title><desc>b</desc><style>@media (prefers-color-scheme: dark) {}</style></svg>";
    let findings = |svg: &str| {
        changed(&[
            (
                "lessons/02-a/README.md",
                "![A picture](../pictures/a.svg)\n",
            ),
            ("lessons/pictures/a.svg", svg),
        ])
    };
    assert_eq!(findings(PICTURE), [""; 0]);
    assert_eq!(
        findings("<svg><title>a</title></svg>"),
        [
            "lessons/02-a/README.md:1: a picture that some readers can't read
  expected: <title, <desc, prefers-color-scheme: dark
  found: no <desc, no prefers-color-scheme: dark
  to do: add a title and a description to the SVG, and colors for a dark page
"
        ]
    );
}

#[test]
fn a_link_to_a_missing_heading_is_caught() {
    assert_eq!(
        findings("[text](../README.md#glance)\n"),
        [
            "lessons/02-a/README.md:1: a link to a heading that lessons/README.md doesn't have
  expected: at-a-glance-now, path, twice, twice-1
  found: glance
  to do: use the heading's words: lowercase, without punctuation, and - for a space
"
        ]
    );
    assert_eq!(findings("# Two\n\n[text](#tow)\n").len(), 1);
}

#[test]
fn a_missing_file_is_caught_in_a_sentence_and_in_a_block() {
    for (page, line) in [
        ("See\n`src/tokens.rs`.\n", 2),
        ("```console\n$ cat src/tokens.rs\n```\n", 2),
        ("```text\nat src/tokens.rs:4:1\n```\n", 2),
    ] {
        let messages = findings(page).concat();
        let expected = format!("lessons/02-a/README.md:{line}: a file that doesn't exist\n");
        assert!(messages.starts_with(&expected), "{messages}");
    }
}

#[test]
fn a_missing_lesson_or_postman_folder_is_caught() {
    for page in ["Open `03-b`.\n", "Open **03-b**.\n"] {
        assert_eq!(
            findings(page),
            ["lessons/02-a/README.md:1: a lesson that doesn't exist
  expected: the name of a folder in lessons/
  found: 03-b
  to do: use the folder's name
"]
        );
    }
    assert_eq!(
        findings("```console\n$ npm test -- --folder 01-read-a-token\n```\n"),
        [
            "lessons/02-a/README.md:2: a Postman folder that doesn't exist
  expected: 0 Preflight, 02-a, 10-finished-sandbox
  found: 01-read-a-token
  to do: use the folder's name in the collection, and run that collection
"
        ]
    );
}

#[test]
fn a_request_that_is_not_in_the_folder_is_caught() {
    assert_eq!(
        findings("Look.\n\n**In Postman:** folder `02-a`, request **Ask us**, **Send**.\n"),
        [
            "lessons/02-a/README.md:3: a request that isn't in any Postman folder on the page
  expected: Ask it
  found: Ask us
  to do: use the request's name in the collection, and name its folder
"
        ]
    );
    let messages = findings("**In Postman:** folder `10-finished-sandbox`, **Ask it**.\n");
    assert_eq!(
        messages.len(),
        1,
        "the request is in another folder: {messages:?}"
    );
}

#[test]
fn the_pages_around_the_lessons_are_checked_too() {
    for path in [
        "README.md",
        "lessons/README.md",
        "lessons/INSTRUCTOR.md",
        "postman/README.md",
    ] {
        let messages = changed(&[(path, "[text](nowhere.md)\n")]).concat();
        assert!(
            messages.starts_with(&format!("{path}:1: a link that leads nowhere\n")),
            "{messages}"
        );
    }
}

/// The same project and lessons 11 to 13, the last with this page.
fn part_2(page: &str, changes: &[(&str, &str)]) -> Vec<String> {
    const SECOND: &str = r#"{"item":[{"name":"0 Preflight"},{"name":"12-login","item":[{"name":"Sign in"}]},{"name":"13-c"}]}"#;
    let mut all = vec![
        ("postman/2-two.postman_collection.json", SECOND),
        (
            "grader/package.json",
            r#"{"scripts":{"part2":"newman run x"}}"#,
        ),
        ("lessons/11-by-hand/README.md", "# Eleven\n"),
        ("lessons/11-by-hand/main.rs", "fn main() {}\n"),
        ("lessons/11-by-hand/hmac.rs", "struct Key;\n"),
        (
            "lessons/12-login/README.md",
            "```console\n$ cargo new my-app\n```\n",
        ),
        ("lessons/12-login/main.rs", "fn main() {}\n"),
        ("lessons/12-login/users.rs", "struct Users;\n"),
        ("lessons/12-login/exercise-1.rs", "fn main() {}\n"),
        ("lessons/13-c/README.md", page),
        ("lessons/13-c/main.rs", "fn main() {}\n"),
    ];
    all.extend(changes);
    changed(&all)
}

#[test]
fn a_folder_is_run_with_the_command_of_its_collection() {
    for command in [
        "npm test -- --folder 02-a",
        "npm run part2 -- --folder 12-login",
        "npm run part2 -- --folder \"0 Preflight\"",
        "npx newman run postman/2-two.postman_collection.json --folder 12-login",
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
        let messages = part_2(&format!("`{command}`\n"), &[]).concat();
        let expected =
            format!("README.md:1: a Postman folder that doesn't exist\n  expected: {folders}\n");
        assert!(messages.contains(&expected), "{messages}");
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
                ("postman/1-one.postman_collection.json", FIRST),
                ("postman/2-two.postman_collection.json", SECOND),
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
            "`src/users.rs` `src/solved.rs`\n\n```console\n$ cargo new my-app\n```\n",
        ),
    ];
    assert_eq!(part_2("`src/main.rs` `src/users.rs`\n", &SOLVED), [""; 0]);
    for path in ["src/hmac.rs", "src/user.rs", "src/solved.rs"] {
        let messages = part_2(&format!("`{path}`\n"), &SOLVED);
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(
            messages[0].contains("a file that doesn't exist"),
            "{}",
            messages[0]
        );
    }
}

#[test]
fn a_command_that_npm_does_not_know_is_caught() {
    assert_eq!(part_2("`npm run part2`\n", &[]), [""; 0]);
    assert_eq!(
        part_2("```console\n$ npm run part3 -- --bail\n```\n", &[]),
        ["lessons/13-c/README.md:2: a command that npm doesn't know
  expected: part2
  found: part3
  to do: name a script of grader/package.json, or add it there
"]
    );
}
