//! Small projects of a few files, to make a proof fail.

use std::collections::BTreeMap;
use std::fs;

use proofs::course;

use super::project::Project;

pub struct Small(tempfile::TempDir);

impl Small {
    /// Writes these files; an empty text is a file that isn't there. Unless it is among them, the
    /// manifest of the course is the one that fits the others.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let small = Self(tempfile::tempdir().unwrap());
        let mut all: BTreeMap<&str, &str> = files.iter().copied().collect();
        let manifest = manifest(&all);
        all.entry(course::PATH).or_insert(&manifest);
        for (path, text) in all.iter().filter(|(_, text)| !text.is_empty()) {
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

/// The lessons whose pages are among these files. Part 2 starts at lesson 11.
fn manifest(files: &BTreeMap<&str, &str>) -> String {
    let mut parts = [String::new(), String::new()];
    for path in files.keys() {
        let name = path.strip_prefix("lessons/");
        let Some(name) = name.and_then(|name| name.strip_suffix("/README.md")) else {
            continue;
        };
        let in_part_2 = name >= "11";
        let kind = match files.contains_key(format!("lessons/{name}/main.rs").as_str()) {
            false => "sandbox",
            true if in_part_2 => "app",
            true => "example",
        };
        parts[usize::from(in_part_2)] += &lesson(name, 1 + u32::from(in_part_2), kind);
    }
    let [one, two] = parts;
    let part = |number, lessons: &str| {
        let part = part(number);
        if lessons.contains("folder") {
            return part;
        }
        // A collection without a folder of a lesson would be refused.
        part.lines().take(3).collect::<Vec<_>>().join("\n") + "\n"
    };
    format!("{}{}{one}{two}", part(1, &one), part(2, &two))
}

/// A part whose collection is called `1-one`, for instance.
pub fn part(number: usize) -> String {
    let name = ["one", "two", "three"][number - 1];
    format!("[[part]]\nnumber = {number}\ntitle = \"{name}\"\ncollection = \"{number}-{name}\"\n")
}

/// A lesson of 15 minutes. Its collection folder has its own name; the first lesson and lesson 11
/// have none.
pub fn lesson(name: &str, part: u32, kind: &str) -> String {
    let (_, title) = name.split_once('-').unwrap();
    let checkpoint = if kind == "sandbox" {
        course::SANDBOX
    } else {
        name
    };
    let folder = match &name[..2] {
        "01" | "11" => String::new(),
        _ => format!("folder = \"{name}\"\n"),
    };
    format!(
        "[[lesson]]\nname = \"{name}\"\ntitle = \"{title}\"\npart = {part}\nkind = \"{kind}\"\ncheckpoint = \"{checkpoint}\"\n{folder}minutes = 15\n"
    )
}
