//! Proof 1: typing the code blocks of a lesson gives its checkpoint.

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffTag};

use crate::finding::Finding;
use crate::page::{Block, Page};
use crate::project::{Lesson, Project};

mod copies;
mod tests;

/// A line of a file, with its number.
type Line<'t> = (usize, &'t str);

pub fn check_code(project: &Project) -> Vec<Finding> {
    let mut findings = Vec::new();
    for lesson in &project.lessons {
        let mut shown: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for block in lesson.page.blocks() {
            if !["rust", "html", "css", "toml"].contains(&block.language.as_str()) {
                continue;
            }
            match check_block(project, lesson, block) {
                Ok((path, numbers)) => shown.entry(path).or_default().extend(numbers),
                Err(finding) => findings.push(*finding),
            }
        }
        let (copied, wrong) = copies::read(project, lesson);
        findings.extend(wrong);
        for (file, text) in &lesson.files {
            let shown = shown.remove(&lesson.path(file)).unwrap_or_default();
            if !copied.contains(file) {
                findings.extend(check_shown(project, lesson, file, text, &shown));
            }
            findings.extend(check_paths(project, lesson, file, text));
        }
    }
    findings
}

/// The lines of a file that a learner types. In their project, all files are in `src/`, so they need
/// no `#[path = "…"]`.
fn typed(text: &str) -> Vec<Line<'_>> {
    (1..)
        .zip(text.lines().map(str::trim_end))
        .filter(|(_, line)| path_of(line).is_none())
        .collect()
}

/// What `#[path = "…"]` names.
fn path_of(line: &str) -> Option<&str> {
    line.trim().strip_prefix("#[path = \"")?.strip_suffix("\"]")
}

/// The file of a block and the numbers of the lines that it shows, or why the block is wrong.
fn check_block(
    project: &Project,
    lesson: &Lesson,
    block: &Block,
) -> Result<(String, Vec<usize>), Box<Finding>> {
    let page = &lesson.page;
    let Some((path, shows)) = file_of(lesson, block) else {
        return Err(Box::new(Finding {
            place: page.at(block.line),
            what: "a code block with unknown tags".into(),
            expected: "rust, optionally with wrong, whole, src=<path> or solution=<number>; rust, html or css with file=<a file in this language>, optionally with wrong, whole or solution=<number>; toml".into(),
            found: block.info(),
            to_do: "write one of these".into(),
        }));
    };
    let Some(text) = project.read(&path) else {
        // A lesson without a checkpoint has nothing that wrong code could differ from.
        if shows == Shows::Nothing {
            return Ok((path, Vec::new()));
        }
        return Err(Box::new(Finding {
            place: page.at(block.line),
            what: "a block from a file that doesn't exist".into(),
            expected: format!("a file {path}"),
            found: "no such file".into(),
            to_do: "add the file, or name the right one with file=<name> or src=<path>".into(),
        }));
    };
    let file = typed(&text);
    let code: Vec<&str> = block.text.lines().map(str::trim_end).collect();
    if shows == Shows::All && code.len() < file.len() {
        return Err(Box::new(Finding {
            place: page.at(block.line),
            what: format!("this block is not the whole of {path}"),
            expected: format!("{} lines", file.len()),
            found: format!("{} lines", code.len()),
            to_do: "copy the file into the block".into(),
        }));
    }
    let starts: Vec<usize> = (0..file.len())
        .filter(|start| agreeing(&file[*start..], &code) == code.len())
        .collect();
    match (shows, starts.first()) {
        (Shows::Nothing, Some(start)) => Err(Box::new(Finding {
            place: page.at(block.line),
            what: "a block that is tagged as wrong is right".into(),
            expected: format!("code that is not in {path}"),
            found: format!("{path}:{} has these lines", file[*start].0),
            to_do: "remove `wrong` from the block, or the code from the checkpoint".into(),
        })),
        // Nobody types the whole file again, so each of its lines has to be in another block.
        (Shows::Nothing, None) | (Shows::All, Some(_)) => Ok((path, Vec::new())),
        (_, None) => Err(Box::new(difference(page, block, &path, &file, &code))),
        (Shows::Lines, Some(_)) => {
            let shown = starts
                .iter()
                .flat_map(|start| &file[*start..start + code.len()]);
            Ok((path, shown.map(|(number, _)| *number).collect()))
        }
    }
}

/// What a block shows of its file.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    /// Some of its lines, to type.
    Lines,
    /// All of it, to compare with.
    All,
    /// Nothing: the block is deliberately wrong, or replaced later.
    Nothing,
}

/// The path of a block's file, and what the block shows of it.
fn file_of(lesson: &Lesson, block: &Block) -> Option<(String, Shows)> {
    let mut words: BTreeMap<&str, Option<&str>> = block
        .attributes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_deref()))
        .collect();
    if words.len() < block.attributes.len() {
        return None;
    }
    let mut value = |name| words.remove(name);
    let (wrong, whole) = (value("wrong"), value("whole"));
    let (file, solution, src) = (value("file"), value("solution"), value("src"));
    let ending = match block.language.as_str() {
        "rust" => ".rs",
        "html" => ".html",
        _ => ".css",
    };
    let path = match (block.language.as_str(), file, solution, src) {
        ("toml", None, None, None) => "Cargo.toml".into(),
        ("rust", None, None, None) => lesson.path("main.rs"),
        ("rust", None, None, Some(Some(path))) => path.to_owned(),
        ("rust", None, Some(Some(number)), None) => lesson.path(&format!("exercise-{number}.rs")),
        ("toml", ..) => return None,
        (_, Some(Some(file)), solution, None) if file.ends_with(ending) => match solution {
            None => lesson.path(file),
            Some(number) => lesson.path(&format!("exercise-{}/{file}", number?)),
        },
        _ => return None,
    };
    let shows = match (wrong, whole) {
        (None, None) => Shows::Lines,
        (Some(None), None) => Shows::Nothing,
        (None, Some(None)) => Shows::All,
        _ => return None,
    };
    let own = solution.is_none() && src.is_none() && block.language != "toml";
    (words.is_empty() && (own || shows == Shows::Lines)).then_some((path, shows))
}

/// How many lines are the same, from the first on.
fn agreeing(file: &[Line<'_>], code: &[&str]) -> usize {
    let pairs = file.iter().zip(code);
    pairs
        .take_while(|((_, theirs), ours)| theirs == *ours)
        .count()
}

/// Names the first line that differs, where the block fits best.
fn difference(page: &Page, block: &Block, path: &str, file: &[Line<'_>], code: &[&str]) -> Finding {
    let to_do = format!(
        "make the block and {path} the same (indentation counts), or tag the block {},wrong if it is meant to be wrong",
        block.language
    );
    let what = format!("this block is not in {path}");
    let start = (0..file.len())
        .rev()
        .max_by_key(|start| agreeing(&file[*start..], code));
    let (start, same) = start.map_or((0, 0), |start| (start, agreeing(&file[start..], code)));
    let line = block.line + 1 + same;
    let found = match code.get(same) {
        Some(line) => format!("{line:?}"),
        None => "an empty block".into(),
    };
    let expected = match file.get(start + same) {
        _ if same == 0 => format!("a line of {path}"),
        Some((number, line)) => format!("{line:?} ({path}:{number})"),
        None => format!("the end of {path}"),
    };
    Finding {
        place: page.at(line),
        what,
        expected,
        found,
        to_do,
    }
}

/// The lines that are new in this lesson and that its page doesn't show.
fn check_shown(
    project: &Project,
    lesson: &Lesson,
    file: &str,
    text: &str,
    shown: &BTreeSet<usize>,
) -> Vec<Finding> {
    let earlier = project.given(lesson).remove(file);
    let earlier = earlier.map(|path| format!("lessons/{path}"));
    let text_before = earlier.as_ref().and_then(|path| project.read(path));
    let before = typed(text_before.as_deref().unwrap_or_default());
    let since = earlier.unwrap_or("an empty file".into());
    let after = typed(text);
    let lines = |file: &[Line<'_>]| file.iter().map(|(_, line)| line.to_string()).collect();
    let (before, path): (Vec<String>, _) = (lines(&before), lesson.path(file));
    let mut findings: Vec<(usize, Finding)> = Vec::new();
    for index in new_lines(&before, &lines(&after)) {
        let (number, line) = after[index];
        if shown.contains(&number) || line.trim().trim_matches(['{', '}']).is_empty() {
            continue;
        }
        match findings.last_mut() {
            Some((last, finding)) if *last + 1 == index => {
                finding.expected.push('\n');
                finding.expected.push_str(line);
                *last = index;
            }
            _ => findings.push((
                index,
                Finding {
                    place: format!("{path}:{number}"),
                    what: format!("new since {since}, and not shown in {}", lesson.page.path),
                    expected: line.into(),
                    found: "no block with it".into(),
                    to_do: format!(
                        "show it in a block of {}, where a person would type it",
                        lesson.page.path
                    ),
                },
            )),
        }
    }
    findings.into_iter().map(|(_, finding)| finding).collect()
}

/// A `#[path = "…"]` that leads to a different file from the one the learner has in `src/`.
fn check_paths(project: &Project, lesson: &Lesson, file: &str, text: &str) -> Vec<Finding> {
    let src = project.after(lesson);
    let mut lines = (1..).zip(text.lines()).peekable();
    let mut findings = Vec::new();
    while let Some((number, line)) = lines.next() {
        let Some(path) = path_of(line) else {
            continue;
        };
        let name = path.rsplit('/').next().unwrap_or_default();
        let module = name.strip_suffix(".rs").unwrap_or_default();
        let expected = match src.get(name) {
            Some(path) => format!("../{path}"),
            None => "a file of this lesson, or of one before it".into(),
        };
        let declared = lines.peek().map_or("", |(_, next)| next.trim());
        if path != expected || !declared.ends_with(&format!("mod {module};")) {
            findings.push(Finding {
                place: format!("{}:{number}", lesson.path(file)),
                what: "a module that differs from the one in the learner's src/".into(),
                expected: format!("#[path = \"{expected}\"] before mod {module};"),
                found: format!("{} before {declared}", line.trim()),
                to_do: "use the latest file with this name, under this name".into(),
            });
        }
    }
    findings
}

/// The lines of `after` that a line diff marks with `+`.
fn new_lines(before: &[String], after: &[String]) -> Vec<usize> {
    similar::capture_diff_slices(Algorithm::Lcs, before, after)
        .iter()
        .filter(|change| matches!(change.tag(), DiffTag::Insert | DiffTag::Replace))
        .flat_map(|change| change.new_range())
        .collect()
}
