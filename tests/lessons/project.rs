//! The project as the proofs see it: the lessons that the manifest of the course lists, with their
//! pages and files, and the files around them.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::path::Path;

use proofs::course::{self, Course, Kind};

use super::cargo::Cargo;
use super::copy;
use super::files::Files;
use super::page::Page;

pub struct Project {
    files: Files,
    pub course: Course,
    pub cargo: Cargo,
    /// In the order of the course.
    pub lessons: Vec<Lesson>,
}

pub struct Lesson {
    /// What the manifest says about it.
    pub entry: course::Lesson,
    /// The name of its folder, such as `07-verify`.
    pub name: String,
    /// The page, empty where there is none.
    pub page: Page,
    /// The text of its `main.rs` and of all files beside it, by their paths in its folder.
    pub files: BTreeMap<String, String>,
}

impl Lesson {
    /// Whether the learner makes an empty project for it, so that nothing from earlier lessons is
    /// in it: its page has a `cargo new`.
    pub fn starts_a_project(&self) -> bool {
        let consoles = self
            .page
            .blocks()
            .filter(|block| block.language == "console");
        let mut lines = consoles.flat_map(|block| block.lines());
        lines.any(|(_, line)| line.starts_with("$ cargo new "))
    }

    /// Whether it ends with its own program, not with the finished sandbox.
    pub fn has_checkpoint(&self) -> bool {
        self.entry.kind != Kind::Sandbox
    }

    /// Whether the learner types its checkpoint.
    pub fn is_typed(&self) -> bool {
        matches!(self.entry.kind, Kind::Example | Kind::App)
    }

    /// The path of one of its files, from the top of the project.
    pub fn path(&self, file: &str) -> String {
        format!("lessons/{}/{file}", self.name)
    }
}

impl Deref for Project {
    type Target = Files;

    fn deref(&self) -> &Files {
        &self.files
    }
}

impl Project {
    pub fn open(root: &Path) -> Self {
        let mut project = Self {
            files: Files::new(root),
            course: Course::read(root).unwrap_or_else(|error| panic!("{error}")),
            cargo: Cargo::default(),
            lessons: Vec::new(),
        };
        let text = |path| project.read(path).unwrap_or_default();
        project.cargo = Cargo::read(&text("Cargo.toml"), &text("lessons/Cargo.toml"));
        let lessons = project.course.lessons.iter().map(|entry| {
            let path = format!("lessons/{}/README.md", entry.name);
            let source = project.read(&path).unwrap_or_default();
            Lesson {
                page: Page::parse(&path, &source),
                files: project.files_of(&entry.name),
                name: entry.name.clone(),
                entry: entry.clone(),
            }
        });
        project.lessons = lessons.collect();
        project
    }

    /// The project that these tests belong to.
    pub fn this() -> Self {
        Self::open(proofs::root())
    }

    /// Without the project to fix in `starter/`, and its `solution/`.
    fn files_of(&self, lesson: &str) -> BTreeMap<String, String> {
        let folder = format!("lessons/{lesson}");
        self.tree(&folder)
            .into_iter()
            .filter(|file| {
                let others = ["README.md", "exercise-", "starter/", "solution/"];
                !others.iter().any(|start| file.starts_with(start))
            })
            .filter_map(|file| {
                let text = self.read(&format!("{folder}/{file}"))?;
                Some((file, text))
            })
            .collect()
    }

    /// What is in the learner's `src/` when a lesson starts: each file, and which file of a lesson it is,
    /// such as `13-accounts/users.rs`. A file of a later lesson replaces an earlier one with the same name.
    pub fn before(&self, lesson: &Lesson) -> BTreeMap<String, String> {
        if lesson.starts_a_project() {
            return BTreeMap::new();
        }
        let earlier = self.earlier(lesson);
        earlier
            .last()
            .map_or(BTreeMap::new(), |last| self.after(last))
    }

    /// The same with what the page has the learner copy from earlier lessons, and before they type.
    pub fn given(&self, lesson: &Lesson) -> BTreeMap<String, String> {
        let mut src = self.before(lesson);
        src.extend(copy::of_earlier(self, lesson));
        src
    }

    /// The same when it ends.
    pub fn after(&self, lesson: &Lesson) -> BTreeMap<String, String> {
        let mut src = self.given(lesson);
        let own = lesson.files.keys();
        src.extend(own.map(|file| (file.clone(), format!("{}/{file}", lesson.name))));
        src
    }

    /// The lessons that lead to this one: usually all before it. A lesson that continues an earlier
    /// project skips those in between.
    pub fn earlier(&self, lesson: &Lesson) -> Vec<&Lesson> {
        let position = |name: &str| self.lessons.iter().position(|other| other.name == name);
        let before = match &lesson.entry.continues {
            Some(earlier) => position(earlier),
            None => position(&lesson.name).and_then(|index| index.checked_sub(1)),
        };
        before.map_or(Vec::new(), |index| {
            let mut all = self.earlier(&self.lessons[index]);
            all.push(&self.lessons[index]);
            all
        })
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
        let around = ["", "lessons/", "lessons/class/", "postman/"].into_iter();
        let around = around.flat_map(|folder| {
            let names = self.folder(&format!("./{folder}")).into_iter();
            names
                .filter(|name| name.ends_with(".md"))
                .map(move |name| format!("{folder}{name}"))
        });
        let lessons = self.lessons.iter().map(|lesson| lesson.page.path.clone());
        around
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
