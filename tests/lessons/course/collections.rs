//! The collections and their folders, in the order of the lessons.

use proofs::course::PATH;

use super::compare;
use crate::collections;
use crate::finding::Finding;
use crate::project::Project;

/// The folder with which each collection starts.
const PREFLIGHT: &str = "0 Preflight";

pub fn check(project: &Project) -> Vec<Finding> {
    let collections = collections::read(project);
    let course = &project.course;
    let files = course
        .parts
        .iter()
        .filter_map(|part| part.collection_file());
    let found: Vec<String> = collections.keys().cloned().collect();
    let mut findings: Vec<Finding> = compare(
        "postman",
        "the collections",
        &files.collect::<Vec<_>>(),
        &found,
        &format!("list each collection with its part in {PATH}, and have a file for each"),
    )
    .into_iter()
    .collect();
    for part in &course.parts {
        let Some(file) = part.collection_file() else {
            continue;
        };
        let Some(folders) = collections.get(&file) else {
            continue;
        };
        let lessons = course.lessons_of(part);
        let expected: Vec<String> = [PREFLIGHT.to_owned()]
            .into_iter()
            .chain(lessons.filter_map(|lesson| lesson.folder.clone()))
            .collect();
        let found: Vec<String> = folders.iter().map(|folder| folder.name.clone()).collect();
        findings.extend(compare(
            &file,
            "the folders of a collection",
            &expected,
            &found,
            &format!(
                "start with the folder that detects problems with the environment, then have the folders in {PATH}, in the order of the lessons"
            ),
        ));
    }
    findings
}
