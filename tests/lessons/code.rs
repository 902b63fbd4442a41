//! Proof 1: who types the code blocks of a lesson has its checkpoint.

use std::collections::{BTreeMap, BTreeSet};

use super::copies;
use super::fault::Fault;
use super::page::{Block, Page};
use super::project::{Lesson, Project};

/// A line of a file, with its number.
type Line<'t> = (usize, &'t str);

pub fn check(project: &Project) -> Vec<Fault> {
    let mut faults = Vec::new();
    for lesson in &project.lessons {
        let mut shown: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for block in lesson.page.blocks() {
            if !["rust", "html", "css", "toml"].contains(&block.language.as_str()) {
                continue;
            }
            match runs(project, lesson, block) {
                Ok((path, numbers)) => shown.entry(path).or_default().extend(numbers),
                Err(fault) => faults.push(*fault),
            }
        }
        let (copied, slips) = copies::read(project, lesson);
        faults.extend(slips);
        for (file, text) in &lesson.files {
            let shown = shown.remove(&lesson.path(file)).unwrap_or_default();
            if !copied.contains(file) {
                faults.extend(unshown(project, lesson, file, text, &shown));
            }
            faults.extend(elsewhere(project, lesson, file, text));
        }
    }
    faults
}

/// The lines of a file that a learner types. In their project all files are in `src/`, so that
/// no `#[path = "…"]` is needed.
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

/// The file of a block and the numbers of the lines that it shows, or why it is not true.
fn runs(
    project: &Project,
    lesson: &Lesson,
    block: &Block,
) -> Result<(String, Vec<usize>), Box<Fault>> {
    let page = &lesson.page;
    let Some((path, kind)) = named(lesson, block) else {
        return Err(Box::new(page.fault(
            block.line,
            "a block of code with words that this proof does not know",
            "rust, with nothing, wrong, whole, src=<path> or solution=<number>; rust, html or css with file=<a file of this language>, with wrong, whole or solution=<number> if needed; toml",
            block.info(),
            "write one of these",
        )));
    };
    let Some(text) = project.read(&path) else {
        // Nothing to be wrong against: in a lesson without a checkpoint.
        if kind == Of::Wrong {
            return Ok((path, Vec::new()));
        }
        return Err(Box::new(page.fault(
            block.line,
            "a block of a file that does not exist",
            format!("a file {path}"),
            "no such file",
            "add the file, or name the right one with file=<name> or src=<path>",
        )));
    };
    let file = typed(&text);
    let code: Vec<&str> = block.text.lines().map(str::trim_end).collect();
    if kind == Of::Whole && code.len() < file.len() {
        return Err(Box::new(page.fault(
            block.line,
            format!("this block is not the whole of {path}"),
            format!("{} lines", file.len()),
            format!("{} lines", code.len()),
            "copy the file into the block",
        )));
    }
    let starts: Vec<usize> = (0..file.len())
        .filter(|start| agreeing(&file[*start..], &code) == code.len())
        .collect();
    match (kind, starts.first()) {
        (Of::Wrong, Some(start)) => Err(Box::new(page.fault(
            block.line,
            "a block that is tagged as wrong is right",
            format!("code that is not in {path}"),
            format!("{path}:{} has these lines", file[*start].0),
            "take `wrong` off the block, or the code out of the checkpoint",
        ))),
        // The file once more, to compare with: nobody types it, so each line has to be in another block.
        (Of::Wrong, None) | (Of::Whole, Some(_)) => Ok((path, Vec::new())),
        (_, None) => Err(Box::new(differs(page, block, &path, &file, &code))),
        (Of::Lines, Some(_)) => {
            let shown = starts
                .iter()
                .flat_map(|start| &file[*start..start + code.len()]);
            Ok((path, shown.map(|(number, _)| *number).collect()))
        }
    }
}

/// What a block shows of its file.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    /// Some of its lines, to type.
    Lines,
    /// All of it, to compare with.
    Whole,
    /// Nothing: the block is deliberately wrong, or replaced later.
    Wrong,
}

/// The path of the file that a block is of, and what it shows of it.
fn named(lesson: &Lesson, block: &Block) -> Option<(String, Of)> {
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
    let kind = match (wrong, whole) {
        (None, None) => Of::Lines,
        (Some(None), None) => Of::Wrong,
        (None, Some(None)) => Of::Whole,
        _ => return None,
    };
    let own = solution.is_none() && src.is_none() && block.language != "toml";
    (words.is_empty() && (own || kind == Of::Lines)).then_some((path, kind))
}

/// How many lines are the same, from the first on.
fn agreeing(file: &[Line<'_>], code: &[&str]) -> usize {
    let pairs = file.iter().zip(code);
    pairs
        .take_while(|((_, theirs), ours)| theirs == *ours)
        .count()
}

/// Names the first line that differs, where the block fits best.
fn differs(page: &Page, block: &Block, path: &str, file: &[Line<'_>], code: &[&str]) -> Fault {
    let mend = format!(
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
    page.fault(line, what, expected, found, mend)
}

/// The lines that came with this lesson and that its page does not show.
fn unshown(
    project: &Project,
    lesson: &Lesson,
    file: &str,
    text: &str,
    shown: &BTreeSet<usize>,
) -> Vec<Fault> {
    let earlier = project.before(lesson).get(file).copied();
    let before = earlier.map_or(Vec::new(), |earlier| typed(&earlier.files[file]));
    let since = earlier.map_or("an empty file".into(), |earlier| earlier.path(file));
    let after = typed(text);
    let lines = |file: &[Line<'_>]| file.iter().map(|(_, line)| line.to_string()).collect();
    let (before, path): (Vec<String>, _) = (lines(&before), lesson.path(file));
    let mut faults: Vec<(usize, Fault)> = Vec::new();
    for index in new_lines(&before, &lines(&after)) {
        let (number, line) = after[index];
        if shown.contains(&number) || line.trim().trim_matches(['{', '}']).is_empty() {
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
                    place: format!("{path}:{number}"),
                    what: format!("new since {since}, and not shown in {}", lesson.page.path),
                    expected: line.into(),
                    found: "no block with it".into(),
                    mend: format!(
                        "show it in a block of {}, where a person would type it",
                        lesson.page.path
                    ),
                },
            )),
        }
    }
    faults.into_iter().map(|(_, fault)| fault).collect()
}

/// A `#[path = "…"]` that leads to another file than the one that the learner has in `src/`.
fn elsewhere(project: &Project, lesson: &Lesson, file: &str, text: &str) -> Vec<Fault> {
    let src = project.after(lesson);
    let mut lines = (1..).zip(text.lines()).peekable();
    let mut faults = Vec::new();
    while let Some((number, line)) = lines.next() {
        let Some(path) = path_of(line) else {
            continue;
        };
        let name = path.rsplit('/').next().unwrap_or_default();
        let module = name.strip_suffix(".rs").unwrap_or_default();
        let expected = match src.get(name) {
            Some(owner) => format!("../{}/{name}", owner.name),
            None => "a file of this lesson, or of one before it".into(),
        };
        let declared = lines.peek().map_or("", |(_, next)| next.trim());
        if path != expected || !declared.ends_with(&format!("mod {module};")) {
            faults.push(Fault {
                place: format!("{}:{number}", lesson.path(file)),
                what: "a module that is another one in the learner's src/".into(),
                expected: format!("#[path = \"{expected}\"] before mod {module};"),
                found: format!("{} before {declared}", line.trim()),
                mend: "use the latest file of this name, under its own name".into(),
            });
        }
    }
    faults
}

/// The lines of `after` that a line diff marks with `+`: those outside of a longest common subsequence.
fn new_lines(before: &[String], after: &[String]) -> Vec<usize> {
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
    fn the_whole_file_is_compared_and_shows_nothing_to_type() {
        let whole = |code: &str| format!("{WHOLE}\n```rust,whole\n{code}```\n");
        assert_eq!(faults(&whole(AFTER)), [""; 0]);
        let found = faults(&whole("use a::b;\n"));
        assert!(
            found[0].starts_with("lessons/03-b/README.md:10: this block is not the whole of lessons/03-b/main.rs\n  expected: 6 lines\n  found: 1 lines\n"),
            "{found:?}"
        );
        let found = faults(&whole(&AFTER.replace("two", "too")));
        assert!(
            found[0].contains("this block is not in lessons/03-b/main.rs"),
            "{found:?}"
        );
        let found = faults(&format!("```rust,whole\n{AFTER}```\n"));
        assert!(
            found[0].contains("new since lessons/02-a/main.rs"),
            "{found:?}"
        );
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
  found: no block with it
  to do: show it in a block of lessons/03-b/README.md, where a person would type it
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
            "lessons/10-c/README.md:1: a block of a file that does not exist
  expected: a file lessons/10-c/main.rs
  found: no such file
  to do: add the file, or name the right one with file=<name> or src=<path>
"
        );
    }

    /// Lesson 12 has two files, a page and a style; lesson 13 replaces one of them.
    fn part_2(changes: &[(&str, &str)]) -> Vec<String> {
        const LOGIN: &str = "```rust
mod users;
```

```rust,file=users.rs
struct Users;
```

```html,file=pages/login.html
<p>Login</p>
```

```css,file=pages/style.css
p { color: red; }
```
";
        const ACCOUNTS: &str =
            "```rust\nmod signup;\n```\n\n```rust,file=users.rs\nstruct Database;\n```\n";
        let mut all = vec![
            ("lessons/12-login/README.md", LOGIN),
            ("lessons/12-login/main.rs", "mod users;\n"),
            ("lessons/12-login/users.rs", "struct Users;\n"),
            ("lessons/12-login/pages/login.html", "<p>Login</p>\n"),
            ("lessons/12-login/pages/style.css", "p { color: red; }\n"),
            ("lessons/13-c/README.md", ACCOUNTS),
            ("lessons/13-c/main.rs", "mod signup;\nmod users;\n"),
            ("lessons/13-c/users.rs", "struct Users;\nstruct Database;\n"),
            (
                "Cargo.toml",
                "[profile.dev.package.argon2]\nopt-level = 3\n",
            ),
        ];
        all.retain(|(path, _)| !changes.iter().any(|(other, _)| path == other));
        all.extend(changes);
        check(&Small::new(&all).open())
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn each_file_of_a_lesson_is_shown_as_far_as_it_is_new() {
        assert_eq!(part_2(&[]), [""; 0]);
        for (file, text, told) in [
            (
                "12-login/users.rs",
                "struct Users;\nstruct Account;\n",
                "12-login/users.rs:2: new since an empty file, and not shown in lessons/12-login/README.md\n  expected: struct Account;\n",
            ),
            (
                "12-login/pages/login.html",
                "<p>Login</p>\n<p>Now</p>\n",
                "12-login/pages/login.html:2: new since an empty file",
            ),
            (
                "12-login/pages/style.css",
                "p { color: red; }\na { color: red; }\n",
                "12-login/pages/style.css:2: new since an empty file",
            ),
            (
                "13-c/users.rs",
                "struct Users;\nstruct Database;\nstruct Row;\n",
                "13-c/users.rs:3: new since lessons/12-login/users.rs, and not shown in lessons/13-c/README.md\n",
            ),
            (
                "13-c/main.rs",
                "mod signup;\nmod me;\nmod users;\n",
                "13-c/main.rs:2: new since lessons/12-login/main.rs",
            ),
        ] {
            let faults = part_2(&[(&format!("lessons/{file}"), text)]);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(
                faults[0].starts_with(&format!("lessons/{told}")),
                "{}",
                faults[0]
            );
        }
    }

    #[test]
    fn a_new_project_has_nothing_of_the_lessons_before() {
        let earlier = ("lessons/11-by-hand/main.rs", "mod users;\n");
        let page = ("lessons/11-by-hand/README.md", "```rust\nmod users;\n```\n");
        assert_eq!(part_2(&[earlier, page]), [""; 0]);
        let faults = part_2(&[earlier, page, ("lessons/12-login/README.md", "")]);
        assert!(
            faults[0].starts_with("lessons/12-login/main.rs:1: new since an empty file"),
            "{}",
            faults[0]
        );
    }

    #[test]
    fn a_block_of_another_file_is_compared_with_that_file() {
        let page = |block: &str| {
            let page = format!(
                "```rust\nmod signup;\n```\n\n```rust,file=users.rs\nstruct Database;\n```\n\n{block}\n```\n"
            );
            part_2(&[
                ("lessons/13-c/README.md", &page),
                ("lessons/13-c/exercise-1/users.rs", "struct Solved;\n"),
            ])
        };
        for block in [
            "```rust,file=users.rs\nstruct Users;",
            "```rust,wrong,file=users.rs\nstruct Wrong;",
            "```rust,solution=1,file=users.rs\nstruct Solved;",
            "```toml\n[profile.dev.package.argon2]\nopt-level = 3",
        ] {
            assert_eq!(page(block), [""; 0], "{block}");
        }
        for (block, told) in [
            (
                "```rust,file=users.rs\nstruct Wrong;",
                "this block is not in lessons/13-c/users.rs",
            ),
            (
                "```rust,file=user.rs\nstruct Users;",
                "expected: a file lessons/13-c/user.rs\n",
            ),
            (
                "```rust,wrong,file=users.rs\nstruct Users;",
                "a block that is tagged as wrong is right",
            ),
            (
                "```rust,solution=1,file=users.rs\nstruct Users;",
                "this block is not in lessons/13-c/exercise-1/users.rs",
            ),
            ("```toml\nopt-level = 2", "this block is not in Cargo.toml"),
            (
                "```html,file=users.rs\nstruct Users;",
                "words that this proof does not know",
            ),
            ("```html\n<p>", "words that this proof does not know"),
            (
                "```toml,wrong\nopt-level = 2",
                "words that this proof does not know",
            ),
            (
                "```rust,file=users.rs,src=x\nstruct Users;",
                "words that this proof does not know",
            ),
        ] {
            let faults = page(block);
            assert_eq!(faults.len(), 1, "{block}: {faults:?}");
            assert!(
                faults[0].starts_with("lessons/13-c/README.md:") && faults[0].contains(told),
                "{}",
                faults[0]
            );
        }
    }

    #[test]
    fn the_path_of_a_module_is_not_shown_and_leads_to_what_the_learner_has() {
        let with = |path: &str, module: &str| {
            let main = format!("mod signup;\n#[path = \"{path}\"]\nmod {module};\n");
            part_2(&[
                ("lessons/12-login/login.rs", "struct Login;\n"),
                (
                    "lessons/12-login/README.md",
                    "```rust\nmod users;\n```\n\n```rust,file=users.rs\nstruct Users;\n```\n\n```rust,file=login.rs\nstruct Login;\n```\n\n```html,file=pages/login.html\n<p>Login</p>\n```\n\n```css,file=pages/style.css\np { color: red; }\n```\n",
                ),
                ("lessons/13-c/main.rs", &main),
                (
                    "lessons/13-c/README.md",
                    &format!(
                        "```rust\nmod signup;\nmod {module};\n```\n\n```rust,file=users.rs\nstruct Database;\n```\n"
                    ),
                ),
            ])
        };
        assert_eq!(with("../12-login/login.rs", "login"), [""; 0]);
        assert_eq!(
            with("../12-login/users.rs", "users"),
            [
                "lessons/13-c/main.rs:2: a module that is another one in the learner's src/
  expected: #[path = \"../13-c/users.rs\"] before mod users;
  found: #[path = \"../12-login/users.rs\"] before mod users;
  to do: use the latest file of this name, under its own name
"
            ]
        );
        for (path, module) in [
            ("../12-login/login.rs", "log_in"),
            ("../12-login/nothing.rs", "nothing"),
        ] {
            let faults = with(path, module);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(
                faults[0].contains("a module that is another one"),
                "{}",
                faults[0]
            );
        }
    }
}
