//! The folder of the project: whether it can be used, how it reaches the clone, and its files.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::project::Project;

/// Whether a project can be made here.
pub fn check(folder: &Path, clone: &Path) -> Result<(), String> {
    let shown = folder.display();
    if real(folder)?.starts_with(real(clone)?) {
        return Err(format!(
            "{shown} is inside the clone, where Cargo would take the project for a part of the sandbox. Name a folder beside the clone, such as ../my-sandbox."
        ));
    }
    let mut entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            return Err(format!(
                "{shown} is a file. Name a folder that is new or empty."
            ));
        }
        Err(error) => return Err(failed(folder, &error)),
    };
    match entries.next() {
        None => Ok(()),
        Some(entry) => {
            let entry = entry.map_err(|error| failed(folder, &error))?;
            Err(format!(
                "{shown} isn't empty: it contains {}. Nothing was changed. Name a folder that is new or empty.",
                entry.file_name().display()
            ))
        }
    }
}

/// How the project's `Cargo.toml` names the clone: as the lessons do if they are beside each other,
/// otherwise by its whole path.
pub fn address(clone: &Path, folder: &Path) -> Result<String, String> {
    let (clone, folder) = (real(clone)?, real(folder)?);
    let name = clone.file_name().unwrap_or_default();
    let address = if folder.parent() == clone.parent() {
        Path::new("..").join(name)
    } else {
        clone
    };
    let address = address.to_str().ok_or(
        "The path of the clone isn't Unicode, so Cargo.toml can't name it. Move the clone.",
    )?;
    // Cargo takes / on Windows, too. The prefix \\?\ of a resolved path would forbid it.
    let address = address.strip_prefix(r"\\?\").unwrap_or(address);
    Ok(if cfg!(windows) {
        address.replace('\\', "/")
    } else {
        address.into()
    })
}

/// Writes the project's files and returns their paths.
pub fn write(folder: &Path, project: &Project) -> Result<Vec<String>, String> {
    let files = project.files();
    for (path, content) in &files {
        let target: PathBuf = path
            .split('/')
            .fold(folder.into(), |to, part| to.join(part));
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
        }
        fs::write(&target, content).map_err(|error| failed(&target, &error))?;
    }
    make_a_repository(folder);
    Ok(files.into_keys().collect())
}

/// Like `cargo new`, creates a repository unless there is one. Without git, it doesn't.
fn make_a_repository(folder: &Path) {
    let git = |arguments: &[&str]| {
        Command::new("git")
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !git(&["rev-parse", "--is-inside-work-tree"]) {
        git(&["init", "--quiet"]);
    }
}

/// An absolute path without links. The end of it may not exist yet.
fn real(path: &Path) -> Result<PathBuf, String> {
    let absolute = std::path::absolute(path).map_err(|error| failed(path, &error))?;
    let mut missing = Vec::new();
    let mut existing = absolute.as_path();
    loop {
        match existing.canonicalize() {
            Ok(found) => return Ok(missing.iter().rev().fold(found, |to, part| to.join(part))),
            Err(error) => {
                let (Some(parent), Some(name)) = (existing.parent(), existing.file_name()) else {
                    return Err(failed(path, &error));
                };
                missing.push(name);
                existing = parent;
            }
        }
    }
}

fn failed(path: &Path, error: &Error) -> String {
    format!("{} can't be used: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{address, real};

    #[test]
    fn a_project_beside_the_clone_names_it_as_the_lessons_do() {
        let clone = Path::new(env!("CARGO_MANIFEST_DIR"));
        let name = clone.file_name().unwrap_or_default().to_string_lossy();
        let beside = clone.join("../a-project-that-is-not-there-yet");
        assert_eq!(address(clone, &beside), Ok(format!("../{name}")));
    }

    #[test]
    fn a_project_elsewhere_names_the_clone_by_its_whole_path() {
        let clone = Path::new(env!("CARGO_MANIFEST_DIR"));
        let elsewhere = std::env::temp_dir().join("somewhere/a-project");
        let found = address(clone, &elsewhere).unwrap_or_default();
        assert_eq!(real(Path::new(&found)), real(clone));
        assert!(Path::new(&found).is_absolute(), "{found}");
        assert!(!found.contains('\\'), "{found}");
    }
}
