//! The project as the proofs see it: its files, its lessons, its `Cargo.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rocket::figment::Figment;
use rocket::figment::providers::{Format, Toml};
use serde::Deserialize;

use super::page::Page;

/// The lessons that look at the finished sandbox, so that they have no checkpoint of their own.
pub const WITHOUT_CHECKPOINT: [&str; 2] = ["01-read-a-token", "10-finished-sandbox"];

pub struct Project {
    root: PathBuf,
    pub manifest: Manifest,
    /// In the order of their numbers.
    pub lessons: Vec<Lesson>,
}

pub struct Lesson {
    /// The name of its folder, such as `07-verify`.
    pub name: String,
    /// The page, empty where there is none.
    pub page: Page,
    /// The text of its `main.rs`.
    pub checkpoint: Option<String>,
}

/// What the proofs read of `Cargo.toml`.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Manifest {
    pub dependencies: BTreeMap<String, Dependency>,
    pub dev_dependencies: BTreeMap<String, Dependency>,
    pub example: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum Dependency {
    Version(String),
    #[serde(rename_all = "kebab-case")]
    Detailed {
        version: String,
        #[serde(default = "yes")]
        default_features: bool,
        #[serde(default)]
        features: Vec<String>,
    },
}

#[derive(Deserialize)]
pub struct Example {
    pub name: String,
    pub path: String,
}

fn yes() -> bool {
    true
}

impl Project {
    pub fn open(root: &Path) -> Self {
        let mut project = Self {
            root: root.into(),
            manifest: Manifest::default(),
            lessons: Vec::new(),
        };
        if let Some(text) = project.read("Cargo.toml") {
            project.manifest = Figment::from(Toml::string(&text)).extract().unwrap();
        }
        project.lessons = project
            .folder("lessons")
            .into_iter()
            .filter(|name| root.join("lessons").join(name).is_dir())
            .map(|name| {
                let path = format!("lessons/{name}/README.md");
                let source = project.read(&path).unwrap_or_default();
                Lesson {
                    page: Page::parse(&path, &source),
                    checkpoint: project.read(&format!("lessons/{name}/main.rs")),
                    name,
                }
            })
            .collect();
        project
    }

    /// The project that these tests belong to.
    pub fn this() -> Self {
        Self::open(Path::new(env!("CARGO_MANIFEST_DIR")))
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A file's text, with the line ends of Unix: git may have changed them on Windows.
    pub fn read(&self, path: &str) -> Option<String> {
        let text = fs::read_to_string(self.path(path)).ok()?;
        Some(text.replace("\r\n", "\n"))
    }

    /// The names in a folder, sorted; none where there is no such folder.
    pub fn folder(&self, path: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(path))
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub fn has_example(&self, name: &str) -> bool {
        self.manifest
            .example
            .iter()
            .any(|example| example.name == name)
    }

    /// Whether a lesson has the solution `exercise-1`, for instance.
    pub fn has_solution(&self, lesson: &str, exercise: &str) -> bool {
        exercise.starts_with("exercise-")
            && self
                .path(&format!("lessons/{lesson}/{exercise}.rs"))
                .is_file()
    }

    /// The lessons and the pages around them.
    pub fn pages(&self) -> Vec<Page> {
        let around = [
            "README.md",
            "lessons/README.md",
            "lessons/INSTRUCTOR.md",
            "postman/README.md",
        ]
        .map(String::from);
        let lessons = self.lessons.iter().map(|lesson| lesson.page.path.clone());
        around
            .into_iter()
            .chain(lessons)
            .filter_map(|path| Some(Page::parse(&path, &self.read(&path)?)))
            .collect()
    }

    /// The key of `.env.example`, with which checkpoints run.
    pub fn example_secret(&self) -> String {
        let text = self.read(".env.example").unwrap_or_default();
        text.lines()
            .find_map(|line| line.strip_prefix("JWT_SECRET="))
            .unwrap_or_default()
            .into()
    }
}

impl Dependency {
    pub fn version(&self) -> &str {
        match self {
            Self::Version(version) | Self::Detailed { version, .. } => version,
        }
    }

    pub fn default_features(&self) -> bool {
        match self {
            Self::Version(_) => true,
            Self::Detailed {
                default_features, ..
            } => *default_features,
        }
    }

    pub fn features(&self) -> &[String] {
        match self {
            Self::Version(_) => &[],
            Self::Detailed { features, .. } => features,
        }
    }
}

/// A project of a few files, to see a proof fail.
pub struct Small(tempfile::TempDir);

impl Small {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let small = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            let path = small.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        small
    }

    pub fn open(&self) -> Project {
        Project::open(self.0.path())
    }
}
