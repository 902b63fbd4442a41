//! The course, as `lessons/course.toml` lists it. An unknown key is an error, and so is a list that
//! contradicts itself. The proofs of the lessons check whether the project has what is listed.

use std::fmt;
use std::path::Path;

use serde::Deserialize;

/// Where the manifest is, from the top of the project.
pub const PATH: &str = "lessons/course.toml";

/// The name of the sandbox's program.
pub const SANDBOX: &str = "jwt-sandbox";

/// Parts and lessons, in order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// The parts.
    #[serde(default, rename = "part")]
    pub parts: Vec<Part>,
    /// The lessons of all parts.
    #[serde(default, rename = "lesson")]
    pub lessons: Vec<Lesson>,
}

/// A part of the course.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// From 1 on.
    pub number: u32,
    /// Such as `Sign and verify`.
    pub title: String,
    /// The name of its collection, such as `1-sign-and-verify`, where it has one.
    pub collection: Option<String>,
}

/// A lesson of the course.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// The name of its folder, such as `07-verify`.
    pub name: String,
    /// Such as `Verify`.
    pub title: String,
    /// The number of its part.
    pub part: u32,
    /// How its checkpoint starts.
    pub kind: Kind,
    /// The name of its program.
    pub checkpoint: String,
    /// The folder of the part's collection that checks it.
    pub folder: Option<String>,
    /// The name of the project with holes that its collection folder checks, instead of the checkpoint.
    pub starter: Option<String>,
    /// The earlier lesson whose project it continues, if that isn't the lesson before it.
    pub continues: Option<String>,
    /// Reading, typing and one exercise.
    pub minutes: u32,
}

/// What a checkpoint is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The finished server.
    Sandbox,
    /// An example of the sandbox's own package: one file.
    Example,
    /// An example of the package `apps`: several files, and solutions that are programs, too.
    App,
    /// An app that several lessons attack, as it is: nobody types it.
    Lab,
}

impl Course {
    /// Reads the manifest of a project.
    pub fn read(root: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(root.join(PATH)).map_err(at)?;
        Self::parse(&text)
    }

    /// The course of this project.
    pub fn this() -> Self {
        Self::read(crate::root()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Reads a manifest.
    pub fn parse(text: &str) -> Result<Self, String> {
        let course: Self = toml::from_str(text).map_err(at)?;
        course.check_parts().map_err(at)?;
        course.check_lessons().map_err(at)?;
        Ok(course)
    }

    /// The part of a lesson.
    pub fn part(&self, lesson: &Lesson) -> &Part {
        let mut parts = self.parts.iter();
        parts.find(|part| part.number == lesson.part).unwrap()
    }

    /// The lessons of a part.
    pub fn lessons_of(&self, part: &Part) -> impl Iterator<Item = &Lesson> {
        let number = part.number;
        self.lessons
            .iter()
            .filter(move |lesson| lesson.part == number)
    }

    fn check_parts(&self) -> Result<(), String> {
        for (number, part) in (1..).zip(&self.parts) {
            if part.number != number {
                return Err(format!(
                    "part {} is listed as number {number}: list the parts in their order, from 1 on",
                    part.number
                ));
            }
            let Some(collection) = &part.collection else {
                continue;
            };
            let start = format!("{number}-");
            if !collection.starts_with(&start) {
                return Err(format!(
                    "the collection of part {number} is {collection:?}: its name starts with {start:?}"
                ));
            }
        }
        Ok(())
    }

    fn check_lessons(&self) -> Result<(), String> {
        for pair in self.lessons.windows(2) {
            let [before, after] = pair else { continue };
            if before.name >= after.name {
                return Err(format!(
                    "{} is listed after {}: list each lesson once, in the order of their names",
                    after.name, before.name
                ));
            }
            if before.part > after.part {
                return Err(format!(
                    "{} is in part {}, after a lesson of part {}: list the lessons of a part together",
                    after.name, after.part, before.part
                ));
            }
        }
        for lesson in &self.lessons {
            let mut parts = self.parts.iter();
            let Some(part) = parts.find(|part| part.number == lesson.part) else {
                return Err(format!(
                    "{} is in part {}, which isn't listed: add a [[part]], or name another",
                    lesson.name, lesson.part
                ));
            };
            if lesson.folder.is_some() && part.collection.is_none() {
                return Err(format!(
                    "{} has a folder, but part {} has no collection",
                    lesson.name, part.number
                ));
            }
            if (lesson.kind == Kind::Sandbox) != (lesson.checkpoint == SANDBOX) {
                return Err(format!(
                    "the checkpoint of {} is {:?}: the one of kind \"sandbox\" is {SANDBOX:?}, and no other is",
                    lesson.name, lesson.checkpoint
                ));
            }
            if let Some(earlier) = &lesson.continues
                && !self
                    .lessons
                    .iter()
                    .any(|other| other.name == *earlier && *earlier < lesson.name)
            {
                return Err(format!(
                    "{} continues {earlier:?}, which isn't an earlier lesson",
                    lesson.name
                ));
            }
            if lesson.minutes == 0 {
                return Err(format!("{} takes 0 minutes: measure it", lesson.name));
            }
        }
        for part in self.parts.iter().filter(|part| part.collection.is_some()) {
            if self.lessons_of(part).all(|lesson| lesson.folder.is_none()) {
                return Err(format!(
                    "part {} has a collection, but none of its lessons has a folder in it",
                    part.number
                ));
            }
        }
        Ok(())
    }
}

fn at(error: impl fmt::Display) -> String {
    format!("{PATH}: {error}")
}

impl Lesson {
    /// Such as `07`.
    pub fn number(&self) -> &str {
        self.name.split('-').next().unwrap_or_default()
    }

    /// The program that passes its collection folder.
    pub fn graded(&self) -> String {
        match &self.starter {
            Some(starter) => format!("{starter}-solution"),
            None => self.checkpoint.clone(),
        }
    }

    /// The folder with its program, in `lessons/`. An app that lessons attack has its own.
    pub fn program_folder(&self) -> &str {
        match self.kind {
            Kind::Lab => &self.checkpoint,
            _ => &self.name,
        }
    }

    /// The command that starts its checkpoint in the clone.
    pub fn command(&self) -> String {
        match self.kind {
            Kind::Sandbox => "cargo run".into(),
            Kind::Example => format!("cargo run --example {}", self.checkpoint),
            Kind::App | Kind::Lab => format!("cargo app {}", self.checkpoint),
        }
    }
}

impl Part {
    /// The command that runs its collection. The rest of the line starts with ` -- --folder …`.
    pub fn runner(&self) -> String {
        match self.number {
            1 => "npm test".into(),
            number => format!("npm run part{number}"),
        }
    }

    /// The file of its collection, from the top of the project, where it has one.
    pub fn collection_file(&self) -> Option<String> {
        let collection = self.collection.as_ref()?;
        Some(format!("postman/{collection}.postman_collection.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Course, Kind};

    const GOOD: &str = r#"
[[part]]
number = 1
title = "One"

[[part]]
number = 2
title = "Two"
collection = "2-two"

[[lesson]]
name = "01-a"
title = "A"
part = 1
kind = "sandbox"
checkpoint = "jwt-sandbox"
minutes = 5

[[lesson]]
name = "02-b"
title = "B"
part = 2
kind = "app"
checkpoint = "02-b"
folder = "02-b"
minutes = 10
"#;

    #[test]
    fn a_manifest_is_read() {
        let course = Course::parse(GOOD).unwrap();
        let [a, b] = &course.lessons[..] else {
            panic!("{course:?}")
        };
        assert_eq!((a.kind, b.kind), (Kind::Sandbox, Kind::App));
        assert_eq!((a.folder.as_deref(), b.number()), (None, "02"));
        assert_eq!(b.command(), "cargo app 02-b");
        assert_eq!(course.part(a).runner(), "npm test");
        assert_eq!(course.part(b).runner(), "npm run part2");
    }

    #[test]
    fn a_manifest_with_a_mistake_is_rejected_with_what_to_do() {
        for (from, to, message) in [
            ("minutes = 5", "minute = 5", "unknown field `minute`"),
            ("minutes = 5", "", "missing field `minutes`"),
            (
                "minutes = 5",
                "minutes = 0",
                "01-a takes 0 minutes: measure it",
            ),
            ("\"sandbox\"", "\"server\"", "unknown variant `server`"),
            (
                "\"jwt-sandbox\"",
                "\"01-a\"",
                "the checkpoint of 01-a is \"01-a\": the one of kind \"sandbox\" is \"jwt-sandbox\", and no other is",
            ),
            ("[[part]]", "[[parts]]", "unknown field `parts`"),
            (
                "number = 2",
                "number = 3",
                "part 3 is listed as number 2: list the parts in their order, from 1 on",
            ),
            (
                "\"2-two\"",
                "\"two\"",
                "the collection of part 2 is \"two\": its name starts with \"2-\"",
            ),
            (
                "folder = \"02-b\"",
                "",
                "part 2 has a collection, but none of its lessons has a folder in it",
            ),
            (
                "collection = \"2-two\"",
                "",
                "02-b has a folder, but part 2 has no collection",
            ),
            (
                "part = 2",
                "part = 3",
                "02-b is in part 3, which isn't listed: add a [[part]], or name another",
            ),
            (
                "part = 1",
                "part = 3",
                "02-b is in part 2, after a lesson of part 3: list the lessons of a part together",
            ),
            (
                "minutes = 10",
                "continues = \"02-b\"\nminutes = 10",
                "02-b continues \"02-b\", which isn't an earlier lesson",
            ),
            (
                "name = \"01-a\"",
                "name = \"02-b\"",
                "02-b is listed after 02-b: list each lesson once, in the order of their names",
            ),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let error = Course::parse(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(
                error.starts_with("lessons/course.toml: ") && error.contains(message),
                "{error}"
            );
        }
    }
}
