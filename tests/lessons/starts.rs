//! Proof 7: `cargo start-at` makes the start of each lesson, and what it makes builds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use proofs::programs::program;
use tempfile::TempDir;

use crate::files::Files;
use crate::project::{Lesson, Project};

/// What `cargo new` writes.
const HELLO_WORLD: &str = "fn main() {\n    println!(\"Hello, world!\");\n}\n";

/// The lessons in which the learner types code.
fn typed(project: &Project) -> impl Iterator<Item = &Lesson> {
    project.lessons.iter().filter(|lesson| lesson.is_typed())
}

fn start_at(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program("start-at"));
    command.args(arguments).current_dir(folder);
    command.output().unwrap()
}

/// An empty folder, and what `start-at` made in `app/` in it.
fn made(lesson: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let output = start_at(folder.path(), &[lesson, "app"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{lesson}: {said}");
    let app = folder.path().join("app");
    (folder, app)
}

fn read(app: &Path, file: &str) -> String {
    let text = std::fs::read_to_string(app.join(file));
    text.unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The text of each file in `src/`.
fn sources(app: &Path) -> BTreeMap<String, String> {
    let src = Files::new(&app.join("src"));
    let files = src.tree(".").into_iter();
    files
        .map(|file| (file.clone(), src.read(&file).unwrap()))
        .collect()
}

#[test]
fn each_start_has_the_sources_of_the_checkpoint_before() {
    let project = Project::this();
    for lesson in typed(&project) {
        let (_folder, app) = made(&lesson.name);
        let mut expected: BTreeMap<String, String> = BTreeMap::new();
        for (file, path) in project.before(lesson) {
            // Files that aren't Rust are copied by the pages, and lesson 14 is the first to do so.
            let text = project.read(&format!("lessons/{path}")).unwrap();
            let text = text.split_inclusive('\n');
            let typed = text.filter(|line| !line.trim().starts_with("#[path = "));
            expected.insert(file, typed.collect());
        }
        if expected.is_empty() {
            expected.insert("main.rs".into(), HELLO_WORLD.into());
        }
        assert_eq!(sources(&app), expected, "{}", lesson.name);
    }
}

#[test]
fn each_start_builds() {
    let project = Project::this();
    // In the tests' own target folder, so that the same crates aren't built again.
    let target = project.path("target");
    for lesson in typed(&project) {
        let (_folder, app) = made(&lesson.name);
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--quiet"])
            .args(["--config", r#"profile.dev.debug="line-tables-only""#])
            .args(["--config", r#"profile.dev.package."*".debug=false"#])
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(&app)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", lesson.name);
    }
}

#[test]
fn each_start_has_the_settings_that_the_learner_has_by_then() {
    let project = Project::this();
    let secret = format!("JWT_SECRET={}", project.example_secret());
    for lesson in typed(&project) {
        let (_folder, app) = made(&lesson.name);
        let name = lesson.name.as_str();
        let ignored = read(&app, ".gitignore");
        // Lesson 04 writes the file, and lessons 11 and 12 copy it.
        let has_settings = name > "04-secret";
        assert_eq!(app.join(".env").exists(), has_settings, "{name}");
        assert_eq!(ignored.lines().any(|it| it == ".env"), has_settings);
        if has_settings {
            assert!(read(&app, ".env").lines().any(|line| line == secret));
        }
        assert!(ignored.starts_with("/target\n"), "{name}: {ignored}");
        let profiles = read(&app, "Cargo.toml").contains("\n[profile.dev.package.argon2]\n");
        // Lesson 12 adds them to its project, and lesson 20 starts another one.
        let hashes = project.before(lesson).contains_key("argon2id.rs");
        assert_eq!(profiles, hashes, "{name}");
    }
}

#[test]
fn a_lesson_is_found_by_its_number_and_by_its_name() {
    for lesson in ["7", "07", "07-verify"] {
        let (_folder, app) = made(lesson);
        let manifest = read(&app, "Cargo.toml");
        assert!(
            manifest.contains("jsonwebtoken = {"),
            "{lesson}: {manifest}"
        );
    }
}

#[test]
fn a_folder_that_cannot_be_used_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let inside = Project::this().path("lessons/my-sandbox");
    std::fs::create_dir(folder.path().join("full")).unwrap();
    std::fs::write(folder.path().join("full/notes.txt"), "mine").unwrap();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    for (path, expected) in [
        (
            "full",
            "full isn't empty: it contains notes.txt. Nothing was changed. Name a folder that is new or empty.\n",
        ),
        (
            "full/notes.txt",
            "full/notes.txt is a file. Name a folder that is new or empty.\n",
        ),
        (
            inside.to_str().unwrap(),
            "is inside the clone, where Cargo would take the project for a part of the sandbox. Name a folder beside the clone, such as ../my-sandbox.\n",
        ),
    ] {
        let output = start_at(folder.path(), &["07", path]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{path}: {said}");
        assert!(said.ends_with(expected), "{path}: {said}");
    }
    assert_eq!(Files::new(folder.path()).tree("full"), ["notes.txt"]);
    assert!(!inside.exists());
    let output = start_at(folder.path(), &["07", "empty"]);
    assert!(output.status.success(), "the control: an empty folder");
}

#[test]
fn a_start_that_cannot_be_made_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let every_lesson = "The lessons are:\n  01-read-a-token ";
    for (arguments, starts, contains) in [
        (&["99", "app"][..], "There is no lesson 99. ", every_lesson),
        (
            &["verify", "app"][..],
            "There is no lesson verify. ",
            every_lesson,
        ),
        (
            &[][..],
            "Usage: cargo start-at <lesson> <folder>\n",
            every_lesson,
        ),
        (&["07", "a", "b"][..], "Usage: ", every_lesson),
        (
            &["07"][..],
            "Name a folder for the project, such as: ",
            "cargo start-at 07 ../my-sandbox\n",
        ),
    ] {
        let output = start_at(folder.path(), arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.starts_with(starts), "{arguments:?}: {said}");
        assert!(said.contains(contains), "{arguments:?}: {said}");
    }
    assert_eq!(Files::new(folder.path()).folder("."), [""; 0]);
}

#[test]
fn lessons_without_a_project_say_what_to_do_and_make_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::this();
    // Lesson 18 starts with its own server.
    let without = |one: &&Lesson| !one.is_typed() && one.entry.starter.as_ref() != Some(&one.name);
    for lesson in project.lessons.iter().filter(without) {
        let output = start_at(folder.path(), &[&lesson.name, "app"]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}");
        let command = format!("\n  2. {}\n", lesson.entry.command());
        let expected = format!("3. Read lessons/{}/README.md.\n", lesson.name);
        assert!(said.contains(&command), "{said}");
        assert!(said.contains(&expected), "{said}");
    }
    assert_eq!(Files::new(folder.path()).folder("."), [""; 0]);
}

/// The lessons with a server to fix, and the name of its project.
fn starters(project: &Project) -> impl Iterator<Item = (&Lesson, &str)> {
    let lessons = project.lessons.iter();
    lessons.filter_map(|lesson| Some((lesson, lesson.entry.starter.as_deref()?)))
}

#[test]
fn each_starter_has_its_files_and_the_settings_of_the_lessons() {
    let project = Project::this();
    let secret = format!("JWT_SECRET={}\n", project.example_secret());
    assert_eq!(starters(&project).count(), 4);
    for (lesson, starter) in starters(&project) {
        let (_folder, app) = made(starter);
        let from = project.path(&lesson.path("starter/src"));
        let source = Files::new(&from);
        let files = source.tree(".").into_iter();
        let expected: BTreeMap<_, _> = files
            .map(|file| (file.clone(), source.read(&file).unwrap()))
            .collect();
        assert_eq!(sources(&app), expected, "{starter}");
        assert_eq!(read(&app, ".env"), secret, "{starter}");
        let ignored = read(&app, ".gitignore");
        assert_eq!(ignored, "/target\n.env\n/keys\n", "{starter}");
    }
}

#[test]
fn each_starter_builds_by_itself() {
    let project = Project::this();
    let target = project.path("target");
    for (_, starter) in starters(&project) {
        let (_folder, app) = made(starter);
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--quiet"])
            .args(["--config", r#"profile.dev.debug="line-tables-only""#])
            .args(["--config", r#"profile.dev.package."*".debug=false"#])
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(&app)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{starter}: {said}");
        assert_eq!(said, "", "{starter} builds without a warning");
    }
}

/// A starter can't inherit versions from the workspace, because a learner's project isn't in it.
#[test]
fn each_starter_names_the_versions_of_the_workspace() {
    let project = Project::this();
    let table = |path: &str| -> toml::Table { project.read(path).unwrap().parse().unwrap() };
    let workspace = table("Cargo.toml")["workspace"]["dependencies"].clone();
    for (lesson, _) in starters(&project) {
        let starter = table(&lesson.path("starter/Cargo.toml"));
        for (name, dependency) in starter["dependencies"].as_table().unwrap() {
            assert_eq!(
                Some(dependency),
                workspace.get(name),
                "{}: {name}",
                lesson.name
            );
        }
    }
}
