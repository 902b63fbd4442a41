//! A small course of three parts, and the same course with one mistake each.

use super::check_course;
use crate::small::{Small, lesson, part};

const CARGO: &str = "[[example]]\nname = \"02-b\"\npath = \"lessons/02-b/main.rs\"\n";
const APPS: &str = "[[example]]
name = \"12-c\"
path = \"12-c/main.rs\"

[[example]]
name = \"12-c-exercise-1\"
path = \"12-c/exercise-1.rs\"

[[example]]
name = \"15-d\"
path = \"15-d/main.rs\"
";
const FIRST: &str = r#"{"item":[{"name":"0 Preflight"},{"name":"02-b"}]}"#;
const SECOND: &str = r#"{"item":[{"name":"0 Preflight"},{"name":"12-c"}]}"#;
const THIRD: &str = r#"{"item":[{"name":"0 Preflight"},{"name":"15-d"}]}"#;
const TABLES: &str = "# Path

| Lesson | Minutes | Its checkpoint | Postman folder |
| --- | --- | --- | --- |
| [01 a](01-a/README.md) | 15 | `cargo run` | `0 Preflight` |
| [02 b](02-b/README.md) | 15 | `cargo run --example 02-b` | `02-b` |

That's about an hour.

| Lesson | Minutes | Its checkpoint | Postman folder |
| --- | --- | --- | --- |
| [12 c](12-c/README.md) | 15 | `cargo app 12-c` | `12-c` |

That's less than an hour.

| You see | Why |
| --- | --- |
| not a table | of lessons |

| Lesson | Minutes | Its checkpoint | Postman folder |
| --- | --- | --- | --- |
| [15 d](15-d/README.md) | 15 | `cargo app 15-d` | `15-d` |

That's less than an hour.
";

fn course() -> String {
    [
        part(1),
        part(2),
        part(3),
        lesson("01-a", 1, "sandbox"),
        lesson("02-b", 1, "example"),
        lesson("12-c", 2, "app"),
        lesson("15-d", 3, "app"),
    ]
    .concat()
}

/// The course with some files changed; an empty text removes a file.
fn findings(changes: &[(&str, &str)]) -> Vec<String> {
    let course = course();
    let mut all = vec![
        ("lessons/course.toml", course.as_str()),
        ("Cargo.toml", CARGO),
        ("lessons/Cargo.toml", APPS),
        ("lessons/README.md", TABLES),
        ("postman/1-one.postman_collection.json", FIRST),
        ("postman/2-two.postman_collection.json", SECOND),
        ("postman/3-three.postman_collection.json", THIRD),
        ("lessons/01-a/README.md", "# 01 · a\n\n15 minutes.\n"),
        ("lessons/02-b/README.md", "# 02 · b\n\n15 minutes.\n"),
        ("lessons/02-b/main.rs", "fn main() {}\n"),
        ("lessons/12-c/README.md", "# 12 · c\n\n15 minutes.\n"),
        ("lessons/12-c/main.rs", "fn main() {}\n"),
        ("lessons/12-c/exercise-1.rs", "fn main() {}\n"),
        ("lessons/15-d/README.md", "# 15 · d\n\n15 minutes.\n"),
        ("lessons/15-d/main.rs", "fn main() {}\n"),
    ];
    all.extend(changes);
    let small = Small::new(&all);
    let findings = check_course(&small.open());
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_course_whose_lists_agree_passes() {
    assert_eq!(findings(&[]), [""; 0]);
}

#[test]
fn a_lesson_that_only_its_folder_knows_is_found() {
    assert_eq!(
        findings(&[("lessons/16-e/README.md", "# 16 · e\n\n15 minutes.\n")]),
        ["lessons: the folders of the lessons
  expected:
    | 01-a
    | 02-b
    | 12-c
    | 15-d
  found:
    | 01-a
    | 02-b
    | 12-c
    | 15-d
    | 16-e
  to do: list each lesson in lessons/course.toml, and give each a folder of its name
"]
    );
}

/// A lesson that is only in the list is reported missing everywhere else.
#[test]
fn a_lesson_that_only_the_manifest_knows_is_missed_everywhere() {
    let course = course() + &lesson("16-e", 3, "app");
    let messages = findings(&[("lessons/course.toml", &course)]);
    let starts = [
        "lessons: the folders of the lessons",
        "lessons/16-e/README.md: a lesson without a page",
        "lessons/16-e/main.rs: the checkpoint of a lesson",
        "lessons/Cargo.toml: the [[example]] entries",
        "postman/3-three.postman_collection.json: the folders of a collection",
        "lessons/README.md:23: the row of lesson 16",
        "lessons/README.md:24: the hours below a table",
    ];
    assert_eq!(messages.len(), starts.len(), "{messages:#?}");
    for (message, start) in messages.iter().zip(starts) {
        assert!(message.starts_with(start), "{message}");
    }
}

#[test]
fn a_part_that_is_not_listed_is_found() {
    let (course, without) = (course(), part(3));
    let course = course.replace(&without, "");
    let course = course.replace(&lesson("15-d", 3, "app"), "");
    let messages = findings(&[("lessons/course.toml", &course)]);
    let starts = [
        "lessons: the folders of the lessons",
        "lessons/Cargo.toml: the [[example]] entries",
        "postman: the collections",
        "lessons/README.md:20: a table of a part that isn't listed",
    ];
    assert_eq!(messages.len(), starts.len(), "{messages:#?}");
    for (message, start) in messages.iter().zip(starts) {
        assert!(message.starts_with(start), "{message}");
    }
}

#[test]
fn one_mistake_in_one_list_is_found_there() {
    let app_with_name = APPS.replace("name = \"15-d\"", "name = \"15-lab\"");
    let table = |from: &str, to: &str| TABLES.replacen(from, to, 1);
    let (minutes, title) = (table("md) | 15", "md) | 20"), table("[02 b]", "[02 bee]"));
    let (command, folder) = (
        table("cargo app 12-c", "cargo run --example 12-c"),
        table("`cargo app 15-d` | `15-d`", "`cargo app 15-d` | all"),
    );
    let (hours, row) = (
        table("about an hour", "about five hours"),
        table(
            "| [12 c]",
            "| [13 x](13-x/README.md) | 15 | a | b |\n| [12 c]",
        ),
    );
    for (path, text, expected) in [
        (
            "Cargo.toml",
            "[dependencies]\n",
            "Cargo.toml: the [[example]] entries\n  expected: 02-b = lessons/02-b/main.rs\n  found: none\n",
        ),
        (
            "lessons/Cargo.toml",
            &app_with_name,
            "lessons/Cargo.toml: the [[example]] entries\n",
        ),
        (
            "lessons/12-c/exercise-2.rs",
            "fn main() {}\n",
            "lessons/Cargo.toml: the [[example]] entries\n",
        ),
        (
            "lessons/02-b/main.rs",
            "",
            "lessons/02-b/main.rs: the checkpoint of a lesson\n  expected: a main.rs\n  found: no such file\n",
        ),
        (
            "lessons/01-a/main.rs",
            "fn main() {}\n",
            "lessons/01-a/main.rs: the checkpoint of a lesson\n  expected: none: the lesson looks at the finished sandbox\n",
        ),
        (
            "postman/3-three.postman_collection.json",
            "",
            "postman: the collections\n",
        ),
        (
            "postman/4-four.postman_collection.json",
            FIRST,
            "postman: the collections\n",
        ),
        (
            "postman/2-two.postman_collection.json",
            FIRST,
            "postman/2-two.postman_collection.json: the folders of a collection\n",
        ),
        (
            "postman/1-one.postman_collection.json",
            r#"{"item":[{"name":"02-b"}]}"#,
            "postman/1-one.postman_collection.json: the folders of a collection\n",
        ),
        (
            "lessons/02-b/README.md",
            "# 02 · b\n\n20 minutes.\n",
            "lessons/02-b/README.md:1: the minutes above the first section\n  expected: 15\n  found: 20\n",
        ),
        (
            "lessons/02-b/README.md",
            "# 02 · b\n\nA while.\n\n## Later\n\n15 minutes.\n",
            "lessons/02-b/README.md:1: the minutes above the first section\n  expected: 15\n  found: none\n",
        ),
        (
            "lessons/02-b/README.md",
            "# 02 · bee\n\n15 minutes.\n",
            "lessons/02-b/README.md:1: the heading of a page\n  expected: 02 · b\n  found: 02 · bee\n",
        ),
        (
            "lessons/README.md",
            &minutes,
            "lessons/README.md:5: the row of lesson 01\n  expected: 01 a | 15 | cargo run | 0 Preflight\n  found: 01 a | 20 | cargo run | 0 Preflight\n",
        ),
        (
            "lessons/README.md",
            &title,
            "lessons/README.md:6: the row of lesson 02\n",
        ),
        (
            "lessons/README.md",
            &command,
            "lessons/README.md:12: the row of lesson 12\n",
        ),
        (
            "lessons/README.md",
            &folder,
            "lessons/README.md:22: the row of lesson 15\n",
        ),
        (
            "lessons/README.md",
            &row,
            "lessons/README.md:12: the row of lesson 12\n",
        ),
        (
            "lessons/README.md",
            &hours,
            "lessons/README.md:8: the hours below a table\n  expected: about an hour (30 minutes)\n  found: That's about five hours.\n",
        ),
    ] {
        let messages = findings(&[(path, text)]);
        let first = messages.first().map_or("", String::as_str);
        assert!(first.starts_with(expected), "{path}: {messages:#?}");
    }
}

/// The attack lab, for instance, is the checkpoint of more than one lesson.
#[test]
fn lessons_can_share_a_program() {
    let shared = |name: &str| {
        lesson(name, 3, "lab").replace(&format!("checkpoint = \"{name}\""), "checkpoint = \"lab\"")
    };
    let course = course().replace(
        &lesson("15-d", 3, "app"),
        &format!("{}{}", shared("15-d"), shared("16-e")),
    );
    let tables = TABLES.replace(
        "| [15 d](15-d/README.md) | 15 | `cargo app 15-d` | `15-d` |",
        "| [15 d](15-d/README.md) | 15 | `cargo app lab` | `15-d` |\n| [16 e](16-e/README.md) | 15 | `cargo app lab` | `16-e` |",
    );
    let (start, end) = tables.rsplit_once("less than an hour").unwrap();
    let tables = format!("{start}about an hour{end}");
    let changes = [
        ("lessons/course.toml", course.as_str()),
        ("lessons/README.md", &tables),
        ("lessons/Cargo.toml", &APPS.replace("15-d", "lab")),
        (
            "postman/3-three.postman_collection.json",
            r#"{"item":[{"name":"0 Preflight"},{"name":"15-d"},{"name":"16-e"}]}"#,
        ),
        ("lessons/lab/main.rs", "fn main() {}\n"),
        ("lessons/15-d/main.rs", ""),
        ("lessons/16-e/README.md", "# 16 · e\n\n15 minutes.\n"),
    ];
    assert_eq!(findings(&changes), [""; 0]);
}
