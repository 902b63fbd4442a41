//! The files of a project, by their paths from its top.

use std::fs;
use std::path::{Path, PathBuf};

pub struct Files(PathBuf);

impl Files {
    pub fn new(root: &Path) -> Self {
        Self(root.into())
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    /// A file's text, with Unix line endings: git may have changed them on Windows.
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
}
