//! The exercises: at least two, each with its hint and its solution folded away.

use super::{Section, sections};
use crate::finding::Finding;
use crate::page::{Kind, Page};

pub fn check(page: &Page, section: &Section<'_>) -> Vec<Finding> {
    let exercises = sections(section.items, 3);
    let mut findings = Vec::new();
    if exercises.len() < 2 {
        findings.push(Finding {
            place: page.at(section.line),
            what: "too few exercises".into(),
            expected: "at least two, each under a heading with ###".into(),
            found: exercises.len().to_string(),
            to_do: "think of something that a learner can find out with what they know".into(),
        });
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
            findings.push(Finding {
                place: page.at(exercise.line),
                what: "an exercise without its hint and its solution".into(),
                expected:
                    "<details><summary>Hint</summary> … </details>, then the same with Solution"
                        .into(),
                found: if folded.is_empty() {
                    "nothing folded".into()
                } else {
                    folded.join(", ")
                },
                to_do:
                    "fold away a hint and a solution, with an empty line after each line of HTML"
                        .into(),
            });
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
                    findings.push(Finding {
                        place: page.at(block.line),
                        what: "a solution to another exercise".into(),
                        expected: format!("rust,solution={number}"),
                        found: block.info(),
                        to_do: "give each solution the number of its exercise".into(),
                    });
                }
            }
        }
    }
    findings
}
