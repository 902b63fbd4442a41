//! Proof 8: the minutes of a plan for a class add up.
//!
//! A plan is a table whose first columns are *Minutes* (`0–25`) and *Takes* (`25`). Its heading says
//! how long it is: `four hours`, `Two hours`, or `hour`.

mod tests;

use crate::finding::Finding;
use crate::page::{Kind, Page};
use crate::project::Project;

/// The page with the plans of part 1. A proof that finds no plan would pass.
const PLANS: &str = "lessons/INSTRUCTOR.md";

pub fn check_timetables(project: &Project) -> Vec<Finding> {
    let pages = project.pages();
    let found: Vec<(&Page, Plan<'_>)> = pages
        .iter()
        .flat_map(|page| plans(page).into_iter().map(move |plan| (page, plan)))
        .collect();
    let mut findings: Vec<Finding> = found
        .iter()
        .flat_map(|(page, plan)| check(page, plan))
        .collect();
    if !found.iter().any(|(page, _)| page.path == PLANS) {
        findings.push(Finding {
            place: PLANS.into(),
            what: "a page without a plan".into(),
            expected: "a table that starts with the columns Minutes and Takes".into(),
            found: "none".into(),
            to_do: "add the plan, or delete this proof".into(),
        });
    }
    findings
}

struct Plan<'p> {
    line: usize,
    heading: &'p str,
    rows: &'p [Vec<String>],
}

fn plans(page: &Page) -> Vec<Plan<'_>> {
    let mut heading = "";
    let mut plans = Vec::new();
    for item in &page.items {
        match &item.kind {
            Kind::Heading(_, text) => heading = text,
            Kind::Table(rows) if rows[0].starts_with(&["Minutes".into(), "Takes".into()]) => {
                plans.push(Plan {
                    line: item.line,
                    heading,
                    rows: &rows[1..],
                });
            }
            _ => {}
        }
    }
    plans
}

fn check(page: &Page, plan: &Plan<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut differs = |line, what: &str, expected: String, found: String| {
        if expected != found {
            findings.push(Finding {
                place: page.at(line),
                what: what.into(),
                expected,
                found,
                to_do: "move minutes until each row starts where the one above ends".into(),
            });
        }
    };
    let mut now = 0;
    for (index, row) in plan.rows.iter().enumerate() {
        // Below the header and its rule, each row is one line.
        let line = plan.line + 2 + index;
        let takes: u32 = row[1].parse().unwrap_or_default();
        let expected = format!("{now}–{}", now + takes);
        differs(line, "the minutes of a plan", expected, row[0].clone());
        now += takes;
    }
    let minutes = match plan.heading {
        heading if heading.contains("four hours") => 240,
        heading if heading.contains("Two hours") => 120,
        _ => 60,
    };
    let what = "the end of a plan, as its heading says it";
    differs(plan.line, what, minutes.to_string(), now.to_string());
    findings
}
