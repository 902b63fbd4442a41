//! Proof 5: each page has the same sections in the same order, so that a reader finds what they need.
//!
//! This file cuts a page into its sections, and checks their order and their steps. The files below
//! check what each section must contain.

mod check_your_work;
mod exercises;
mod markdown;
mod tests;

use crate::finding::Finding;
use crate::page::{Item, Kind, Page};
use crate::project::{Lesson, Project};

/// The sections of a lesson. The steps come between the first two and the rest, in sections
/// with any name.
const BEFORE_THE_STEPS: [&str; 2] = ["What you will be able to do", "Where you start"];

const AFTER_THE_STEPS: [&str; 5] = [
    "What it means",
    "Common mistakes",
    "Check your work",
    "Exercises",
    "Next",
];

struct Section<'p> {
    line: usize,
    title: &'p str,
    items: &'p [Item],
}

/// Checks all pages.
pub fn check_pages(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, lesson) in project.lessons.iter().enumerate() {
        let page = &lesson.page;
        let sections = sections(&page.items, 2);
        let of = |title: &str| sections.iter().find(|section| section.title == title);
        findings.extend(check_order(page, &sections));
        for section in &sections {
            let title = section.title;
            if !BEFORE_THE_STEPS.contains(&title) && !AFTER_THE_STEPS.contains(&title) {
                findings.extend(check_step(page, section));
            }
        }
        findings.extend(markdown::check_languages(page));
        findings.extend(markdown::check_html(page));
        findings.extend(of("Common mistakes").and_then(|section| check_mistakes(page, section)));
        if let Some(section) = of("Check your work") {
            findings.extend(check_your_work::check(project, lesson, section));
        }
        if let Some(section) = of("Exercises") {
            findings.extend(exercises::check(page, section));
        }
        let next = project.lessons.get(index + 1);
        findings.extend(
            of("Next")
                .zip(next)
                .and_then(|(section, next)| check_next(page, section, next)),
        );
    }
    findings
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

fn check_order(page: &Page, sections: &[Section<'_>]) -> Option<Finding> {
    let titles: Vec<&str> = sections.iter().map(|section| section.title).collect();
    let steps = titles
        .len()
        .saturating_sub(BEFORE_THE_STEPS.len() + AFTER_THE_STEPS.len());
    let right =
        steps > 0 && titles.starts_with(&BEFORE_THE_STEPS) && titles.ends_with(&AFTER_THE_STEPS);
    let line = sections.first().map_or(1, |section| section.line);
    (!right).then(|| Finding {
        place: page.at(line),
        what: "the sections are not those of a lesson".into(),
        expected: format!(
            "{}\n(the steps, at least one section)\n{}",
            BEFORE_THE_STEPS.join("\n"),
            AFTER_THE_STEPS.join("\n")
        ),
        found: titles.join("\n"),
        to_do: "give the page these sections, as headings with ##".into(),
    })
}

/// A step without a visible result leaves the learner wondering whether it worked. On
/// a tour, the code of a file is the result.
fn check_step(page: &Page, section: &Section<'_>) -> Option<Finding> {
    let shown = section.items.iter().any(|item| match &item.kind {
        Kind::Block(block) => {
            ["console", "powershell", "text"].contains(&block.language.as_str())
                || block.attributes.iter().any(|(name, _)| name == "src")
        }
        _ => false,
    });
    (!shown).then(|| Finding {
        place: page.at(section.line),
        what: "a step without a visible result".into(),
        expected: "a console or text block with what the learner sees, or code of a file with src="
            .into(),
        found: section.title.into(),
        to_do: "end the step with a command and its answer".into(),
    })
}

fn check_mistakes(page: &Page, section: &Section<'_>) -> Option<Finding> {
    let rows = section.items.iter().find_map(|item| match &item.kind {
        Kind::Table(rows) => Some(rows.as_slice()),
        _ => None,
    });
    let rows = rows.unwrap_or_default();
    let full = |row: &Vec<String>| row.len() == 3 && row.iter().all(|cell| !cell.trim().is_empty());
    (rows.len() < 3 || !rows.iter().all(full)).then(|| Finding {
        place: page.at(section.line),
        what: "no table of mistakes".into(),
        expected: "a table of at least two mistakes: what you see, why, what to do".into(),
        found: format!("{} rows, header included, or an empty cell", rows.len()),
        to_do: "list the mistakes that learners make here, with the text that they see".into(),
    })
}

fn check_next(page: &Page, section: &Section<'_>, next: &Lesson) -> Option<Finding> {
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
    .then(|| Finding {
        place: page.at(section.line),
        what: "a page without a link to the next lesson".into(),
        expected: format!("a link to {expected}"),
        found: links.join(", "),
        to_do: "link to the next lesson".into(),
    })
}
