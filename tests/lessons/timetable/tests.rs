//! A plan that adds up, and the same plan with one mistake each.

use super::{PLANS, check_timetables};
use crate::small::Small;

const PLAN: &str = "# Class

## First hour

| Minutes | Takes | What |
| --- | --- | --- |
| 0–25 | 25 | a |
| 25–60 | 35 | b |
";

fn found(page: &str) -> Vec<String> {
    let small = Small::new(&[(PLANS, page)]);
    let findings = check_timetables(&small.open()).into_iter();
    findings
        .map(|finding| format!("{} {} / {}", finding.place, finding.expected, finding.found))
        .collect()
}

#[test]
fn a_plan_that_adds_up_is_accepted() {
    assert_eq!(found(PLAN), [""; 0]);
    let four = PLAN.replace("First hour", "Four of them: four hours");
    let four = four.replace("| 25–60 | 35 |", "| 25–240 | 215 |");
    assert_eq!(found(&four), [""; 0]);
}

#[test]
fn a_row_that_starts_too_late_is_found() {
    let page = PLAN.replace("25–60", "30–60");
    assert_eq!(found(&page), ["lessons/INSTRUCTOR.md:8 25–60 / 30–60"]);
}

#[test]
fn a_plan_that_ends_too_early_is_found() {
    let page = PLAN.replace("| 25–60 | 35 |", "| 25–55 | 30 |");
    assert_eq!(found(&page), ["lessons/INSTRUCTOR.md:5 60 / 55"]);
}

#[test]
fn minutes_without_a_number_are_found() {
    let page = PLAN.replace("| 25 |", "| half |");
    assert_eq!(
        found(&page),
        [
            "lessons/INSTRUCTOR.md:7 0–0 / 0–25",
            "lessons/INSTRUCTOR.md:8 0–35 / 25–60",
            "lessons/INSTRUCTOR.md:5 60 / 35"
        ]
    );
}

#[test]
fn a_page_without_a_plan_is_found() {
    let page = PLAN.replace("Takes", "Length");
    assert_eq!(
        found(&page),
        ["lessons/INSTRUCTOR.md a table that starts with the columns Minutes and Takes / none"]
    );
}
