//! Each page has the same sections in the same order, so that a reader finds what they need.

use super::fault::Fault;
use super::page::{Item, Kind, Page};
use super::project::{AGAIN, Lesson, Project, WITHOUT_FOLDER};

/// The sections of a lesson. The steps stand between the first two and the rest, in sections of
/// their own names.
const BEFORE_THE_STEPS: [&str; 2] = ["What you will be able to do", "Where you start"];
const AFTER_THE_STEPS: [&str; 5] = [
    "What it means",
    "Common mistakes",
    "Check your work",
    "Exercises",
    "Next",
];

/// A block in another language, or in none, is most likely a slip that hides it from the proofs.
const LANGUAGES: [&str; 8] = [
    "console",
    "css",
    "html",
    "js",
    "powershell",
    "rust",
    "text",
    "toml",
];

struct Section<'p> {
    line: usize,
    title: &'p str,
    items: &'p [Item],
}

pub fn check(project: &Project) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, lesson) in project.lessons.iter().enumerate() {
        let page = &lesson.page;
        let sections = sections(&page.items, 2);
        faults.extend(order(page, &sections));
        let of = |title: &str| sections.iter().find(|section| section.title == title);
        faults.extend(timed(page));
        for section in &sections {
            let title = section.title;
            if !BEFORE_THE_STEPS.contains(&title) && !AFTER_THE_STEPS.contains(&title) {
                faults.extend(seen(page, section));
            }
        }
        faults.extend(languages(page));
        faults.extend(swallowed(page));
        faults.extend(of("Common mistakes").and_then(|section| mistakes(page, section)));
        faults.extend(of("Check your work").and_then(|section| folder(lesson, section)));
        if let Some(section) = of("Exercises") {
            faults.extend(exercises(page, section));
        }
        let next = project.lessons.get(index + 1);
        faults.extend(
            of("Next")
                .zip(next)
                .and_then(|(section, next)| leads_on(page, section, next)),
        );
    }
    faults.extend(path(project));
    faults
}

/// The parts of a page below its headings of one level, each up to the next heading of that level.
fn sections(items: &[Item], level: usize) -> Vec<Section<'_>> {
    let headings: Vec<(usize, &Item, &str)> = items
        .iter()
        .enumerate()
        .filter_map(|(index, item)| match &item.kind {
            Kind::Heading(its, title) if *its == level => Some((index, item, title.as_str())),
            _ => None,
        })
        .collect();
    let ends = headings
        .iter()
        .skip(1)
        .map(|(index, ..)| *index)
        .chain([items.len()]);
    headings
        .iter()
        .zip(ends)
        .map(|((start, item, title), end)| Section {
            line: item.line,
            title,
            items: &items[start + 1..end],
        })
        .collect()
}

fn order(page: &Page, sections: &[Section<'_>]) -> Option<Fault> {
    let titles: Vec<&str> = sections.iter().map(|section| section.title).collect();
    let steps = titles
        .len()
        .saturating_sub(BEFORE_THE_STEPS.len() + AFTER_THE_STEPS.len());
    let right =
        steps > 0 && titles.starts_with(&BEFORE_THE_STEPS) && titles.ends_with(&AFTER_THE_STEPS);
    let line = sections.first().map_or(1, |section| section.line);
    (!right).then(|| {
        page.fault(
            line,
            "the sections are not those of a lesson",
            format!(
                "{}\n(the steps, at least one section)\n{}",
                BEFORE_THE_STEPS.join("\n"),
                AFTER_THE_STEPS.join("\n")
            ),
            titles.join("\n"),
            "give the page these sections, as headings with ##",
        )
    })
}

/// The minutes that a lesson says it takes, above its first section.
fn minutes(page: &Page) -> Option<&str> {
    let above = page
        .items
        .iter()
        .take_while(|item| !matches!(item.kind, Kind::Heading(2, _)));
    above
        .filter_map(|item| match &item.kind {
            Kind::Paragraph(text) => text.split_once(" minutes")?.0.rsplit(' ').next(),
            _ => None,
        })
        .find(|number| number.parse::<u32>().is_ok())
}

fn timed(page: &Page) -> Option<Fault> {
    minutes(page).is_none().then(|| {
        page.fault(
            1,
            "a lesson that does not say how long it takes",
            "a number and \"minutes\" above the first section",
            "none",
            "write how many minutes a learner needs",
        )
    })
}

/// The table in `lessons/README.md`: a row for each lesson, with the minutes that its page says.
fn path(project: &Project) -> Vec<Fault> {
    let Some(source) = project.read("lessons/README.md") else {
        return Vec::new();
    };
    let page = Page::parse("lessons/README.md", &source);
    // The header and the rows of each table, with their lines.
    let tables: Vec<(usize, &[Vec<String>])> = page
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            Kind::Table(rows) => Some((item.line, rows.as_slice())),
            _ => None,
        })
        .collect();
    let first = tables.first().map_or(1, |(line, _)| *line);
    let mut faults = Vec::new();
    for lesson in &project.lessons {
        let number = lesson.name.split('-').next().unwrap_or_default();
        let found = tables.iter().find_map(|(line, rows)| {
            let starts =
                |row: &Vec<String>| row.first().is_some_and(|cell| cell.starts_with(number));
            let index = rows.iter().skip(1).position(starts)? + 1;
            // Below the header and its rule, each row has a line of its own.
            Some((line + index + 1, &rows[0], &rows[index]))
        });
        let shown = found
            .and_then(|(_, header, row)| {
                let column = header.iter().position(|cell| cell == "Minutes")?;
                row.get(column)
            })
            .map_or("no row", String::as_str);
        let expected = minutes(&lesson.page).unwrap_or_default();
        if shown != expected {
            faults.push(page.fault(
                found.map_or(first, |(line, ..)| line),
                format!("the minutes of lesson {number} in the path"),
                expected,
                shown,
                "give each lesson a row, and in the column Minutes what its page says",
            ));
        }
    }
    faults
}

fn languages(page: &Page) -> Vec<Fault> {
    page.blocks()
        .filter(|block| !LANGUAGES.contains(&block.language.as_str()))
        .map(|block| {
            page.fault(
                block.line,
                "a code block in a language that the proofs do not know",
                LANGUAGES.join(", "),
                if block.language.is_empty() {
                    "none"
                } else {
                    &block.language
                },
                "open the block with ``` and one of these",
            )
        })
        .collect()
}

/// A step without anything to see leaves the learner alone with the question whether it worked. On
/// a tour, the code of a file is what is seen.
fn seen(page: &Page, section: &Section<'_>) -> Option<Fault> {
    let shown = section.items.iter().any(|item| match &item.kind {
        Kind::Block(block) => {
            ["console", "powershell", "text"].contains(&block.language.as_str())
                || block.attributes.iter().any(|(name, _)| name == "src")
        }
        _ => false,
    });
    (!shown).then(|| {
        page.fault(
            section.line,
            "a step after which nothing is seen",
            "a console or text block with what the learner sees, or code of a file with src=",
            section.title,
            "end the step with a command and its answer",
        )
    })
}

/// Markdown that stands next to HTML is shown as it was typed, a fence included.
fn swallowed(page: &Page) -> Vec<Fault> {
    let html = page.items.iter().filter_map(|item| match &item.kind {
        Kind::Html(html) => Some((item.line, html)),
        _ => None,
    });
    html.flat_map(|(line, html)| (line..).zip(html.lines()))
        .filter(|(_, line)| {
            let line = line.trim();
            let summary = line.starts_with("<summary>") && line.ends_with("</summary>");
            let tag = line.starts_with('<') && line.find('>') == Some(line.len() - 1);
            !(summary || tag || line.is_empty())
        })
        .map(|(number, line)| {
            page.fault(
                number,
                "text that is not read as Markdown, because HTML stands next to it",
                "an empty line between HTML and text",
                line,
                "leave a line empty after <summary> and before </details>",
            )
        })
        .collect()
}

fn mistakes(page: &Page, section: &Section<'_>) -> Option<Fault> {
    let rows = section.items.iter().find_map(|item| match &item.kind {
        Kind::Table(rows) => Some(rows.as_slice()),
        _ => None,
    });
    let rows = rows.unwrap_or_default();
    let full = |row: &Vec<String>| row.len() == 3 && row.iter().all(|cell| !cell.trim().is_empty());
    (rows.len() < 3 || !rows.iter().all(full)).then(|| {
        page.fault(
            section.line,
            "no table of mistakes",
            "a table of at least two mistakes: what you see, why, what to do",
            format!("{} rows, header included, or an empty cell", rows.len()),
            "tell the mistakes that a learner makes here, with the text that they see",
        )
    })
}

fn folder(lesson: &Lesson, section: &Section<'_>) -> Option<Fault> {
    let name = lesson.name.as_str();
    if name == AGAIN {
        return whole(lesson, section);
    }
    let (mut in_postman, mut in_terminal) = (false, false);
    for item in section.items {
        match &item.kind {
            Kind::Code(text) | Kind::Strong(text) => in_postman |= text == name,
            Kind::Block(block) => {
                in_terminal |= block.lines().any(|(_, line)| runs(line, lesson));
            }
            _ => {}
        }
    }
    let told = in_postman && in_terminal;
    (!told && !WITHOUT_FOLDER.contains(&name)).then(|| {
        lesson.page.fault(
            section.line,
            "the work can not be checked",
            format!(
                "the Postman folder `{name}`, and the command {} -- --folder {name}",
                runner(lesson)
            ),
            match (in_postman, in_terminal) {
                (false, false) => "neither",
                (true, _) => "only the folder",
                (_, true) => "only the command",
            },
            "say which folder checks this lesson, in Postman and in a terminal",
        )
    })
}

/// The lesson that builds the server of part 1 again is checked by the whole collection.
fn whole(lesson: &Lesson, section: &Section<'_>) -> Option<Fault> {
    let told = section.items.iter().any(|item| match &item.kind {
        Kind::Block(block) => block.lines().any(|(_, line)| line == "$ npm test"),
        _ => false,
    });
    (!told).then(|| {
        lesson.page.fault(
            section.line,
            "the work can not be checked",
            "the command npm test, which runs all of collection 1",
            "not there",
            "say how the whole collection is run",
        )
    })
}

/// The command that runs the collection of a lesson's part.
fn runner(lesson: &Lesson) -> &'static str {
    match lesson.part() {
        1 => "npm test",
        _ => "npm run part2",
    }
}

/// Whether a command runs the folder of a lesson. Without its own `--`, npm would keep `--folder`
/// to itself, and everything would run.
fn runs(command: &str, lesson: &Lesson) -> bool {
    command
        .strip_suffix(&format!(" --folder {}", lesson.name))
        .is_some_and(|run| {
            run == format!("$ {} --", runner(lesson)) || run.starts_with("$ npx newman run ")
        })
}

fn exercises(page: &Page, section: &Section<'_>) -> Vec<Fault> {
    let exercises = sections(section.items, 3);
    let mut faults = Vec::new();
    if exercises.len() < 2 {
        faults.push(page.fault(
            section.line,
            "too few exercises",
            "at least two, each under a heading with ###",
            exercises.len().to_string(),
            "think of something that a learner can find out without new knowledge",
        ));
    }
    for (number, exercise) in (1..).zip(&exercises) {
        let html: String = exercise
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                Kind::Html(html) => Some(html.as_str()),
                _ => None,
            })
            .collect();
        let marks = ["<details>", "<summary>", "</summary>", "</details>"];
        let counts = marks.map(|mark| html.matches(mark).count());
        let folded: Vec<&str> = html
            .split("<summary>")
            .skip(1)
            .filter_map(|rest| rest.split("</summary>").next())
            .collect();
        if folded != ["Hint", "Solution"] || counts != [2; 4] {
            faults.push(page.fault(
                exercise.line,
                "an exercise without its hint and its solution",
                "<details><summary>Hint</summary> … </details>, then the same with Solution",
                if folded.is_empty() {
                    "nothing folded".into()
                } else {
                    folded.join(", ")
                },
                "fold away a hint and a solution, with an empty line after each line of HTML",
            ));
        }
        for item in exercise.items {
            let Kind::Block(block) = &item.kind else {
                continue;
            };
            for (_, value) in block
                .attributes
                .iter()
                .filter(|(name, _)| name == "solution")
            {
                if value.as_deref() != Some(number.to_string().as_str()) {
                    faults.push(page.fault(
                        block.line,
                        "a solution of another exercise",
                        format!("rust,solution={number}"),
                        block.info(),
                        "number the solutions as the exercises",
                    ));
                }
            }
        }
    }
    faults
}

fn leads_on(page: &Page, section: &Section<'_>, next: &Lesson) -> Option<Fault> {
    let links: Vec<&str> = section
        .items
        .iter()
        .filter_map(|item| match &item.kind {
            Kind::Link(target) => Some(target.as_str()),
            _ => None,
        })
        .collect();
    let expected = format!("../{}/README.md", next.name);
    let folder = expected.trim_end_matches("README.md");
    (!links
        .iter()
        .any(|link| *link == expected || *link == folder))
    .then(|| {
        page.fault(
            section.line,
            "a page that does not lead on",
            format!("a link to {expected}"),
            links.join(", "),
            "link to the next lesson",
        )
    })
}

#[cfg(test)]
mod proved {
    use super::super::project::Small;
    use super::check;

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

    fn faults(page: &str) -> Vec<String> {
        with_path(page, PATH)
    }

    const PATH: &str = "# Path

| Lesson | Minutes |
| --- | --- |
| [02 A](02-a/README.md) | 15 |
| [03 B](03-b/README.md) | 15 |
";

    fn with_path(page: &str, path: &str) -> Vec<String> {
        let last = PAGE.replace("02-a", "03-b");
        let small = Small::new(&[
            ("lessons/README.md", path),
            ("lessons/02-a/README.md", page),
            ("lessons/03-b/README.md", &last),
        ]);
        check(&small.open())
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_page_with_all_its_sections_passes() {
        assert_eq!(faults(PAGE), [""; 0]);
        assert_eq!(faults(&PAGE.replace("03-b/README.md", "03-b/")), [""; 0]);
        let newman = PAGE.replace("npm test --", "npx newman run x");
        assert_ne!(newman, PAGE);
        assert_eq!(faults(&newman), [""; 0]);
        let tour = PAGE.replace("```console\n$ cargo run\n", "```rust,src=src/lib.rs\n");
        assert_ne!(tour, PAGE);
        assert_eq!(faults(&tour), [""; 0]);
    }

    #[test]
    fn sections_that_are_missing_or_in_another_order_are_caught() {
        let told = faults(&PAGE.replace("## What it means", "## What it is"));
        assert_eq!(
            told[0],
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
            let told = faults(&PAGE.replace(from, to)).concat();
            assert!(
                told.contains("the sections are not those of a lesson"),
                "{told}"
            );
        }
    }

    #[test]
    fn each_part_of_a_page_that_is_missing_is_caught() {
        for (from, to, line, what) in [
            (
                "15 minutes",
                "A while",
                1,
                "a lesson that does not say how long it takes",
            ),
            (
                "```console\n$ cargo run\n```",
                "Done.",
                13,
                "a step after which nothing is seen",
            ),
            (
                "```console\n$ cargo run",
                "```bash\n$ cargo run",
                15,
                "a code block in a language that the proofs do not know",
            ),
            (
                "```console\n$ cargo run",
                "```\n$ cargo run",
                15,
                "a code block in a language that the proofs do not know",
            ),
            ("| `d` | e | f |\n", "", 23, "no table of mistakes"),
            (
                "| `d` | e | f |",
                "| `d` | e | |",
                23,
                "no table of mistakes",
            ),
            ("`02-a`", "02-a", 30, "the work can not be checked"),
            (
                "--folder 02-a",
                "--folder 03-b",
                30,
                "the work can not be checked",
            ),
            (
                "npm test -- --folder",
                "npm test --folder",
                30,
                "the work can not be checked",
            ),
            (
                "npm test -- --folder 02-a",
                "npm test -- --folder 02-ab",
                30,
                "the work can not be checked",
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
                "a solution of another exercise",
            ),
            (
                "../03-b/README.md",
                "../04-c/README.md",
                74,
                "a page that does not lead on",
            ),
        ] {
            let page = PAGE.replacen(from, to, 1);
            assert_ne!(page, PAGE, "{from}");
            let told = faults(&page);
            let expected = format!("lessons/02-a/README.md:{line}: {what}");
            assert!(
                told.iter().any(|fault| fault.starts_with(&expected)),
                "{expected}\n{told:?}"
            );
        }
    }

    #[test]
    fn minutes_that_stand_elsewhere_on_the_page_do_not_count() {
        let page = PAGE
            .replace("15 minutes", "A while")
            .replace("A lot.", "15 minutes.");
        let told = faults(&page).concat();
        assert!(
            told.contains("02-a/README.md:1: a lesson that does not say how long it takes"),
            "{told}"
        );
    }

    #[test]
    fn a_path_with_other_minutes_or_without_a_lesson_is_caught() {
        assert_eq!(
            with_path(
                PAGE,
                &PATH.replace("(03-b/README.md) | 15", "(03-b/README.md) | 20")
            ),
            ["lessons/README.md:6: the minutes of lesson 03 in the path
  expected: 15
  found: 20
  to do: give each lesson a row, and in the column Minutes what its page says
"]
        );
        for path in [
            PATH.replace("| [03 B](03-b/README.md) | 15 |\n", ""),
            PATH.replace("Minutes", "Time"),
        ] {
            let told = with_path(PAGE, &path).concat();
            assert!(
                told.contains(
                    "the minutes of lesson 03 in the path\n  expected: 15\n  found: no row\n"
                ),
                "{told}"
            );
        }
    }

    #[test]
    fn details_that_swallow_their_markdown_are_caught() {
        let page = PAGE.replace("</summary>\n\n42.", "</summary>\n42.");
        assert_eq!(
            faults(&page),
            ["lessons/02-a/README.md:69: text that is not read as Markdown, because HTML stands next to it
  expected: an empty line between HTML and text
  found: 42.
  to do: leave a line empty after <summary> and before </details>
"]
        );
    }

    /// The page as the last lesson, in part 2.
    fn in_part_2(name: &str, page: &str) -> Vec<String> {
        let path = format!(
            "{PATH}\n## Part 2\n\n| Lesson | Its minutes | Minutes |\n| --- | --- | --- |\n| {name} | 5 | 15 |\n"
        );
        let small = Small::new(&[
            ("lessons/README.md", &path),
            ("lessons/02-a/README.md", PAGE),
            (
                "lessons/03-b/README.md",
                &PAGE
                    .replace("02-a", "03-b")
                    .replace("../03-b", &format!("../{name}")),
            ),
            (&format!("lessons/{name}/README.md"), page),
        ]);
        check(&small.open())
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_lesson_of_part_2_is_checked_by_the_second_collection() {
        let page = PAGE.replace("02-a", "12-c");
        let told = in_part_2("12-c", &page);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains("expected: the Postman folder `12-c`, and the command npm run part2 -- --folder 12-c\n  found: only the folder\n"),
            "{}",
            told[0]
        );
        assert_eq!(
            in_part_2("12-c", &page.replace("npm test", "npm run part2")),
            [""; 0]
        );
    }

    #[test]
    fn lesson_11_is_checked_by_the_whole_first_collection() {
        let page = PAGE
            .replace("npm test -- --folder 02-a", "npm test")
            .replace("02-a", "all");
        assert_eq!(in_part_2("11-by-hand", &page), [""; 0]);
        let told = in_part_2("11-by-hand", &page.replace("npm test", "npm run part2")).concat();
        assert!(
            told.contains("expected: the command npm test, which runs all of collection 1\n"),
            "{told}"
        );
    }

    #[test]
    fn each_part_has_a_table_in_the_path() {
        let page = PAGE
            .replace("npm test", "npm run part2")
            .replace("02-a", "12-c");
        let told = in_part_2("12-c", &page.replace("15 minutes", "20 minutes"));
        assert_eq!(
            told,
            ["lessons/README.md:12: the minutes of lesson 12 in the path
  expected: 20
  found: 15
  to do: give each lesson a row, and in the column Minutes what its page says
"]
        );
    }
}
