//! Small lessons whose pages copy a file.

use crate::code::check_code;
use crate::small::Small;

/// Lesson 14 has a style that its page copies with this line.
fn findings(command: &str) -> Vec<String> {
    let page = format!("```rust\nfn main() {{}}\n```\n\n```console\n$ {command}\n```\n");
    let small = Small::new(&[
        ("lessons/14-c/README.md", &page),
        ("lessons/14-c/main.rs", "fn main() {}\n"),
        ("lessons/14-c/pages/style.css", "p {\n  color: red;\n}\n"),
        (".env.example", "A=b\n"),
    ]);
    check_code(&small.open())
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_copied_file_or_folder_need_not_be_shown() {
    for command in [
        "cp -r ../jwt-sandbox/lessons/14-c/pages src/",
        "cp ../jwt-sandbox/lessons/14-c/pages/style.css src/pages",
    ] {
        assert_eq!(findings(command), [""; 0], "{command}");
    }
    for command in ["cp ../jwt-sandbox/.env.example .env", "cp a b"] {
        let messages = findings(command);
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].contains("style.css:1: new since an empty file, and not shown"));
    }
}

#[test]
fn a_copy_that_fails_or_goes_elsewhere_is_caught() {
    for (command, what) in [
        (
            "cp ../jwt-sandbox/lessons/14-c/pages/*.css src/pages",
            "a file to copy that doesn't exist\n  expected: a path of the project after ../jwt-sandbox/\n",
        ),
        (
            "cp ../jwt-sandbox/lessons/14-c/style.css src",
            "a file to copy that doesn't exist",
        ),
        (
            "cp ../jwt-sandbox/lessons/14-c/pages/style.css src",
            "a copy in the wrong place\n  expected: src/pages/ at the end of the line\n",
        ),
        (
            "cp -r ../jwt-sandbox/lessons/14-c/pages .",
            "a copy in the wrong place\n  expected: src/ at the end of the line\n",
        ),
    ] {
        let messages = findings(command).concat();
        let expected = format!("lessons/14-c/README.md:6: {what}");
        assert!(messages.contains(&expected), "{messages}");
    }
}

#[test]
fn copied_code_is_caught() {
    let messages = findings("cp ../jwt-sandbox/lessons/14-c/main.rs src/").concat();
    assert!(
        messages.contains(
            "README.md:6: copied code\n  expected: only pages and styles, since learners type code\n"
        ),
        "{messages}"
    );
}

/// Lesson 14 starts a new project, and uses a file that lesson 12 had the learner type.
fn of_new_project(command: &str, path: &str) -> Vec<String> {
    let main = format!("#[path = \"{path}\"]\nmod body;\n");
    let page =
        format!("```rust\nmod body;\n```\n\n```console\n$ cargo new my-app\n$ {command}\n```\n");
    let small = Small::new(&[
        (
            "lessons/12-a/README.md",
            "```rust,file=body.rs\nfn a() {}\n```\n",
        ),
        ("lessons/12-a/body.rs", "fn a() {}\n"),
        ("lessons/14-c/README.md", &page),
        ("lessons/14-c/main.rs", &main),
    ]);
    check_code(&small.open())
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_new_project_may_copy_the_code_of_an_earlier_lesson() {
    let copy = "cp ../jwt-sandbox/lessons/12-a/body.rs src/";
    assert_eq!(of_new_project(copy, "../12-a/body.rs"), [""; 0]);
    for (command, path) in [
        ("echo nothing is copied", "../12-a/body.rs"),
        (
            "cp ../jwt-sandbox/lessons/12-a/body.rs .",
            "../12-a/body.rs",
        ),
        (copy, "../13-b/body.rs"),
    ] {
        let messages = of_new_project(command, path).concat();
        assert!(
            messages.contains("a module that differs from the one in the learner's src/"),
            "{command} {path}: {messages}"
        );
    }
}

/// Lesson 14 copies a file of lesson 12, changes a line of it, and shows some of it.
#[test]
fn of_a_copied_file_only_the_changes_are_shown() {
    let findings = |shown: &str| {
        let page = format!(
            "```rust\nmod body;\n```\n\n```console\n$ cargo new my-app\n$ cp ../jwt-sandbox/lessons/12-a/body.rs src/\n```\n\n```rust,file=body.rs\n{shown}\n```\n"
        );
        let small = Small::new(&[
            (
                "lessons/12-a/README.md",
                "```rust,file=body.rs\nfn a() {}\nfn b() {}\n```\n",
            ),
            ("lessons/12-a/body.rs", "fn a() {}\nfn b() {}\n"),
            ("lessons/14-c/README.md", &page),
            ("lessons/14-c/main.rs", "mod body;\n"),
            ("lessons/14-c/body.rs", "fn a() {}\nfn c() {}\n"),
        ]);
        let findings = check_code(&small.open());
        findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(findings("fn c() {}"), [""; 0]);
    let messages = findings("fn a() {}").concat();
    assert!(
        messages.contains("body.rs:2: new since lessons/12-a/body.rs, and not shown"),
        "{messages}"
    );
}

/// Lesson 14 copies code, a page and a style; lesson 15 continues it, and uses one as it is, one with a
/// line changed.
fn continued(changes: &[(&str, &str)]) -> Vec<String> {
    let mut all = vec![
        (
            "lessons/12-a/README.md",
            "```rust,file=body.rs\nfn a() {}\n```\n\n```rust,file=users.rs\nfn u() {}\n```\n\n```html,file=pages/a.html\n<p>\n```\n",
        ),
        ("lessons/12-a/body.rs", "fn a() {}\n"),
        ("lessons/12-a/users.rs", "fn u() {}\n"),
        ("lessons/12-a/pages/a.html", "<p>\n"),
        (
            "lessons/14-c/README.md",
            "```rust\nmod body;\n```\n\n```console\n$ cargo new my-app\n$ cp ../jwt-sandbox/lessons/12-a/body.rs src/\n$ cp ../jwt-sandbox/lessons/12-a/users.rs src/\n$ cp -r ../jwt-sandbox/lessons/12-a/pages src/\n```\n\n```rust,file=users.rs\nfn v() {}\n```\n",
        ),
        (
            "lessons/14-c/main.rs",
            "#[path = \"../12-a/body.rs\"]\nmod body;\n",
        ),
        ("lessons/14-c/users.rs", "fn u() {}\nfn v() {}\n"),
        (
            "lessons/15-d/README.md",
            "```rust\nmod users;\n```\n\n```html,file=pages/a.html\n<b>\n```\n",
        ),
        (
            "lessons/15-d/main.rs",
            "#[path = \"../12-a/body.rs\"]\nmod body;\n#[path = \"../14-c/users.rs\"]\nmod users;\n",
        ),
        ("lessons/15-d/pages/a.html", "<p>\n<b>\n"),
    ];
    all.retain(|(path, _)| !changes.iter().any(|(other, _)| path == other));
    all.extend(changes);
    let findings = check_code(&Small::new(&all).open());
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_lesson_that_continues_the_project_has_the_copied_files() {
    assert_eq!(continued(&[]), [""; 0]);
    let main = "mod users;\n";
    let cases: [(&[(&str, &str)], &str); 3] = [
        // Without the line that copies it, lesson 15 has no body.rs.
        (
            &[
                (
                    "lessons/14-c/README.md",
                    "```rust\nmod users;\n```\n\n```console\n$ cargo new my-app\n$ cp ../jwt-sandbox/lessons/12-a/users.rs src/\n$ cp -r ../jwt-sandbox/lessons/12-a/pages src/\n```\n\n```rust,file=users.rs\nfn v() {}\n```\n",
                ),
                (
                    "lessons/15-d/README.md",
                    "```rust\nmod body;\nmod users;\n```\n\n```html,file=pages/a.html\n<b>\n```\n",
                ),
                ("lessons/14-c/main.rs", main),
            ],
            "lessons/15-d/main.rs:1: a module that differs from the one in the learner's src/\n  expected: #[path = \"a file of this lesson, or of one before it\"]",
        ),
        // What lesson 14 has under the same name is newer than what it copied.
        (
            &[
                (
                    "lessons/15-d/main.rs",
                    "#[path = \"../12-a/users.rs\"]\nmod users;\n",
                ),
                ("lessons/15-d/pages/a.html", "<p>\n<b>\n"),
            ],
            "expected: #[path = \"../14-c/users.rs\"] before mod users;",
        ),
        // A line of a copied file that lesson 15 changes is new.
        (
            &[
                ("lessons/15-d/main.rs", main),
                ("lessons/15-d/pages/a.html", "<p>\n<b>\n<i>\n"),
            ],
            "lessons/15-d/pages/a.html:3: new since lessons/12-a/pages/a.html, and not shown",
        ),
    ];
    for (changes, message) in cases {
        let messages = continued(changes);
        assert_eq!(messages.len(), 1, "{message}: {messages:?}");
        assert!(messages[0].contains(message), "{}", messages[0]);
    }
}

/// A file of the lesson itself counts, not the one that it copied before the learner changed it.
#[test]
fn what_a_lesson_changes_replaces_what_it_copied() {
    let main = |path: &str| format!("#[path = \"{path}\"]\nmod users;\n");
    let page = "```rust\nmod users;\n```\n\n```console\n$ cargo new my-app\n$ cp ../jwt-sandbox/lessons/12-a/users.rs src/\n$ cp -r ../jwt-sandbox/lessons/12-a/pages src/\n```\n\n```rust,file=users.rs\nfn v() {}\n```\n";
    let with = |main: &str| {
        continued(&[
            ("lessons/14-c/README.md", page),
            ("lessons/14-c/main.rs", main),
            ("lessons/15-d/main.rs", "mod users;\n"),
        ])
    };
    assert_eq!(with(&main("../14-c/users.rs")), [""; 0]);
    let messages = with(&main("../12-a/users.rs")).concat();
    assert!(
        messages.contains("expected: #[path = \"../14-c/users.rs\"]"),
        "{messages}"
    );
}
