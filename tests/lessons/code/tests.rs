//! Small lessons with one mistake each, and controls without.

use super::check_code;
use crate::small::Small;

const BEFORE: &str = "fn main() {\n    one();\n}\n";
const AFTER: &str = "use a::b;\n\nfn main() {\n    one();\n    two();\n}\n";

/// Lesson 02 is a checkpoint that is shown in full; lesson 03 has this page.
fn findings(page: &str) -> Vec<String> {
    let first = format!("```rust\n{BEFORE}```\n");
    let small = Small::new(&[
        ("lessons/02-a/README.md", &first),
        ("lessons/02-a/main.rs", BEFORE),
        ("lessons/03-b/README.md", page),
        ("lessons/03-b/main.rs", AFTER),
        ("lessons/03-b/exercise-1.rs", "fn solved() {}\n"),
        ("src/token.rs", "fn sign() {}\n"),
    ]);
    check_code(&small.open())
        .iter()
        .map(ToString::to_string)
        .collect()
}

const WHOLE: &str = "```rust\nuse a::b;\n```\n\n```rust\n    one();\n    two();\n```\n";

#[test]
fn a_page_that_shows_every_new_line_passes() {
    assert_eq!(findings(WHOLE), [""; 0]);
}

#[test]
fn the_whole_file_is_compared_and_shows_nothing_to_type() {
    let whole = |code: &str| format!("{WHOLE}\n```rust,whole\n{code}```\n");
    assert_eq!(findings(&whole(AFTER)), [""; 0]);
    let found = findings(&whole("use a::b;\n"));
    assert!(
        found[0].starts_with("lessons/03-b/README.md:10: this block is not the whole of lessons/03-b/main.rs\n  expected: 6 lines\n  found: 1 lines\n"),
        "{found:?}"
    );
    let found = findings(&whole(&AFTER.replace("two", "too")));
    assert!(
        found[0].contains("this block is not in lessons/03-b/main.rs"),
        "{found:?}"
    );
    let found = findings(&format!("```rust,whole\n{AFTER}```\n"));
    assert!(
        found[0].contains("new since lessons/02-a/main.rs"),
        "{found:?}"
    );
}

#[test]
fn trailing_white_space_and_windows_line_endings_are_ignored() {
    let page = WHOLE.replace("two();", "two();  ").replace('\n', "\r\n");
    assert_eq!(findings(&page), [""; 0]);
}

#[test]
fn a_changed_line_is_named_with_its_place_in_both_files() {
    assert_eq!(
        findings(&WHOLE.replace("    two();", "    too();"))[0],
        "lessons/03-b/README.md:7: this block is not in lessons/03-b/main.rs
  expected: \"    two();\" (lessons/03-b/main.rs:5)
  found: \"    too();\"
  to do: make the block and lessons/03-b/main.rs the same (indentation counts), or tag the block rust,wrong if it is meant to be wrong
"
    );
}

#[test]
fn a_block_with_another_indentation_is_caught() {
    let findings = findings(&WHOLE.replace("    one();\n    two();", "one();\ntwo();"));
    assert!(
        findings[0].starts_with(
            "lessons/03-b/README.md:6: this block is not in lessons/03-b/main.rs
  expected: a line of lessons/03-b/main.rs
  found: \"one();\"\n"
        ),
        "{}",
        findings[0]
    );
}

#[test]
fn lines_that_exist_but_are_not_next_to_each_other_are_caught() {
    let findings = findings(&format!("{WHOLE}\n```rust\nuse a::b;\nfn main() {{\n```\n"));
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0].starts_with(
            "lessons/03-b/README.md:12: this block is not in lessons/03-b/main.rs
  expected: \"\" (lessons/03-b/main.rs:2)
  found: \"fn main() {\"\n"
        ),
        "{}",
        findings[0]
    );
}

#[test]
fn a_block_that_continues_after_the_end_of_the_file_is_caught() {
    let findings = findings(&format!("{WHOLE}\n```rust\n}}\nfn three() {{}}\n```\n"));
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0]
            .contains("expected: the end of lessons/03-b/main.rs\n  found: \"fn three() {}\"")
    );
}

#[test]
fn a_new_line_that_no_block_shows_is_caught() {
    assert_eq!(
        findings("```rust\nuse a::b;\n```\n"),
        ["lessons/03-b/main.rs:5: new since lessons/02-a/main.rs, and not shown in lessons/03-b/README.md
  expected:     two();
  found: no block with it
  to do: show it in a block of lessons/03-b/README.md, where a person would type it
"]
    );
}

#[test]
fn a_block_that_does_not_render_shows_nothing() {
    // Without an empty line after <details>, Markdown takes everything that follows for HTML.
    let page = "<details>\n```rust\nuse a::b;\n```\n</details>\n\n```rust\n    two();\n```\n";
    assert_eq!(findings(page).len(), 1);
    assert_eq!(findings(&page.replace("<details>", "<details>\n")), [""; 0]);
}

#[test]
fn wrong_code_passes_only_where_it_is_not_in_the_checkpoint() {
    assert_eq!(
        findings(&format!("{WHOLE}\n```rust,wrong\n    zero();\n```\n")),
        [""; 0]
    );
    assert_eq!(
        findings(&format!("{WHOLE}\n```rust,wrong\n    two();\n```\n")),
        [
            "lessons/03-b/README.md:10: a block that is tagged as wrong is right
  expected: code that is not in lessons/03-b/main.rs
  found: lessons/03-b/main.rs:5 has these lines
  to do: remove `wrong` from the block, or the code from the checkpoint
"
        ]
    );
}

#[test]
fn wrong_code_does_not_count_as_shown() {
    let page = WHOLE.replace("```rust\n    one();\n", "```rust,wrong\n    zero();\n");
    assert!(findings(&page)[0].starts_with("lessons/03-b/main.rs:5: new since"));
}

#[test]
fn code_of_another_file_is_compared_with_that_file() {
    let page = |line| format!("{WHOLE}\n```rust,src=src/token.rs\n{line}\n```\n");
    assert_eq!(findings(&page("fn sign() {}")), [""; 0]);
    assert!(findings(&page("fn sign(x) {}"))[0].contains("this block is not in src/token.rs"));
}

#[test]
fn a_solution_is_compared_with_its_exercise() {
    let page = |number, line| format!("{WHOLE}\n```rust,solution={number}\n{line}\n```\n");
    assert_eq!(findings(&page(1, "fn solved() {}")), [""; 0]);
    assert!(
        findings(&page(1, "fn unsolved() {}"))[0]
            .contains("this block is not in lessons/03-b/exercise-1.rs")
    );
    assert!(
        findings(&page(2, "fn solved() {}"))[0]
            .contains("expected: a file lessons/03-b/exercise-2.rs\n  found: no such file")
    );
}

#[test]
fn a_misspelled_tag_is_caught() {
    let findings = findings(&format!("{WHOLE}\n```rust,wrnog\n    zero();\n```\n"));
    assert!(
        findings[0].contains("found: rust,wrnog\n"),
        "{}",
        findings[0]
    );
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
    assert_eq!(check_code(&small("rust,src=src/token.rs").open()).len(), 0);
    assert_eq!(
        check_code(&small("rust").open())[0].to_string(),
        "lessons/10-c/README.md:1: a block from a file that doesn't exist
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
    check_code(&Small::new(&all).open())
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn each_file_of_a_lesson_is_shown_as_far_as_it_is_new() {
    assert_eq!(part_2(&[]), [""; 0]);
    for (file, text, messages) in [
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
        let findings = part_2(&[(&format!("lessons/{file}"), text)]);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(
            findings[0].starts_with(&format!("lessons/{messages}")),
            "{}",
            findings[0]
        );
    }
}

#[test]
fn a_new_project_has_no_files_from_earlier_lessons() {
    let earlier = ("lessons/11-by-hand/main.rs", "mod users;\n");
    let page = ("lessons/11-by-hand/README.md", "```rust\nmod users;\n```\n");
    assert_eq!(part_2(&[earlier, page]), [""; 0]);
    let new = "```console\n$ cargo new my-app\n```\n";
    for (page_12, since) in [
        (new, "an empty file"),
        ("\n", "lessons/11-by-hand/users.rs"),
    ] {
        let users = ("lessons/11-by-hand/users.rs", "struct Key;\n");
        let page_12 = ("lessons/12-login/README.md", page_12);
        let findings = part_2(&[earlier, users, page, page_12]);
        let expected = format!("lessons/12-login/users.rs:1: new since {since}");
        assert!(
            findings
                .iter()
                .any(|finding| finding.starts_with(&expected)),
            "{findings:?}"
        );
    }
    let findings = part_2(&[earlier, page, ("lessons/12-login/README.md", new)]);
    let first = "lessons/12-login/main.rs:1: new since an empty file";
    assert!(
        findings.iter().any(|finding| finding.starts_with(first)),
        "{findings:?}"
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
    for (block, messages) in [
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
        ("```html,file=users.rs\nstruct Users;", "unknown tags"),
        ("```html\n<p>", "unknown tags"),
        ("```toml,wrong\nopt-level = 2", "unknown tags"),
        ("```rust,file=users.rs,src=x\nstruct Users;", "unknown tags"),
    ] {
        let findings = page(block);
        assert_eq!(findings.len(), 1, "{block}: {findings:?}");
        assert!(
            findings[0].starts_with("lessons/13-c/README.md:") && findings[0].contains(messages),
            "{}",
            findings[0]
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
            "lessons/13-c/main.rs:2: a module that differs from the one in the learner's src/
  expected: #[path = \"../13-c/users.rs\"] before mod users;
  found: #[path = \"../12-login/users.rs\"] before mod users;
  to do: use the latest file with this name, under this name
"
        ]
    );
    for (path, module) in [
        ("../12-login/login.rs", "log_in"),
        ("../12-login/nothing.rs", "nothing"),
    ] {
        let findings = with(path, module);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(
            findings[0].contains("a module that differs from the one"),
            "{}",
            findings[0]
        );
    }
}
