//! Links to files, headings and pictures of the project.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::page::{Kind, Page};
use crate::project::Project;

pub fn check(project: &Project, page: &Page, line: usize, target: &str) -> Option<Finding> {
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
        return Some(Finding {
            place: page.at(line),
            what: "a link that leads nowhere".into(),
            expected: "a path from this page to a file or folder in the project".into(),
            found: target.into(),
            to_do: "fix the path, or add the file".into(),
        });
    };
    let anchor = anchor?;
    let anchors = anchors(&Page::parse(&there, &project.read(&there)?));
    (!anchors.contains(anchor)).then(|| Finding {
        place: page.at(line),
        what: format!("a link to a heading that {there} doesn't have"),
        expected: anchors.into_iter().collect::<Vec<_>>().join(", "),
        found: anchor.into(),
        to_do: "use the heading's words: lowercase, without punctuation, and - for a space".into(),
    })
}

/// A picture has a text for anyone who can't see it, and colors for a dark page.
pub fn check_picture(project: &Project, page: &Page, line: usize, target: &str) -> Option<Finding> {
    let here = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let there = joined(here, target.strip_suffix(".svg")?)?;
    let svg = project.read(&format!("{there}.svg"))?;
    let parts = ["<title", "<desc", "prefers-color-scheme: dark"];
    let missing: Vec<&str> = parts
        .into_iter()
        .filter(|part| !svg.contains(part))
        .collect();
    (!missing.is_empty()).then(|| Finding {
        place: page.at(line),
        what: "a picture that some readers can't read".into(),
        expected: parts.join(", "),
        found: format!("no {}", missing.join(", no ")),
        to_do: "add a title and a description to the SVG, and colors for a dark page".into(),
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
