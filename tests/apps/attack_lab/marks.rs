//! The broken code is marked, and the sandbox has none of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every Rust file in a folder and below.
fn sources(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.insert(
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            );
        }
    }
    files
}

fn broken() -> BTreeMap<String, String> {
    sources(&proofs::root().join("lessons/attack-lab/broken"))
}

/// The functions whose documentation doesn't say what is broken and how to fix it.
fn unmarked(text: &str) -> Vec<String> {
    let mut marks = [false; 2];
    let mut unmarked = Vec::new();
    for line in text.lines() {
        let is_function =
            line.trim_start().starts_with("fn ") || line.trim_start().starts_with("pub fn ");
        if is_function && marks != [true; 2] {
            unmarked.push(line.to_owned());
        }
        if !line.starts_with("///") {
            marks = [false; 2];
        }
        marks[0] |= line.starts_with("/// Broken: ");
        marks[1] |= line.starts_with("/// Fix: ");
    }
    unmarked
}

#[test]
fn each_broken_function_says_what_is_broken_and_how_to_fix_it() {
    let files = broken();
    assert_eq!(files.len(), super::NAMES.len());
    for (path, text) in files {
        assert_eq!(unmarked(&text), [""; 0], "{path}");
    }
    let bad = "/// Broken: all.\npub fn a() {}\n/// Broken: x.\n///\n/// Fix: y.\npub fn b() {}\n    fn c() {}\n";
    assert_eq!(unmarked(bad), ["pub fn a() {}", "    fn c() {}"]);
}

/// Lines that say something: not only punctuation, a short keyword, an import or a comment.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| line.len() > 30 && !line.starts_with("use ") && !line.starts_with("//"))
}

#[test]
fn no_broken_line_is_in_the_sandbox() {
    let sandbox = sources(&proofs::root().join("src"));
    assert!(sandbox.len() > 20);
    let theirs: Vec<&str> = sandbox.values().flat_map(|text| lines(text)).collect();
    let ours = broken();
    let found: Vec<&str> = ours
        .values()
        .flat_map(|text| lines(text))
        .filter(|line| theirs.contains(line))
        .collect();
    assert_eq!(found, [""; 0]);
}
