//! Each page has the same sections in the same order, so that a reader finds what they need.

use super::fault::Fault;
use super::page::{Item, Kind, Page};
use super::project::{Lesson, Project};

/// The sections of a lesson. The steps stand between the first two and the rest, in sections of
/// their own names.
const BEFORE_THE_STEPS: [&str; 2] = ["What you will be able to do", "Where you start"];
const AFTER_THE_STEPS: [&str; 5] =
    ["What it means", "Common mistakes", "Check your work", "Exercises", "Next"];

/// Lesson 01 needs no server of the learner's, so that no collection checks it.
const NOTHING_TO_CHECK: &str = "01-read-a-token";

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
        if let Some(section) = of("Where you start") {
            let before = &page.items[..page.items.len() - section.items.len()];
            faults.extend(minutes(page, before));
        }
        for section in &sections {
            let title = section.title;
            if !BEFORE_THE_STEPS.contains(&title) && !AFTER_THE_STEPS.contains(&title) {
                faults.extend(seen(page, section));
            }
        }
        faults.extend(of("Common mistakes").and_then(|section| mistakes(page, section)));
        faults.extend(of("Check your work").and_then(|section| folder(lesson, section)));
        if let Some(section) = of("Exercises") {
            faults.extend(exercises(page, section));
        }
        let next = project.lessons.get(index + 1);
        faults.extend(of("Next").zip(next).and_then(|(section, next)| leads_on(page, section, next)));
    }
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
    let ends = headings.iter().skip(1).map(|(index, ..)| *index).chain([items.len()]);
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
    let steps = titles.len().saturating_sub(BEFORE_THE_STEPS.len() + AFTER_THE_STEPS.len());
    let right = steps > 0 && titles.starts_with(&BEFORE_THE_STEPS) && titles.ends_with(&AFTER_THE_STEPS);
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

fn minutes(page: &Page, before: &[Item]) -> Option<Fault> {
    let told = before.iter().any(|item| match &item.kind {
        Kind::Paragraph(text) => text
            .split_once(" minutes")
            .is_some_and(|(before, _)| before.ends_with(|c: char| c.is_ascii_digit())),
        _ => false,
    });
    (!told).then(|| {
        page.fault(
            1,
            "a lesson that does not say how long it takes",
            "a number and \"minutes\" above \"Where you start\"",
            "none",
            "write how many minutes a learner needs",
        )
    })
}

/// A step without anything to see leaves the learner alone with the question whether it worked.
fn seen(page: &Page, section: &Section<'_>) -> Option<Fault> {
    let shown = section.items.iter().any(|item| match &item.kind {
        Kind::Block(block) => ["console", "powershell", "text"].contains(&block.language.as_str()),
        _ => false,
    });
    (!shown).then(|| {
        page.fault(
            section.line,
            "a step after which nothing is seen",
            "a console or text block with what the learner sees",
            section.title,
            "end the step with a command and its answer",
        )
    })
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
    let names = |wanted: &str| {
        section.items.iter().any(|item| match &item.kind {
            Kind::Code(text) | Kind::Strong(text) => text == wanted,
            Kind::Block(block) => block.text.contains(wanted),
            _ => false,
        })
    };
    let told = names(&lesson.name) && names(&format!("--folder {}", lesson.name));
    (!told && lesson.name != NOTHING_TO_CHECK).then(|| {
        lesson.page.fault(
            section.line,
            "the work can not be checked",
            format!("the Postman folder `{0}`, and a newman command with --folder {0}", lesson.name),
            "not both",
            "say which folder checks this lesson, in Postman and with newman",
        )
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
                if folded.is_empty() { "nothing folded".into() } else { folded.join(", ") },
                "fold away a hint and a solution, with an empty line after each line of HTML",
            ));
        }
        for item in exercise.items {
            let Kind::Block(block) = &item.kind else { continue };
            for (_, value) in block.attributes.iter().filter(|(name, _)| name == "solution") {
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
    (!links.contains(&expected.as_str())).then(|| {
        page.fault(
            section.line,
            "a page that does not lead on",
            format!("a link to {expected}"),
            links.join(", "),
            "link to the next lesson",
        )
    })
}
