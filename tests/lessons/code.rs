//! Proof 1: who types the `rust` blocks of a lesson has its checkpoint.

use super::fault::Fault;
use super::page::{Block, Page};
use super::project::{Lesson, Project};

pub fn check(project: &Project) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut previous: Option<&Lesson> = None;
    for lesson in &project.lessons {
        let mut shown = Vec::new();
        for block in lesson
            .page
            .blocks()
            .filter(|block| block.language == "rust")
        {
            match runs(project, lesson, block) {
                Ok(lines) => shown.extend(lines),
                Err(fault) => faults.push(*fault),
            }
        }
        if let Some(checkpoint) = &lesson.checkpoint {
            faults.extend(unshown(lesson, checkpoint, previous, &shown));
            previous = Some(lesson);
        }
    }
    faults
}

/// The lines of the checkpoint that a block shows, counted from 0, or why it is not true.
fn runs(project: &Project, lesson: &Lesson, block: &Block) -> Result<Vec<usize>, Box<Fault>> {
    let page = &lesson.page;
    let own = format!("lessons/{}/main.rs", lesson.name);
    let attributes: Vec<(&str, Option<&str>)> = block
        .attributes
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_deref()))
        .collect();
    let (path, wrong) = match attributes[..] {
        [] => (own.clone(), false),
        [("wrong", None)] => (own.clone(), true),
        [("src", Some(path))] => (path.to_owned(), false),
        [("solution", Some(number))] => (
            format!("lessons/{}/exercise-{number}.rs", lesson.name),
            false,
        ),
        _ => {
            return Err(Box::new(page.fault(
                block.line,
                "a rust block with unknown words after `rust`",
                "rust, rust,wrong, rust,src=<path> or rust,solution=<number>",
                block.info(),
                "write one of these",
            )));
        }
    };
    let Some(text) = project.read(&path) else {
        // Nothing to be wrong against: in a lesson without a checkpoint.
        if wrong {
            return Ok(Vec::new());
        }
        return Err(Box::new(page.fault(
            block.line,
            "a rust block of a file that does not exist",
            format!("a file {path}"),
            "no such file",
            "add the file, or name the right one with rust,src=<path>",
        )));
    };
    let file: Vec<&str> = text.lines().map(str::trim_end).collect();
    let code: Vec<&str> = block.text.lines().map(str::trim_end).collect();
    let starts: Vec<usize> = (0..file.len())
        .filter(|start| file[*start..].starts_with(&code))
        .collect();
    match (wrong, starts.first()) {
        (true, Some(start)) => Err(Box::new(page.fault(
            block.line,
            "a block that is tagged as wrong is right",
            format!("code that is not in {path}"),
            format!("{path}:{} has these lines", start + 1),
            "take `wrong` off the block, or the code out of the checkpoint",
        ))),
        (true, None) => Ok(Vec::new()),
        (false, None) => Err(Box::new(differs(page, block, &path, &file, &code))),
        (false, Some(_)) if path == own => Ok(starts
            .iter()
            .flat_map(|start| *start..start + code.len())
            .collect()),
        (false, Some(_)) => Ok(Vec::new()),
    }
}

/// Names the first line that differs, where the block fits best.
fn differs(page: &Page, block: &Block, path: &str, file: &[&str], code: &[&str]) -> Fault {
    let agreeing = |start: usize| {
        let pairs = file[start..].iter().zip(code);
        pairs.take_while(|(theirs, ours)| theirs == ours).count()
    };
    let mend = format!(
        "make the block and {path} the same (indentation counts), or tag the block rust,wrong if it is meant to be wrong"
    );
    let what = format!("this block is not in {path}");
    let start = (0..file.len()).rev().max_by_key(|start| agreeing(*start));
    let (start, same) = start.map_or((0, 0), |start| (start, agreeing(start)));
    let line = block.line + 1 + same;
    let found = match code.get(same) {
        Some(line) => format!("{line:?}"),
        None => "an empty block".into(),
    };
    let expected = match file.get(start + same) {
        _ if same == 0 => format!("a line of {path}"),
        Some(line) => format!("{line:?} ({path}:{})", start + same + 1),
        None => format!("the end of {path}"),
    };
    page.fault(line, what, expected, found, mend)
}

/// The lines that came with this lesson and that its page does not show.
fn unshown(
    lesson: &Lesson,
    checkpoint: &str,
    previous: Option<&Lesson>,
    shown: &[usize],
) -> Vec<Fault> {
    let before = previous.and_then(|lesson| lesson.checkpoint.as_deref());
    let before: Vec<&str> = before
        .unwrap_or_default()
        .lines()
        .map(str::trim_end)
        .collect();
    let after: Vec<&str> = checkpoint.lines().map(str::trim_end).collect();
    let path = format!("lessons/{}/main.rs", lesson.name);
    let since = previous.map_or("an empty file".into(), |lesson| {
        format!("lessons/{}/main.rs", lesson.name)
    });
    let mut faults: Vec<(usize, Fault)> = Vec::new();
    for index in new_lines(&before, &after) {
        let line = after[index];
        if shown.contains(&index) || line.trim().trim_matches(['{', '}']).is_empty() {
            continue;
        }
        match faults.last_mut() {
            Some((last, fault)) if *last + 1 == index => {
                fault.expected.push('\n');
                fault.expected.push_str(line);
                *last = index;
            }
            _ => faults.push((
                index,
                Fault {
                    place: format!("{path}:{}", index + 1),
                    what: format!("new since {since}, and not shown in {}", lesson.page.path),
                    expected: line.into(),
                    found: "no rust block with it".into(),
                    mend: format!(
                        "show it in a rust block of {}, where a person would type it",
                        lesson.page.path
                    ),
                },
            )),
        }
    }
    faults.into_iter().map(|(_, fault)| fault).collect()
}

/// The lines of `after` that a line diff marks with `+`: those outside of a longest common subsequence.
fn new_lines(before: &[&str], after: &[&str]) -> Vec<usize> {
    let mut common = vec![vec![0; after.len() + 1]; before.len() + 1];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            common[i][j] = if before[i] == after[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut new) = (0, Vec::new());
    let mut j = 0;
    while j < after.len() {
        if i < before.len() && before[i] == after[j] {
            (i, j) = (i + 1, j + 1);
        } else if i < before.len() && common[i + 1][j] >= common[i][j + 1] {
            i += 1;
        } else {
            new.push(j);
            j += 1;
        }
    }
    new
}

#[cfg(test)]
mod proved {
    use super::super::project::Small;
    use super::check;

    const BEFORE: &str = "fn main() {\n    one();\n}\n";
    const AFTER: &str = "use a::b;\n\nfn main() {\n    one();\n    two();\n}\n";

    /// Lesson 02 is a checkpoint that is shown in full; lesson 03 has this page.
    fn faults(page: &str) -> Vec<String> {
        let first = format!("```rust\n{BEFORE}```\n");
        let small = Small::new(&[
            ("lessons/02-a/README.md", &first),
            ("lessons/02-a/main.rs", BEFORE),
            ("lessons/03-b/README.md", page),
            ("lessons/03-b/main.rs", AFTER),
            ("lessons/03-b/exercise-1.rs", "fn solved() {}\n"),
            ("src/token.rs", "fn sign() {}\n"),
        ]);
        check(&small.open())
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    const WHOLE: &str = "```rust\nuse a::b;\n```\n\n```rust\n    one();\n    two();\n```\n";

    #[test]
    fn a_page_that_shows_every_new_line_passes() {
        assert_eq!(faults(WHOLE), [""; 0]);
    }

    #[test]
    fn white_space_at_the_end_of_a_line_and_the_line_ends_of_windows_do_not_count() {
        let page = WHOLE.replace("two();", "two();  ").replace('\n', "\r\n");
        assert_eq!(faults(&page), [""; 0]);
    }

    #[test]
    fn a_changed_line_is_named_with_its_place_in_both_files() {
        assert_eq!(
            faults(&WHOLE.replace("    two();", "    too();"))[0],
            "lessons/03-b/README.md:7: this block is not in lessons/03-b/main.rs
  expected: \"    two();\" (lessons/03-b/main.rs:5)
  found: \"    too();\"
  to do: make the block and lessons/03-b/main.rs the same (indentation counts), or tag the block rust,wrong if it is meant to be wrong
"
        );
    }

    #[test]
    fn a_block_with_another_indentation_is_caught() {
        let faults = faults(&WHOLE.replace("    one();\n    two();", "one();\ntwo();"));
        assert!(
            faults[0].starts_with(
                "lessons/03-b/README.md:6: this block is not in lessons/03-b/main.rs
  expected: a line of lessons/03-b/main.rs
  found: \"one();\"\n"
            ),
            "{}",
            faults[0]
        );
    }

    #[test]
    fn lines_that_are_there_but_not_next_to_each_other_are_no_run() {
        let faults = faults(&format!("{WHOLE}\n```rust\nuse a::b;\nfn main() {{\n```\n"));
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0].starts_with(
                "lessons/03-b/README.md:12: this block is not in lessons/03-b/main.rs
  expected: \"\" (lessons/03-b/main.rs:2)
  found: \"fn main() {\"\n"
            ),
            "{}",
            faults[0]
        );
    }

    #[test]
    fn a_block_that_goes_on_after_the_end_of_the_file_is_caught() {
        let faults = faults(&format!("{WHOLE}\n```rust\n}}\nfn three() {{}}\n```\n"));
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0]
                .contains("expected: the end of lessons/03-b/main.rs\n  found: \"fn three() {}\"")
        );
    }

    #[test]
    fn a_new_line_that_no_block_shows_is_caught() {
        assert_eq!(
            faults("```rust\nuse a::b;\n```\n"),
            ["lessons/03-b/main.rs:5: new since lessons/02-a/main.rs, and not shown in lessons/03-b/README.md
  expected:     two();
  found: no rust block with it
  to do: show it in a rust block of lessons/03-b/README.md, where a person would type it
"]
        );
    }

    #[test]
    fn a_block_outside_of_a_fence_that_renders_shows_nothing() {
        // Without an empty line after <details>, Markdown takes all that follows for HTML.
        let page = "<details>\n```rust\nuse a::b;\n```\n</details>\n\n```rust\n    two();\n```\n";
        assert_eq!(faults(page).len(), 1);
        assert_eq!(faults(&page.replace("<details>", "<details>\n")), [""; 0]);
    }

    #[test]
    fn wrong_code_passes_only_where_it_is_not_in_the_checkpoint() {
        assert_eq!(
            faults(&format!("{WHOLE}\n```rust,wrong\n    zero();\n```\n")),
            [""; 0]
        );
        assert_eq!(
            faults(&format!("{WHOLE}\n```rust,wrong\n    two();\n```\n")),
            [
                "lessons/03-b/README.md:10: a block that is tagged as wrong is right
  expected: code that is not in lessons/03-b/main.rs
  found: lessons/03-b/main.rs:5 has these lines
  to do: take `wrong` off the block, or the code out of the checkpoint
"
            ]
        );
    }

    #[test]
    fn wrong_code_does_not_count_as_shown() {
        let page = WHOLE.replace("```rust\n    one();\n", "```rust,wrong\n    zero();\n");
        assert!(faults(&page)[0].starts_with("lessons/03-b/main.rs:5: new since"));
    }

    #[test]
    fn code_of_another_file_is_compared_with_that_file() {
        let page = |line| format!("{WHOLE}\n```rust,src=src/token.rs\n{line}\n```\n");
        assert_eq!(faults(&page("fn sign() {}")), [""; 0]);
        assert!(faults(&page("fn sign(x) {}"))[0].contains("this block is not in src/token.rs"));
    }

    #[test]
    fn a_solution_is_compared_with_its_exercise() {
        let page = |number, line| format!("{WHOLE}\n```rust,solution={number}\n{line}\n```\n");
        assert_eq!(faults(&page(1, "fn solved() {}")), [""; 0]);
        assert!(
            faults(&page(1, "fn unsolved() {}"))[0]
                .contains("this block is not in lessons/03-b/exercise-1.rs")
        );
        assert!(
            faults(&page(2, "fn solved() {}"))[0]
                .contains("expected: a file lessons/03-b/exercise-2.rs\n  found: no such file")
        );
    }

    #[test]
    fn a_misspelt_tag_is_caught() {
        let faults = faults(&format!("{WHOLE}\n```rust,wrnog\n    zero();\n```\n"));
        assert!(faults[0].contains("found: rust,wrnog\n"), "{}", faults[0]);
    }

    #[test]
    fn a_block_in_a_lesson_without_a_checkpoint_must_name_its_file() {
        let small = |info: &str| {
            let page = format!("```{info}\nfn sign() {{}}\n```\n");
            Small::new(&[
                ("lessons/10-c/README.md", &page),
                ("src/token.rs", "fn sign() {}\n"),
            ])
        };
        assert_eq!(check(&small("rust,src=src/token.rs").open()).len(), 0);
        assert_eq!(
            check(&small("rust").open())[0].to_string(),
            "lessons/10-c/README.md:1: a rust block of a file that does not exist
  expected: a file lessons/10-c/main.rs
  found: no such file
  to do: add the file, or name the right one with rust,src=<path>
"
        );
    }
}
