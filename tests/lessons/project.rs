//! The project as the proofs see it: its files, its lessons, its `Cargo.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::page::Page;

/// The lessons that look at the finished sandbox, so that they have no checkpoint of their own.
pub const WITHOUT_CHECKPOINT: [&str; 2] = ["01-read-a-token", "10-finished-sandbox"];

/// The lessons that no folder of a collection asks about: the first needs no server of the
/// learner's, and lesson 11 builds the server of part 1 again, so all of collection 1 asks it.
pub const WITHOUT_FOLDER: [&str; 2] = ["01-read-a-token", AGAIN];

/// The lesson that builds what part 1 built.
pub const AGAIN: &str = "11-by-hand";

/// The lessons with which the learner's project begins anew.
const NEW_PROJECT: [&str; 2] = [AGAIN, "12-login"];

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
    /// The text of its `main.rs` and of all files beside it, by their paths in its folder.
    pub files: BTreeMap<String, String>,
}

/// What the proofs read of the two manifests that lessons are about: the one of the sandbox with
/// part 1, and the one of the apps. Versions that both use are in the workspace's own table.
#[derive(Default)]
pub struct Manifest {
    pub dependencies: BTreeMap<String, Dependency>,
    pub examples: Vec<Example>,
}

/// One file.
#[derive(Default, Deserialize)]
#[serde(default)]
struct CargoToml {
    workspace: Workspace,
    dependencies: BTreeMap<String, Dependency>,
    example: Vec<Example>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Workspace {
    dependencies: BTreeMap<String, Dependency>,
}

#[derive(Clone, Deserialize)]
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
    /// A path, or `workspace = true`.
    Elsewhere {},
}

#[derive(Deserialize)]
pub struct Example {
    pub name: String,
    pub path: String,
    /// Whether it belongs to the package of the apps.
    #[serde(skip)]
    pub app: bool,
}

impl Lesson {
    /// The part of the course that it belongs to, with a collection and a table of its own.
    pub fn part(&self) -> usize {
        if self.name.as_str() < AGAIN { 1 } else { 2 }
    }

    /// Whether it begins with an empty folder, so that nothing of the lessons before is in it.
    pub fn begins_a_project(&self) -> bool {
        NEW_PROJECT.contains(&self.name.as_str())
    }

    /// Whether it ends in a server of its own.
    pub fn has_checkpoint(&self) -> bool {
        self.files.contains_key("main.rs")
    }

    /// The path of one of its files, from the top of the project.
    pub fn path(&self, file: &str) -> String {
        format!("lessons/{}/{file}", self.name)
    }
}

fn yes() -> bool {
    true
}

/// Whether a folder's name is that of a lesson, such as `07-verify`. Pictures have a folder, too.
fn numbered(name: &str) -> bool {
    let (number, name) = name.split_once('-').unwrap_or_default();
    number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty()
}

impl Project {
    pub fn open(root: &Path) -> Self {
        let mut project = Self {
            root: root.into(),
            manifest: Manifest::default(),
            lessons: Vec::new(),
        };
        project.manifest = project.manifest();
        project.lessons = project
            .folder("lessons")
            .into_iter()
            .filter(|name| numbered(name) && root.join("lessons").join(name).is_dir())
            .map(|name| {
                let path = format!("lessons/{name}/README.md");
                let source = project.read(&path).unwrap_or_default();
                Lesson {
                    page: Page::parse(&path, &source),
                    files: project.files_of(&name),
                    name,
                }
            })
            .collect();
        project
    }

    fn manifest(&self) -> Manifest {
        let mut manifest = Manifest::default();
        let mut shared = BTreeMap::new();
        for folder in ["", "lessons/"] {
            let path = format!("{folder}Cargo.toml");
            let text = self.read(&path).unwrap_or_default();
            let file: CargoToml =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
            shared.extend(file.workspace.dependencies);
            for (name, dependency) in file.dependencies {
                let dependency = match dependency {
                    Dependency::Elsewhere {} => shared.get(&name).cloned(),
                    here => Some(here),
                };
                manifest
                    .dependencies
                    .extend(dependency.map(|dependency| (name, dependency)));
            }
            manifest
                .examples
                .extend(file.example.into_iter().map(|example| Example {
                    path: format!("{folder}{}", example.path),
                    app: !folder.is_empty(),
                    ..example
                }));
        }
        manifest
    }

    /// The project that these tests belong to.
    pub fn this() -> Self {
        Self::open(proofs::root())
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

    /// The paths of all files below a folder, from that folder.
    pub fn tree(&self, folder: &str) -> Vec<String> {
        let mut paths = Vec::new();
        for name in self.folder(folder) {
            let path = format!("{folder}/{name}");
            if self.path(&path).is_dir() {
                let below = self.tree(&path).into_iter();
                paths.extend(below.map(|inner| format!("{name}/{inner}")));
            } else {
                paths.push(name);
            }
        }
        paths
    }

    fn files_of(&self, lesson: &str) -> BTreeMap<String, String> {
        let folder = format!("lessons/{lesson}");
        self.tree(&folder)
            .into_iter()
            .filter(|file| file != "README.md" && !file.starts_with("exercise-"))
            .filter_map(|file| {
                let text = self.read(&format!("{folder}/{file}"))?;
                Some((file, text))
            })
            .collect()
    }

    /// What the learner's `src/` holds when a lesson begins: each file, and the lesson that it is
    /// from. A file of a later lesson takes the place of its namesake.
    pub fn before(&self, lesson: &Lesson) -> BTreeMap<&str, &Lesson> {
        let mut src = BTreeMap::new();
        for other in &self.lessons {
            if other.begins_a_project() {
                src.clear();
            }
            if other.name == lesson.name {
                break;
            }
            src.extend(other.files.keys().map(|file| (file.as_str(), other)));
        }
        src
    }

    /// The same when it ends.
    pub fn after<'p>(&'p self, lesson: &'p Lesson) -> BTreeMap<&'p str, &'p Lesson> {
        let mut src = self.before(lesson);
        src.extend(lesson.files.keys().map(|file| (file.as_str(), lesson)));
        src
    }

    pub fn has_example(&self, name: &str) -> bool {
        self.manifest
            .examples
            .iter()
            .any(|example| example.name == name)
    }

    /// The numbers of the exercises of a lesson that have a solution in a file.
    pub fn solutions(&self, lesson: &str) -> Vec<String> {
        let files = self.folder(&format!("lessons/{lesson}")).into_iter();
        files
            .filter_map(|file| {
                let number = file.strip_prefix("exercise-")?.strip_suffix(".rs")?;
                Some(number.to_owned())
            })
            .collect()
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
            Self::Elsewhere {} => "",
        }
    }

    pub fn default_features(&self) -> bool {
        match self {
            Self::Version(_) | Self::Elsewhere {} => true,
            Self::Detailed {
                default_features, ..
            } => *default_features,
        }
    }

    pub fn features(&self) -> &[String] {
        match self {
            Self::Version(_) | Self::Elsewhere {} => &[],
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
