//! Lessons, examples and the folders of the collections match one to one.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::fault::Fault;
use super::project::{Lesson, Project, WITHOUT_CHECKPOINT, WITHOUT_FOLDER};

/// The folder with which each collection begins.
const PREFLIGHT: &str = "0 Preflight";

/// A folder of a collection, and the names of its requests.
pub struct Folder {
    pub name: String,
    pub requests: Vec<String>,
}

/// The folders of each collection.
pub fn collections(project: &Project) -> BTreeMap<String, Vec<Folder>> {
    #[derive(Deserialize)]
    struct Item {
        #[serde(default)]
        name: String,
        #[serde(default)]
        item: Vec<Self>,
    }

    project
        .folder("postman")
        .into_iter()
        .filter(|name| name.ends_with(".postman_collection.json"))
        .map(|name| {
            let path = format!("postman/{name}");
            let collection: Item = serde_json::from_str(&project.read(&path).unwrap()).unwrap();
            let folders = collection.item.into_iter().map(|folder| Folder {
                name: folder.name,
                requests: folder
                    .item
                    .into_iter()
                    .map(|request| request.name)
                    .collect(),
            });
            (path, folders.collect())
        })
        .collect()
}

/// The lessons, and all that stands beside them in the same order.
pub fn check(project: &Project, collections: &BTreeMap<String, Vec<Folder>>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut compare =
        |place: &str, what: &str, expected: Vec<String>, found: Vec<String>, mend: &str| {
            if expected != found {
                faults.push(Fault {
                    place: place.into(),
                    what: what.into(),
                    expected: expected.join("\n"),
                    found: found.join("\n"),
                    mend: mend.into(),
                });
            }
        };
    let lessons = |without: &[&str]| -> Vec<String> {
        let names = project.lessons.iter().map(|lesson| lesson.name.clone());
        names
            .filter(|name| !without.contains(&name.as_str()))
            .collect()
    };

    compare(
        "lessons",
        "the lessons that have a page",
        lessons(&[]),
        project
            .lessons
            .iter()
            .filter(|lesson| !lesson.page.items.is_empty())
            .map(|lesson| lesson.name.clone())
            .collect(),
        "write a README.md in each lesson's folder",
    );
    compare(
        "Cargo.toml",
        "the [[example]] of each lesson, but for the first and the tour",
        project
            .lessons
            .iter()
            .filter(|lesson| !WITHOUT_CHECKPOINT.contains(&lesson.name.as_str()))
            .flat_map(|lesson| examples(project, lesson))
            .collect(),
        project
            .manifest
            .examples
            .iter()
            .map(|example| format!("{} = {}", example.name, example.path))
            .collect(),
        "add or rename [[example]] entries, in the order of the lessons: those of part 1 in Cargo.toml, the others in lessons/Cargo.toml",
    );
    compare(
        "lessons",
        "the lessons that have a main.rs",
        lessons(&WITHOUT_CHECKPOINT),
        project
            .lessons
            .iter()
            .filter(|lesson| lesson.has_checkpoint())
            .map(|lesson| lesson.name.clone())
            .collect(),
        "write a main.rs in each lesson's folder, but for the first and the tour",
    );
    for part in [1, 2] {
        let asked = |lesson: &&Lesson| {
            lesson.part() == part && !WITHOUT_FOLDER.contains(&lesson.name.as_str())
        };
        let lessons = project.lessons.iter().filter(asked);
        compare(
            "postman",
            &format!("the folders of collection {part}, in their order"),
            lessons.map(|lesson| lesson.name.clone()).collect(),
            collections
                .iter()
                .filter(|(path, _)| path.starts_with(&format!("postman/{part}-")))
                .flat_map(|(_, folders)| folders)
                .map(|folder| folder.name.clone())
                .filter(|name| name != PREFLIGHT)
                .collect(),
            "give each lesson a folder of its name in the collection of its part, but for the first and 11-by-hand",
        );
    }
    for (path, folders) in collections {
        compare(
            path,
            "the first folder of a collection",
            vec![PREFLIGHT.into()],
            folders
                .iter()
                .take(1)
                .map(|folder| folder.name.clone())
                .collect(),
            "begin with the folder that recognises the mistakes of the environment",
        );
    }
    faults
}

/// The programs of a lesson: its checkpoint, and from part 2 on the solutions of its exercises,
/// which use the files beside them.
fn examples(project: &Project, lesson: &Lesson) -> Vec<String> {
    let name = &lesson.name;
    let solutions = project.solutions(name).into_iter();
    let solutions = solutions
        .filter(|_| lesson.part() > 1)
        .map(|number| format!("{name}-exercise-{number} = lessons/{name}/exercise-{number}.rs"));
    [format!("{name} = lessons/{name}/main.rs")]
        .into_iter()
        .chain(solutions)
        .collect()
}

#[cfg(test)]
mod proved {
    use super::super::names::proved::{COLLECTION, MANIFEST, changed, part_2};

    #[test]
    fn lessons_examples_and_folders_match_one_to_one() {
        assert_eq!(changed(&[]), [""; 0]);
        const COLLECTION_PATH: &str = "postman/1-sign-and-verify.postman_collection.json";
        for (path, text, place, what) in [
            (
                "Cargo.toml",
                "[dependencies]\n",
                "Cargo.toml",
                "the [[example]] of each lesson",
            ),
            (
                "Cargo.toml",
                &MANIFEST.replace("/main.rs", "/app.rs"),
                "Cargo.toml",
                "the [[example]] of each lesson",
            ),
            (
                "lessons/02-a/README.md",
                "",
                "lessons",
                "the lessons that have a page",
            ),
            (
                "lessons/02-a/main.rs",
                "",
                "lessons",
                "the lessons that have a main.rs",
            ),
            (
                "lessons/03-b/README.md",
                "# Three\n",
                "Cargo.toml",
                "the [[example]] of each lesson",
            ),
            (
                COLLECTION_PATH,
                "",
                "postman",
                "the folders of collection 1",
            ),
            (
                COLLECTION_PATH,
                &COLLECTION.replace("02-a", "02-b"),
                "postman",
                "the folders of collection 1",
            ),
            (
                COLLECTION_PATH,
                &COLLECTION.replace("0 Preflight", "02-a"),
                COLLECTION_PATH,
                "the first folder",
            ),
        ] {
            let told = changed(&[(path, text)]);
            let expected = format!("{place}: {what}");
            assert!(
                told.iter().any(|fault| fault.starts_with(&expected)),
                "{path}: {told:?}"
            );
        }
    }

    #[test]
    fn a_missing_folder_is_told_with_both_lists() {
        let without = COLLECTION.replace(r#"{"name":"02-a","item":[{"name":"Ask it"}]},"#, "");
        assert_eq!(
            changed(&[(
                "postman/1-sign-and-verify.postman_collection.json",
                &without
            )]),
            ["postman: the folders of collection 1, in their order
  expected:
    | 02-a
    | 10-finished-sandbox
  found: 10-finished-sandbox
  to do: give each lesson a folder of its name in the collection of its part, but for the first and 11-by-hand
"]
        );
    }

    #[test]
    fn the_lessons_of_part_2_match_their_collection_and_their_examples() {
        assert_eq!(part_2("# Thirteen\n", &[]), [""; 0]);
        for (path, text, what) in [
            (
                "lessons/13-c/exercise-2.rs",
                "fn main() {}\n",
                "Cargo.toml: the [[example]] of each lesson",
            ),
            (
                "lessons/14-d/README.md",
                "# Fourteen\n",
                "postman: the folders of collection 2",
            ),
            (
                "postman/2-more.postman_collection.json",
                r#"{"item":[{"name":"0 Preflight"},{"name":"11-by-hand"},{"name":"12-login"},{"name":"13-c"}]}"#,
                "postman: the folders of collection 2",
            ),
            (
                "postman/1-sign-and-verify.postman_collection.json",
                r#"{"item":[{"name":"0 Preflight"},{"name":"02-a"},{"name":"10-finished-sandbox"},{"name":"12-login"}]}"#,
                "postman: the folders of collection 1",
            ),
        ] {
            let told = part_2("# Thirteen\n", &[(path, text)]);
            assert!(told.iter().any(|fault| fault.starts_with(what)), "{told:?}");
        }
    }
}
