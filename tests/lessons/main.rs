//! A lesson can't drift from the truth: its code, its commands, its answers and its links are
//! compared with the project and with the running server.
//!
//! Follow the data:
//!
//! - `project.rs` opens the project that `lessons/course.toml` lists: its `files.rs`, its two manifests
//!   (`cargo.rs`), its pages as they render (`page.rs`), its collections (`collections.rs`);
//! - six proofs check it. The `tests.rs` of each has small projects (`small.rs`) with one mistake, and
//!   controls without: `code.rs` (the blocks of code),
//!   `commands.rs` (cargo), `replay.rs` (curl), `names.rs` (links, files, Postman), `structure.rs`
//!   (the sections of a page), `course.rs` (the lists). `solutions.rs` compiles the solutions of
//!   part 1, and checks that pages show and run all solutions; `starts.rs` makes the start of each
//!   lesson with `cargo start-at`, and builds it; `timetable.rs` adds up the minutes of the plans for a
//!   class;
//! - each returns its findings (`finding.rs`), and a test here fails with all of them at once.
//!
//! The tags of code blocks on a page:
//!
//! - `rust`: lines of the lesson's `main.rs`, one after the other;
//! - `rust,file=users.rs`, `html,file=pages/login.html`, `css,file=…`: lines of that file in the
//!   lesson's folder. Each new line of each file is in some block. Only html and css may be copied
//!   from the clone instead: `$ cp -r ../jwt-sandbox/lessons/14-…/pages src/`; and code that an earlier
//!   lesson had learners type: `$ cp ../jwt-sandbox/lessons/14-…/cookies.rs src/`. Then only the lines
//!   that this lesson changes in it are in a block;
//! - `rust,src=src/token.rs`: lines of that file, from the top of the project;
//! - `rust,solution=1`: lines of the lesson's `exercise-1.rs`; with `file=users.rs`, of
//!   `exercise-1/users.rs`;
//! - `rust,wrong`, also with `file=`: code that is deliberately wrong, or replaced later in the lesson;
//! - `rust,whole`, also with `file=`: the whole file again, folded, to compare with. Nobody types it,
//!   so its lines have to be in other blocks, too;
//! - `toml`: lines of `Cargo.toml`;
//! - `console`: `$ ` and a command, then its output, in which `…` marks text that is left out; a line
//!   with only `…` marks headers that are left out. curl is replayed against the lesson's checkpoint,
//!   or against the sandbox if there is none. `cargo run -q -- …` runs the program in the learner's
//!   `src/`. Other commands aren't run: the author checks their output;
//! - `console,at=05-sign`, `at=sandbox`, `at=exercise-1`: against another program;
//! - `console,env=JWT_TTL_SECONDS=60`: with that variable in its environment;
//! - `console,restarted`: against a server that was killed and started again before the block;
//! - `console,alone`: after the issuer was stopped, on a page with two servers: an issuer on port 8000, and
//!   the notes of lesson 20 on port 8001;
//! - `console,wrong`: not replayed, because the code before it is wrong;
//! - `powershell`, `js`, `text`: not run.
//!
//! All blocks of a page run in one empty folder, in order, so that they share a database.
//!
//! `replay/curl.rs` has the curl options that may be used; `-c` and `-b` keep and send cookies as in
//! curl. There is one way to take a token out of an answer, for any curl line and any name in capitals:
//!
//! ```text
//! TOKEN=$(curl -s … | sed 's/.*"token":"\([^"]*\)".*/\1/')
//! ```
//!
//! (or any other text in JSON), one for the hidden field of a form, one for a value in the last line of
//! a log, and one for a line:
//!
//! ```text
//! FORM=$(curl -s … | sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p')
//! TOKEN=$(curl -s … | sed -n '$s/.*token=\([^ ]*\) .*/\1/p')
//! LINE=$(curl -s … | sed -n 2p)
//! ```
//!
//! `NAME=$(cargo run -q -- …)` keeps what the learner's program prints. Below it is what the program
//! prints to its errors, which the terminal still shows.
//!
//! A learner doesn't type the `#[path = "…"]` lines of a checkpoint: in their project, all files are
//! in `src/`. A page with `cargo new` starts a new, empty project.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod cargo;
mod code;
mod collections;
mod commands;
mod copy;
mod course;
mod files;
mod finding;
mod names;
mod page;
mod project;
mod replay;
mod small;
mod solutions;
mod starts;
mod structure;
mod timetable;

use std::path::Path;
use std::process::Command;

use jwt_sandbox::explanation::Lesson;
use proofs::process;
use proofs::programs::{program, sandbox};

use finding::assert_none;
use project::Project;

#[test]
fn typing_the_code_of_a_lesson_gives_its_checkpoint() {
    assert_none(&code::check_code(&Project::this()));
}

#[test]
fn each_cargo_command_matches_the_manifests() {
    assert_none(&commands::check_commands(&Project::this()));
}

#[test]
fn each_request_gets_the_answer_that_its_page_shows() {
    assert_none(&replay::check_requests(&Project::this(), &command));
}

#[test]
fn everything_that_a_page_names_exists() {
    assert_none(&names::check_names(&Project::this()));
}

#[test]
fn each_solution_of_an_exercise_is_compiled_shown_and_run() {
    assert_none(&solutions::check_solutions(
        &Project::this(),
        solutions::ALL,
    ));
}

#[test]
fn each_page_has_the_sections_of_a_lesson() {
    assert_none(&structure::check_pages(&Project::this()));
}

#[test]
fn the_project_has_everything_in_the_manifest_of_the_course_and_nothing_else() {
    assert_none(&course::check_course(&Project::this()));
}

#[test]
fn the_minutes_of_each_plan_for_a_class_add_up() {
    assert_none(&timetable::check_timetables(&Project::this()));
}

/// A proof that finds no lessons would pass.
#[test]
fn there_are_fourteen_lessons_or_more() {
    let lessons = Project::this().lessons.len();
    assert!(lessons >= 14, "lessons/course.toml has {lessons} lessons");
}

#[test]
fn the_whole_server_of_lesson_09_fits_on_a_few_screens() {
    let server = Project::this().read("lessons/09-issuer-and-audience/main.rs");
    let lines = server.unwrap().lines().count();
    assert!(
        lines < 160,
        "lessons/09-issuer-and-audience/main.rs has {lines} lines, its page promises fewer than 160"
    );
}

#[test]
fn each_explanation_points_to_a_lesson() {
    let project = Project::this();
    for lesson in Lesson::ALL {
        let page = format!("{}/README.md", lesson.folder());
        assert!(
            project.path(&page).is_file(),
            "src/explanation.rs names {page}, which doesn't exist"
        );
    }
}

/// The programs that pages talk to: the sandbox, a checkpoint or the solution of an exercise.
fn command(name: &str, folder: &Path, variables: &[(&str, &str)]) -> Command {
    if name == replay::SANDBOX {
        return process::command(sandbox(), folder, variables);
    }
    let example = solutions::example(name);
    if name.contains('/') && !Project::this().cargo.has_example(&example) {
        let this = std::env::current_exe().unwrap();
        let mut command = process::command(&this, folder, variables);
        command
            .args(solutions::ARGUMENTS)
            .env(solutions::WHICH, name);
        return command;
    }
    process::command(program(&example), folder, variables)
}
