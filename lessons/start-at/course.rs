//! The course's manifest: which lessons there are, and in which order.

use std::path::{Path, PathBuf};

use rocket::figment::Figment;
use rocket::figment::providers::{Format, Toml};
use serde::Deserialize;

const MANIFEST: &str = "lessons/course.toml";

pub struct Course {
    pub lessons: Vec<Lesson>,
    pub clone: PathBuf,
}

#[derive(Deserialize)]
pub struct Lesson {
    /// The name of its folder, such as `07-verify`.
    pub name: String,
    pub title: String,
    kind: Kind,
    checkpoint: String,
    /// The name of its project with holes, if it has one.
    pub starter: Option<String>,
    /// The earlier lesson whose project it continues, if that isn't the lesson before it.
    continues: Option<String>,
}

/// What its checkpoint is.
#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Sandbox,
    Lab,
    #[serde(other)]
    Own,
}

impl Course {
    pub fn read(clone: &Path) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Manifest {
            lesson: Vec<Lesson>,
        }

        // Figment, which Rocket reads its own settings with, saves us a TOML library.
        let manifest: Manifest = Figment::from(Toml::file_exact(clone.join(MANIFEST)))
            .extract()
            .map_err(|error| format!("{MANIFEST} can't be read: {error}"))?;
        Ok(Self {
            lessons: manifest.lesson,
            clone: clone.into(),
        })
    }

    /// Finds a lesson by its number or its name: `7`, `07` or `07-verify`.
    pub fn find(&self, wanted: &str) -> Option<&Lesson> {
        let number = wanted.parse::<u32>().ok();
        self.lessons.iter().find(|lesson| {
            lesson.name == wanted || number.is_some() && lesson.number().parse().ok() == number
        })
    }

    /// Finds the lesson whose starter this is: `15-mend`. A lesson about the sandbox has no other start.
    pub fn with_starter(&self, wanted: &str) -> Option<&Lesson> {
        let named = |lesson: &&Lesson| lesson.starter.as_deref() == Some(wanted);
        self.lessons.iter().find(named).or_else(|| {
            self.find(wanted)
                .filter(|lesson| lesson.starter.is_some() && lesson.kind == Kind::Sandbox)
        })
    }

    /// The lessons that come before this one: usually all of them. A lesson that continues an earlier
    /// project skips those in between.
    pub fn before(&self, lesson: &Lesson) -> Vec<&Lesson> {
        let position = |name: &str| self.lessons.iter().position(|other| other.name == name);
        let before = match &lesson.continues {
            Some(earlier) => position(earlier),
            None => position(&lesson.name).and_then(|index| index.checked_sub(1)),
        };
        before.map_or(Vec::new(), |index| {
            let mut all = self.before(&self.lessons[index]);
            all.push(&self.lessons[index]);
            all
        })
    }
}

impl Lesson {
    /// Such as `07`.
    pub fn number(&self) -> &str {
        self.name.split('-').next().unwrap_or_default()
    }

    /// The command that starts the program that the lesson is about, if the learner doesn't type it.
    pub fn starts_with(&self) -> Option<String> {
        match self.kind {
            Kind::Sandbox => Some("cargo run".into()),
            Kind::Lab => Some(format!("cargo app {}", self.checkpoint)),
            Kind::Own => None,
        }
    }

    /// Whether it is about the finished sandbox, which the learner's own server grows into.
    pub fn is_about_the_sandbox(&self) -> bool {
        self.kind == Kind::Sandbox
    }

    /// Its folder, from the top of the clone.
    pub fn folder(&self) -> String {
        format!("lessons/{}", self.name)
    }

    pub fn page(&self) -> String {
        format!("{}/README.md", self.folder())
    }

    pub fn checkpoint(&self) -> String {
        format!("{}/main.rs", self.folder())
    }
}
