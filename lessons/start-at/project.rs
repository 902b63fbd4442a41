//! A learner's project at the start of a lesson, made from everything the pages had them type before.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::course::{Course, Lesson};
use crate::page::{Page, Typed};

/// What `cargo new` writes.
const HELLO_WORLD: &str = "fn main() {\n    println!(\"Hello, world!\");\n}\n";

/// How the pages name the clone.
const CLONE: &str = "../jwt-sandbox";

/// With this crate, a learner has written a `.env` and hidden it from git (lesson 04). The pages show
/// both files, but no command that makes them.
const READS_DOTENV: &str = "dotenvy";

#[derive(Default)]
pub struct Project {
    name: String,
    /// The whole `Cargo.toml`, where it's not made of the other fields.
    manifest: Option<String>,
    /// `cargo add` sorts them, too.
    dependencies: BTreeMap<String, String>,
    /// What follows the dependencies in `Cargo.toml`.
    profiles: Vec<String>,
    ignored: Vec<String>,
    /// Every file but `Cargo.toml` and `.gitignore`, by its path with `/`.
    files: BTreeMap<String, Vec<u8>>,
    /// The commands of the lesson's own page that are done.
    pub done: Vec<String>,
}

impl Project {
    /// The lesson's server with holes, and what the clone has for every project: versions and a secret.
    pub fn with_holes(course: &Course, lesson: &Lesson) -> Result<Self, String> {
        let folder = format!("{}/starter", lesson.folder());
        let mut project = Self {
            manifest: Some(text(course, &format!("{folder}/Cargo.toml"))?),
            ..Self::default()
        };
        for below in ["src", ".cargo"] {
            let from = course.clone.join(&folder).join(below);
            if from.exists() {
                project.copy(&from, below)?;
            }
        }
        project.take_settings(course)?;
        project.ignore("/keys");
        Ok(project)
    }

    /// What the learner's `.env` is in the lessons, kept out of git, and the versions that were tested.
    fn take_settings(&mut self, course: &Course) -> Result<(), String> {
        self.ignore(".env");
        let example = text(course, ".env.example")?;
        let secret = example.lines().find(|line| line.starts_with("JWT_SECRET="));
        let secret = secret.ok_or(".env.example has no line with JWT_SECRET")?;
        self.put(".env", format!("{secret}\n"));
        self.put("Cargo.lock", text(course, "Cargo.lock")?);
        Ok(())
    }

    /// `address` is how the project names the clone: a path for its `Cargo.toml`.
    pub fn at_the_start(course: &Course, lesson: &Lesson, address: &str) -> Result<Self, String> {
        let page = |lesson: &Lesson| Ok::<_, String>(Page::read(&text(course, &lesson.page())?));
        let mut project = Self::default();
        let mut started = false;
        for before in course.before(lesson) {
            let page = page(before)?;
            if page.makes_a_project() {
                (project, started) = (Self::default(), true);
            }
            // A lesson about a program in the clone has commands for the clone.
            if started && before.starts_with().is_none() {
                for typed in page.all() {
                    project.apply(typed, course, address)?;
                }
                project.take_checkpoint(course, before)?;
            }
        }
        let page = page(lesson)?;
        if page.makes_a_project() {
            project = Self::default();
        }
        for typed in page.at_the_start() {
            if let (true, Typed::Command(command)) = (project.apply(typed, course, address)?, typed)
            {
                project.done.push(command.clone());
            }
        }
        if project.dependencies.contains_key(READS_DOTENV) {
            project.take_settings(course)?;
        }
        if !project.files.contains_key("src/main.rs") {
            project.put("src/main.rs", HELLO_WORLD);
        }
        // The versions that the lessons were tested with. Cargo drops the ones the project doesn't use.
        project.put("Cargo.lock", text(course, "Cargo.lock")?);
        Ok(project)
    }

    /// Does what a command does to the project; false for a command that does nothing to it.
    fn apply(&mut self, typed: &Typed, course: &Course, address: &str) -> Result<bool, String> {
        let command = match typed {
            Typed::Command(command) => command,
            Typed::Manifest(lines) => {
                self.profiles.push(lines.clone());
                return Ok(false);
            }
        };
        let unknown = || format!("a page has a command that start-at can't follow: {command}");
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            ["cargo", "new", name] => self.name = (*name).into(),
            ["cargo", "add", "--path", CLONE] => {
                let line = format!("{{ path = '{address}' }}");
                self.dependencies.insert("jwt-sandbox".into(), line);
            }
            ["cargo", "add", rest @ ..] => {
                let (name, line) = dependency(rest).ok_or_else(unknown)?;
                self.dependencies.insert(name, line);
            }
            ["echo", line, ">>", ".gitignore"] => self.ignore(line.trim_matches('\'')),
            ["cp", "-r", from, to] | ["cp", from, to] if from.starts_with(CLONE) => {
                let from = from[CLONE.len()..].trim_start_matches('/');
                let name = from.rsplit('/').next().unwrap_or_default();
                let to = match to.strip_suffix('/') {
                    Some(folder) => format!("{folder}/{name}"),
                    None => (*to).into(),
                };
                self.copy(&course.clone.join(from), &to)?;
            }
            ["cargo", "new", ..] | ["cp", ..] => return Err(unknown()),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// In the learner's project, all modules of a lesson are in `src/`, so no `#[path = "…"]` is
    /// needed. What isn't Rust was copied with a command.
    fn take_checkpoint(&mut self, course: &Course, lesson: &Lesson) -> Result<(), String> {
        let mut checkpoint = Self::default();
        checkpoint.copy(&course.clone.join(lesson.folder()), "src")?;
        for (path, source) in checkpoint.files {
            if !path.ends_with(".rs") || path.starts_with("src/exercise-") {
                continue;
            }
            let source = String::from_utf8_lossy(&source).replace("\r\n", "\n");
            let typed: String = source
                .split_inclusive('\n')
                .filter(|line| !line.trim_start().starts_with("#[path = \""))
                .collect();
            self.put(&path, typed);
        }
        Ok(())
    }

    fn copy(&mut self, from: &Path, to: &str) -> Result<(), String> {
        if !from.is_dir() {
            let bytes = fs::read(from).map_err(|error| failed(from, &error))?;
            self.put(to, bytes);
            return Ok(());
        }
        for entry in fs::read_dir(from).map_err(|error| failed(from, &error))? {
            let entry = entry.map_err(|error| failed(from, &error))?;
            let to = format!("{to}/{}", entry.file_name().to_string_lossy());
            self.copy(&entry.path(), &to)?;
        }
        Ok(())
    }

    fn put(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), content.into());
    }

    fn ignore(&mut self, line: &str) {
        if !self.ignored.iter().any(|other| other == line) {
            self.ignored.push(line.into());
        }
    }

    fn manifest(&self) -> String {
        if let Some(manifest) = &self.manifest {
            return manifest.clone();
        }
        let mut manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n",
            self.name
        );
        for (name, line) in &self.dependencies {
            let _ = writeln!(manifest, "{name} = {line}");
        }
        for profile in &self.profiles {
            let _ = writeln!(manifest, "\n{}", profile.trim_end());
        }
        manifest
    }

    /// Every file with its content, by its path with `/`.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.files.clone();
        let lines = std::iter::once("/target").chain(self.ignored.iter().map(String::as_str));
        let ignored: String = lines.map(|line| format!("{line}\n")).collect();
        files.insert(".gitignore".into(), ignored.into());
        files.insert("Cargo.toml".into(), self.manifest().into());
        files
    }
}

/// The line that `cargo add` writes for these arguments, as far as the lessons use them.
fn dependency(arguments: &[&str]) -> Option<(String, String)> {
    let (name, version) = arguments.first()?.split_once('@')?;
    let mut line = format!("version = \"{version}\"");
    let mut options = arguments[1..].iter();
    while let Some(option) = options.next() {
        match *option {
            "--no-default-features" => line.push_str(", default-features = false"),
            "--features" => {
                let features: Vec<String> = options
                    .next()?
                    .split(',')
                    .map(|name| format!("\"{name}\""))
                    .collect();
                let _ = write!(line, ", features = [{}]", features.join(", "));
            }
            _ => return None,
        }
    }
    let line = match arguments.len() {
        1 => format!("\"{version}\""),
        _ => format!("{{ {line} }}"),
    };
    Some((name.into(), line))
}

/// A file from the clone, with Unix line endings: git may have changed them on Windows.
fn text(course: &Course, path: &str) -> Result<String, String> {
    let path = course.clone.join(path);
    let text = fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
    Ok(text.replace("\r\n", "\n"))
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{} can't be read: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::dependency;

    fn line(arguments: &str) -> Option<String> {
        let words: Vec<&str> = arguments.split(' ').collect();
        dependency(&words).map(|(name, line)| format!("{name} = {line}"))
    }

    #[test]
    fn a_dependency_is_written_as_cargo_add_writes_it() {
        for (arguments, expected) in [
            ("base64@0.22", "base64 = \"0.22\""),
            (
                "serde@1 --features derive",
                "serde = { version = \"1\", features = [\"derive\"] }",
            ),
            (
                "a@0.6 --no-default-features --features b,c",
                "a = { version = \"0.6\", default-features = false, features = [\"b\", \"c\"] }",
            ),
        ] {
            assert_eq!(line(arguments).as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_option_that_is_not_known_is_not_ignored() {
        assert_eq!(line("serde"), None);
        assert_eq!(line("serde@1 --optional"), None);
    }
}
