//! A page as it should be, and the same page with one mistake each.

use super::check_pages;
use crate::small::{Small, lesson, part};

const PAGE: &str = "# 02 A

About 15 minutes.

## What you will be able to do

Much.

## Where you start

Here.

## One step

```console
$ cargo run
```

## What it means

A lot.

## Common mistakes

| You see | Why | What to do |
|---|---|---|
| `a` | b | c |
| `d` | e | f |

## Check your work

Run the folder `02-a`, or:

```console
$ npm test -- --folder 02-a
```

## Exercises

### One

<details>
<summary>Hint</summary>

Think.

</details>

<details>
<summary>Solution</summary>

```rust,solution=1
fn main() {}
```

</details>

### Two

<details>
<summary>Hint</summary>

Think.

</details>

<details>
<summary>Solution</summary>

42.

</details>

## Next

[Three](../03-b/README.md)
";

/// Lesson 02 has this page, lesson 03 a good one.
fn findings(page: &str) -> Vec<String> {
    let last = PAGE.replace("02-a", "03-b");
    let small = Small::new(&[
        ("lessons/02-a/README.md", page),
        ("lessons/03-b/README.md", &last),
    ]);
    check_pages(&small.open())
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_page_with_all_its_sections_passes() {
    assert_eq!(findings(PAGE), [""; 0]);
    assert_eq!(findings(&PAGE.replace("03-b/README.md", "03-b/")), [""; 0]);
    let newman = PAGE.replace("npm test --", "npx newman run x");
    assert_ne!(newman, PAGE);
    assert_eq!(findings(&newman), [""; 0]);
    let tour = PAGE.replace("```console\n$ cargo run\n", "```rust,src=src/lib.rs\n");
    assert_ne!(tour, PAGE);
    assert_eq!(findings(&tour), [""; 0]);
}

#[test]
fn sections_that_are_missing_or_in_another_order_are_caught() {
    let messages = findings(&PAGE.replace("## What it means", "## What it is"));
    assert_eq!(
        messages[0],
        "lessons/02-a/README.md:5: the sections are not those of a lesson
  expected:
    | What you will be able to do
    | Where you start
    | (the steps, at least one section)
    | What it means
    | Common mistakes
    | Check your work
    | Exercises
    | Next
  found:
    | What you will be able to do
    | Where you start
    | One step
    | What it is
    | Common mistakes
    | Check your work
    | Exercises
    | Next
  to do: give the page these sections, as headings with ##
"
    );
    for (from, to) in [
        ("## One step\n", ""),
        ("## Next\n", ""),
        ("## Where you start\n", "## Where to start\n"),
    ] {
        let messages = findings(&PAGE.replace(from, to)).concat();
        assert!(
            messages.contains("the sections are not those of a lesson"),
            "{messages}"
        );
    }
}

#[test]
fn each_part_of_a_page_that_is_missing_is_caught() {
    for (from, to, line, what) in [
        (
            "```console\n$ cargo run\n```",
            "Done.",
            13,
            "a step without a visible result",
        ),
        (
            "```console\n$ cargo run",
            "```bash\n$ cargo run",
            15,
            "a code block in an unknown language",
        ),
        (
            "```console\n$ cargo run",
            "```\n$ cargo run",
            15,
            "a code block in an unknown language",
        ),
        ("| `d` | e | f |\n", "", 23, "no table of mistakes"),
        (
            "| `d` | e | f |",
            "| `d` | e | |",
            23,
            "no table of mistakes",
        ),
        ("`02-a`", "02-a", 30, "the work can't be checked"),
        (
            "--folder 02-a",
            "--folder 03-b",
            30,
            "the work can't be checked",
        ),
        (
            "npm test -- --folder",
            "npm test --folder",
            30,
            "the work can't be checked",
        ),
        (
            "npm test -- --folder 02-a",
            "npm test -- --folder 02-ab",
            30,
            "the work can't be checked",
        ),
        ("### Two\n", "\n", 38, "too few exercises"),
        (
            "### Two\n\n<details>\n<summary>Hint",
            "### Two\n\n<details>\n<summary>Help",
            58,
            "an exercise without its hint",
        ),
        (
            "Think.\n\n</details>\n\n<details>\n<summary>Solution</summary>\n\n42",
            "42",
            58,
            "an exercise without its hint",
        ),
        (
            "42.\n\n</details>",
            "42.",
            58,
            "an exercise without its hint",
        ),
        (
            "solution=1",
            "solution=2",
            52,
            "a solution to another exercise",
        ),
        (
            "../03-b/README.md",
            "../04-c/README.md",
            74,
            "a page without a link to the next lesson",
        ),
    ] {
        let page = PAGE.replacen(from, to, 1);
        assert_ne!(page, PAGE, "{from}");
        let messages = findings(&page);
        let expected = format!("lessons/02-a/README.md:{line}: {what}");
        assert!(
            messages
                .iter()
                .any(|finding| finding.starts_with(&expected)),
            "{expected}\n{messages:?}"
        );
    }
}

#[test]
fn details_that_hide_their_markdown_are_caught() {
    let page = PAGE.replace("</summary>\n\n42.", "</summary>\n42.");
    assert_eq!(
        findings(&page),
        ["lessons/02-a/README.md:69: text that doesn't render as Markdown, because HTML is next to it
  expected: an empty line between HTML and text
  found: 42.
  to do: leave an empty line after <summary> and before </details>
"]
    );
}

/// The page as the last lesson, in part 2.
fn in_part_2(name: &str, page: &str) -> Vec<String> {
    let before = PAGE
        .replace("02-a", "03-b")
        .replace("../03-b", &format!("../{name}"));
    let small = Small::new(&[
        ("lessons/02-a/README.md", PAGE),
        ("lessons/03-b/README.md", &before),
        (&format!("lessons/{name}/README.md"), page),
        (&format!("lessons/{name}/main.rs"), "fn main() {}\n"),
    ]);
    check_pages(&small.open())
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_lesson_of_part_2_is_checked_by_the_second_collection() {
    let page = PAGE.replace("02-a", "12-c");
    let messages = in_part_2("12-c", &page);
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(
        messages[0].contains("expected: the Postman folder `12-c`, and the command npm run part2 -- --folder 12-c\n  found: only the folder\n"),
        "{}",
        messages[0]
    );
    assert_eq!(
        in_part_2("12-c", &page.replace("npm test", "npm run part2")),
        [""; 0]
    );
}

#[test]
fn a_lesson_without_a_folder_is_checked_by_the_collection_of_an_earlier_part() {
    let page = PAGE
        .replace("npm test -- --folder 02-a", "npm test")
        .replace("02-a", "all");
    assert_eq!(in_part_2("11-by-hand", &page), [""; 0]);
    let messages = in_part_2("11-by-hand", &page.replace("npm test", "npm run part2")).concat();
    assert!(
        messages.contains(
            "expected: a command that runs the whole collection of an earlier part: npm test\n"
        ),
        "{messages}"
    );
}

/// Lesson 14 continues 13, and 13 continues 12. Only 12 has a folder.
#[test]
fn a_lesson_without_a_folder_is_checked_by_the_nearest_folder_of_its_project() {
    let page = PAGE
        .replace(
            "npm test -- --folder 02-a",
            "npm run part2 -- --folder 12-c",
        )
        .replace("02-a", "all");
    let manifest = |folder_of_13: &str| {
        let mut manifest = part(1) + &part(2) + &lesson("02-a", 1, "example");
        for (name, before, folder) in [
            ("12-c", "", "folder = \"12-c\"\n"),
            ("13-d", "12-c", folder_of_13),
            ("14-e", "13-d", ""),
        ] {
            let entry = lesson(name, 2, "app");
            let entry = entry.replace(&format!("folder = \"{name}\"\n"), folder);
            manifest += &entry;
            if !before.is_empty() {
                manifest += &format!("continues = \"{before}\"\n");
            }
        }
        manifest
    };
    let messages = |folder_of_13: &str| {
        let small = Small::new(&[
            (proofs::course::PATH, &manifest(folder_of_13)),
            ("lessons/02-a/README.md", PAGE),
            ("lessons/14-e/README.md", &page),
            ("lessons/14-e/main.rs", "fn main() {}\n"),
        ]);
        let findings = check_pages(&small.open());
        let findings = findings.iter().map(ToString::to_string);
        let of_14 = |finding: &String| finding.starts_with("lessons/14-e/");
        findings.filter(of_14).collect::<Vec<_>>()
    };
    assert_eq!(messages(""), [""; 0]);
    let messages = messages("folder = \"13-d\"\n").concat();
    assert!(
        messages.contains("npm run part2 -- --folder 13-d\n"),
        "{messages}"
    );
}
