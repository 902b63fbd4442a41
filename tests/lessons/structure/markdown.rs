//! Finds whatever would hide a part of a page from the reader or from the proofs.

use crate::finding::Finding;
use crate::page::{Kind, Page};

/// A block in another language, or in none, is most likely a mistake that hides it from the proofs.
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

pub fn check_languages(page: &Page) -> Vec<Finding> {
    page.blocks()
        .filter(|block| !LANGUAGES.contains(&block.language.as_str()))
        .map(|block| Finding {
            place: page.at(block.line),
            what: "a code block in an unknown language".into(),
            expected: LANGUAGES.join(", "),
            found: if block.language.is_empty() {
                "none"
            } else {
                &block.language
            }
            .into(),
            to_do: "open the block with ``` and one of these".into(),
        })
        .collect()
}

/// Markdown next to HTML is shown unrendered, including a fence.
pub fn check_html(page: &Page) -> Vec<Finding> {
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
        .map(|(number, line)| Finding {
            place: page.at(number),
            what: "text that doesn't render as Markdown, because HTML is next to it".into(),
            expected: "an empty line between HTML and text".into(),
            found: line.into(),
            to_do: "leave an empty line after <summary> and before </details>".into(),
        })
        .collect()
}
