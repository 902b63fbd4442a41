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
