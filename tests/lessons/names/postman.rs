//! What a page says about Postman and npm: folders, requests, and commands.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::collections::{Collections, Folder};
use crate::finding::Finding;
use crate::page::{Kind, Page};
use crate::project::Project;

/// The package whose commands the pages name.
const PACKAGE: &str = "grader/package.json";

/// What Postman itself calls its buttons and tabs, so it isn't a request of ours.
const POSTMAN: [&str; 8] = [
    "Authorization",
    "Bearer Token",
    "Import",
    "Run",
    "Scripts",
    "Send",
    "Test Results",
    "Variables",
];

/// `npm test -- --folder 07-verify` names a folder of the collection that this command runs, or one
/// request in it.
pub fn check_folder(
    project: &Project,
    collections: &Collections,
    page: &Page,
    line: usize,
    code: &str,
) -> Option<Finding> {
    let (command, rest) = code.split_once("--folder ")?;
    let name = match rest.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next(),
        None => rest.split_whitespace().next(),
    }?;
    let mut parts = project.course.parts.iter();
    let part = parts.find(|part| command.contains(&format!("{} ", part.runner())));
    let file = part.and_then(|part| part.collection_file());
    let folders: Vec<&Folder> = collections
        .iter()
        .filter(|(path, _)| file.as_ref().is_none_or(|file| file == *path))
        .flat_map(|(_, folders)| folders)
        .collect();
    let has = |folder: &&Folder| {
        folder.name == name || folder.requests.iter().any(|request| request == name)
    };
    let names: BTreeSet<&str> = folders.iter().map(|folder| folder.name.as_str()).collect();
    (!folders.iter().any(has)).then(|| Finding {
        place: page.at(line),
        what: "a Postman folder that doesn't exist".into(),
        expected: names.into_iter().collect::<Vec<_>>().join(", "),
        found: name.into(),
        to_do: "use the folder's name in the collection, and run that collection".into(),
    })
}

/// The commands that `npm run` knows there.
pub fn scripts(project: &Project) -> BTreeSet<String> {
    #[derive(Default, Deserialize)]
    struct Package {
        scripts: BTreeMap<String, String>,
    }

    let package: Package = project.read(PACKAGE).map_or_else(Package::default, |text| {
        serde_json::from_str(&text).unwrap()
    });
    package.scripts.into_keys().collect()
}

pub fn check_script(
    scripts: &BTreeSet<String>,
    page: &Page,
    line: usize,
    code: &str,
) -> Option<Finding> {
    let (_, rest) = code.split_once("npm run ")?;
    let name = rest.split_whitespace().next()?;
    (!scripts.contains(name)).then(|| Finding {
        place: page.at(line),
        what: "a command that npm doesn't know".into(),
        expected: scripts
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", "),
        found: name.into(),
        to_do: format!("name a script of {PACKAGE}, or add it there"),
    })
}

/// A paragraph that starts with "In Postman" has its requests in bold. Each is in one of the
/// folders that the page names.
pub fn check_requests(collections: &Collections, page: &Page) -> Vec<Finding> {
    let folders = || collections.values().flatten();
    let named: BTreeSet<&String> = page
        .code()
        .flat_map(|(_, code)| folders().filter(move |folder| folder.name == code))
        .flat_map(|folder| &folder.requests)
        .collect();
    let mut findings = Vec::new();
    let mut bold = Vec::new();
    for item in &page.items {
        match &item.kind {
            Kind::Strong(text) => bold.push((item.line, text)),
            Kind::Paragraph(text) if text.starts_with("In Postman") => {
                let others = bold.drain(..).filter(|(_, text)| {
                    !text.starts_with("In Postman") && !POSTMAN.contains(&text.as_str())
                });
                for (line, text) in others.filter(|(_, text)| !named.contains(text)) {
                    findings.push(Finding {
                        place: page.at(line),
                        what: "a request that isn't in any Postman folder on the page".into(),
                        expected: named
                            .iter()
                            .map(|name| name.as_str())
                            .collect::<Vec<_>>()
                            .join(", "),
                        found: text.into(),
                        to_do: "use the request's name in the collection, and name its folder"
                            .into(),
                    });
                }
            }
            Kind::Code(_) | Kind::Link(_) => {}
            _ => bold.clear(),
        }
    }
    findings
}
