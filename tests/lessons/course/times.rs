//! The minutes of the lessons on their pages, and the tables of lessons/README.md.

use proofs::course::{self, PATH, Part};

use crate::finding::Finding;
use crate::page::{Kind, Page};
use crate::project::Project;

/// The page with a table for each part.
const TABLES: &str = "lessons/README.md";

/// Each page has its number and title as its heading, and its minutes above its first section.
pub fn check_pages(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for lesson in &project.lessons {
        let (entry, page) = (&lesson.entry, &lesson.page);
        if page.items.is_empty() {
            continue;
        }
        let mut differs = |what: &str, expected: String, found: &str| {
            if found != expected {
                findings.push(Finding {
                    place: page.at(1),
                    what: what.into(),
                    expected,
                    found: found.into(),
                    to_do: format!("write on the page what {PATH} says, or change it there"),
                });
            }
        };
        let heading = page.items.iter().find_map(|item| match &item.kind {
            Kind::Heading(1, text) => Some(text.as_str()),
            _ => None,
        });
        differs(
            "the heading of a page",
            format!("{} · {}", entry.number(), entry.title),
            heading.unwrap_or("none"),
        );
        differs(
            "the minutes above the first section",
            entry.minutes.to_string(),
            minutes(page).unwrap_or("none"),
        );
    }
    findings
}

/// The minutes that a page says its lesson takes.
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

/// Each part has a table with a row for each of its lessons, and their sum below it.
pub fn check_tables(project: &Project) -> Vec<Finding> {
    let Some(source) = project.read(TABLES) else {
        return Vec::new();
    };
    let page = Page::parse(TABLES, &source);
    let tables: Vec<(usize, &[Vec<String>])> = page
        .items
        .iter()
        .enumerate()
        .filter_map(|(index, item)| match &item.kind {
            Kind::Table(rows) if rows[0].first()? == "Lesson" => Some((index, rows.as_slice())),
            _ => None,
        })
        .collect();
    let course = &project.course;
    let mut findings = Vec::new();
    for (index, part) in course.parts.iter().enumerate() {
        match tables.get(index) {
            Some((index, rows)) => findings.extend(check_table(project, part, &page, *index, rows)),
            None => findings.push(Finding {
                place: page.at(1),
                what: format!("part {} has no table", part.number),
                expected: format!("a table of the lessons of part {}", part.number),
                found: format!("{} tables", tables.len()),
                to_do: "add a table, in the order of the parts".into(),
            }),
        }
    }
    if let Some((index, _)) = tables.get(course.parts.len()) {
        findings.push(Finding {
            place: page.at(page.items[*index].line),
            what: "a table of a part that isn't listed".into(),
            expected: format!("{} tables", course.parts.len()),
            found: format!("{} tables", tables.len()),
            to_do: format!("list the part in {PATH}, or delete the table"),
        });
    }
    findings
}

fn check_table(
    project: &Project,
    part: &Part,
    page: &Page,
    index: usize,
    rows: &[Vec<String>],
) -> Vec<Finding> {
    let line = page.items[index].line;
    let lessons: Vec<&course::Lesson> = project.course.lessons_of(part).collect();
    let column = |name: &str| rows[0].iter().position(|title| title == name);
    let columns = ["Lesson", "Minutes", "Its checkpoint", "Postman folder"].map(column);
    let cell = |row: &[String], column: Option<usize>| {
        let cell = column.and_then(|column| row.get(column));
        cell.map_or("none", String::as_str).to_owned()
    };
    let shown = rows[1..]
        .iter()
        .map(|row| columns.map(|column| cell(row, column)).join(" | "));
    let shown: Vec<String> = shown.collect();
    let mut findings = Vec::new();
    for (index, lesson) in lessons.iter().enumerate() {
        let mut row = [
            format!("{} {}", lesson.number(), lesson.title),
            lesson.minutes.to_string(),
            lesson.command(),
            lesson.folder.clone().unwrap_or_default(),
        ];
        let shown = shown.get(index).map_or("no row", String::as_str);
        if lesson.folder.is_none() {
            // The table says what checks the lesson instead, in any words.
            row[3] = shown.rsplit(" | ").next().unwrap_or_default().to_owned();
        }
        let expected = row.join(" | ");
        if shown != expected {
            findings.push(Finding {
                // Below the header and its rule, each row is one line.
                place: page.at(line + 2 + index),
                what: format!("the row of lesson {}", lesson.number()),
                expected,
                found: shown.into(),
                to_do: format!("write what {PATH} says, or change it there"),
            });
        }
    }
    for (index, shown) in shown.iter().enumerate().skip(lessons.len()) {
        findings.push(Finding {
            place: page.at(line + 2 + index),
            what: format!("a row that is not a lesson of part {}", part.number),
            expected: "the end of the table".into(),
            found: shown.clone(),
            to_do: format!("list the lesson in {PATH}, or delete the row"),
        });
    }
    findings.extend(check_sum(page, index, &lessons));
    findings
}

/// The paragraph below a table says how many hours its lessons take, rounded.
fn check_sum(page: &Page, index: usize, lessons: &[&course::Lesson]) -> Option<Finding> {
    let minutes: u32 = lessons.iter().map(|lesson| lesson.minutes).sum();
    let words = [
        "less than an hour",
        "about an hour",
        "about two hours",
        "about three hours",
        "about four hours",
        "about five hours",
        "about six hours",
        "about seven hours",
        "about eight hours",
        "about nine hours",
        "about ten hours",
    ];
    let hours = words
        .get((minutes as usize + 30) / 60)
        .unwrap_or(&"many hours");
    let mut below = page.items[index + 1..].iter();
    let found = below.find_map(|item| match &item.kind {
        Kind::Paragraph(text) => Some((item.line, text.as_str())),
        _ => None,
    });
    let (line, found) = found.unwrap_or((page.items[index].line, "none"));
    (!found.contains(hours)).then(|| Finding {
        place: page.at(line),
        what: "the hours below a table".into(),
        expected: format!("{hours} ({minutes} minutes)"),
        found: found.into(),
        to_do: "add up the column Minutes again".into(),
    })
}
