//! A lesson can't drift from the truth: its code, its commands, its answers and its links are
//! compared with the project and with the running server.
//!
//! Each proof is a module that looks at a project and returns the faults that it finds. Below it
//! stand its own proofs: small lessons with one fault each, and twins without.
//!
//! How a page opens its code blocks:
//!
//! - `rust`: lines of the lesson's `main.rs`, one after the other;
//! - `rust,file=users.rs`, `html,file=pages/login.html`, `css,file=…`: lines of that file in the
//!   lesson's folder. Each new line of each file is in some block. Only html and css may be copied
//!   from the clone instead: `$ cp -r ../jwt-sandbox/lessons/14-…/pages src/`;
//! - `rust,src=src/token.rs`: lines of that file, from the top of the project;
//! - `rust,solution=1`: lines of the lesson's `exercise-1.rs`; with `file=users.rs`, of
//!   `exercise-1/users.rs`;
//! - `rust,wrong`, also with `file=`: code that is wrong on purpose, or replaced later in the lesson;
//! - `rust,whole`, also with `file=`: the whole file once more, folded, to compare with. Nobody types
//!   it, so its lines have to be in other blocks, too;
//! - `toml`: lines of `Cargo.toml`;
//! - `console`: `$ ` and a command, then its output, in which `…` stands for some text. What is left
//!   out is marked with it; headers that are left out, with a line of their own. curl is
//!   replayed against the lesson's checkpoint, or the sandbox where there is none. Other commands
//!   are not run: what they print is for the author to look at;
//! - `console,at=05-sign`, `at=sandbox`, `at=exercise-1`: against another program;
//! - `console,env=JWT_TTL_SECONDS=60`: with that variable in its environment;
//! - `console,restarted`: against a server that was killed and started again before the block;
//! - `console,wrong`: not replayed, because the code before it is wrong;
//! - `powershell`, `js`, `text`: not run.
//!
//! All blocks of a page run in one empty folder, in their order, so that they share a database.
//!
//! What curl may be told is in `curl.rs`; cookies come and go as with curl's own `-c` and `-b`. A
//! line takes a token out of an answer in one form, for any curl line and any name in capitals:
//!
//! ```text
//! TOKEN=$(curl -s … | sed 's/.*"token":"\([^"]*\)".*/\1/')
//! ```
//!
//! and the hidden field of a form in another:
//!
//! ```text
//! FORM=$(curl -s … | sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p')
//! ```
//!
//! `#[path = "…"]` lines of a checkpoint are no lines that a learner types: in their project, all
//! files are in `src/`. Lessons 11 and 12 begin a new project, where nothing is there before.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod code;
mod commands;
mod cookies;
mod copies;
mod curl;
mod fault;
mod lists;
mod names;
mod page;
mod project;
mod replay;
mod shell;
mod solutions;
mod structure;

use std::path::Path;
use std::process::Command;

use jwt_sandbox::explanation::Lesson;

use project::Project;
use proofs::programs::program;
use proofs::server;

#[test]
fn who_types_the_code_of_a_lesson_has_its_checkpoint() {
    fault::none(&code::check(&Project::this()));
}

#[test]
fn each_cargo_command_fits_the_manifest() {
    fault::none(&commands::check(&Project::this()));
}

#[test]
fn each_request_gets_the_answer_that_its_page_shows() {
    fault::none(&replay::check(&Project::this(), &command));
}

#[test]
fn what_a_page_names_exists_and_all_lists_match() {
    fault::none(&names::check(&Project::this()));
}

#[test]
fn each_solution_of_an_exercise_compiles_and_runs() {
    fault::none(&solutions::check(&Project::this(), solutions::ALL));
}

#[test]
fn each_lesson_has_the_sections_of_a_lesson() {
    fault::none(&structure::check(&Project::this()));
}

/// A proof that finds no lesson to look at would pass.
#[test]
fn the_lessons_of_parts_1_and_2_are_there() {
    let project = Project::this();
    let names: Vec<&str> = project
        .lessons
        .iter()
        .map(|lesson| lesson.name.as_str())
        .collect();
    let both = [
        "01-read-a-token",
        "02-first-route",
        "03-mock-user",
        "04-secret",
        "05-sign",
        "06-bearer-header",
        "07-verify",
        "08-expiry",
        "09-issuer-and-audience",
        "10-finished-sandbox",
        "11-by-hand",
        "12-login",
        "13-accounts",
        "14-browser-session",
    ];
    assert!(names.starts_with(&both), "lessons/ has {names:?}");
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
            "src/explanation.rs names {page}, which does not exist"
        );
    }
}

/// The programs that pages talk to: the sandbox, a checkpoint or the solution of an exercise.
fn command(name: &str, folder: &Path, variables: &[(&str, &str)]) -> Command {
    if name == replay::SANDBOX {
        let sandbox = proofs::programs::sandbox();
        return server::command(sandbox, folder, variables);
    }
    let example = solutions::example(name);
    if name.contains('/') && !Project::this().has_example(&example) {
        let this = std::env::current_exe().unwrap();
        let mut command = server::command(&this, folder, variables);
        command
            .args(solutions::ARGUMENTS)
            .env(solutions::WHICH, name);
        return command;
    }
    server::command(program(&example), folder, variables)
}
