//! `cargo start-at 07 ../my-sandbox`: makes the project as a learner has it at the start of a lesson.
//!
//! `cargo start-at 15-mend ../mend`: makes a server with holes, which its lesson fixes.
//!
//! It knows nothing about individual lessons. [`course`] reads their order from the manifest, [`page`]
//! reads what a page tells the learner to type, [`project`] does the same, and [`folder`] writes the
//! result. So it can't differ from the pages, except in what they don't say in a command.

mod course;
mod folder;
mod page;
mod project;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use course::{Course, Lesson};
use project::Project;

const USAGE: &str = "\
Usage: cargo start-at <lesson> <folder>

Makes your project as it is at the start of a lesson, in a new or empty folder:
  cargo start-at 07 ../my-sandbox
Or a server with holes, to fix:
  cargo start-at 15-mend ../mend";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match run(&arguments) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

/// What to tell the learner, or why nothing was made.
fn run(arguments: &[OsString]) -> Result<String, String> {
    let clone = Path::new(env!("CARGO_MANIFEST_DIR"));
    let course = Course::read(clone)?;
    let (wanted, folder) = match arguments {
        [help] if help == "--help" || help == "-h" => {
            return Ok(format!("{USAGE}\n\n{}", lessons(&course)));
        }
        [wanted] => (wanted, None),
        [wanted, folder] => (wanted, Some(Path::new(folder))),
        _ => return Err(format!("{USAGE}\n\n{}", lessons(&course))),
    };
    let wanted = wanted.to_string_lossy();
    if let Some(lesson) = course.with_starter(&wanted) {
        let folder = folder.ok_or_else(|| no_folder(&wanted, "../mend"))?;
        folder::check(folder, clone)?;
        let project = Project::with_holes(&course, lesson)?;
        let files = folder::write(folder, &project)?;
        return Ok(made_starter(lesson, folder, &files));
    }
    let Some(lesson) = course.find(&wanted) else {
        return Err(format!("There is no lesson {wanted}. {}", lessons(&course)));
    };
    if let Some(command) = lesson.starts_with() {
        return Ok(without_a_project(&course, lesson, &command));
    }
    let Some(folder) = folder else {
        return Err(no_folder(lesson.number(), "../my-sandbox"));
    };
    folder::check(folder, clone)?;
    let project = Project::at_the_start(&course, lesson, &folder::address(clone, folder)?)?;
    let files = folder::write(folder, &project)?;
    Ok(made(lesson, folder, &project, &files))
}

fn no_folder(wanted: &str, example: &str) -> String {
    format!("Name a folder for the project, such as: cargo start-at {wanted} {example}")
}

fn lessons(course: &Course) -> String {
    let mut list = String::from("The lessons are:");
    for lesson in &course.lessons {
        let _ = write!(list, "\n  {:<24} {}", lesson.name, lesson.title);
        if let Some(starter) = lesson.starter.as_ref().filter(|name| **name != lesson.name) {
            let _ = write!(
                list,
                "\n  {starter:<24} {}: the server to fix",
                lesson.title
            );
        }
    }
    list
}

fn made_starter(lesson: &Lesson, folder: &Path, files: &[String]) -> String {
    format!(
        "Made {0}: the server to fix in lesson {1}. It's broken on purpose, so keep it on your own machine.
  {2}
Next: cd {0}, then cargo run. Follow {3}.",
        folder.display(),
        lesson.number(),
        files.join(", "),
        lesson.page(),
    )
}

/// Lessons 01 and 10 look at the sandbox, and some lessons attack an app of the clone.
fn without_a_project(course: &Course, lesson: &Lesson, command: &str) -> String {
    let mut said = format!(
        "Lesson {} is about a program in the clone, so you don't need a project at its start. In the clone:
  1. Copy .env.example to .env, if you haven't.
  2. {command}
  3. Read {}.",
        lesson.number(),
        lesson.page(),
    );
    let before = course.before(lesson).last().copied();
    let before = before.filter(|before| before.starts_with().is_none());
    if let Some(before) = before.filter(|_| lesson.is_about_the_sandbox()) {
        let _ = write!(
            said,
            "\nTo compare it with your own server, open {} beside the sandbox's src/.",
            before.checkpoint(),
        );
    }
    said
}

fn made(lesson: &Lesson, folder: &Path, project: &Project, files: &[String]) -> String {
    let mut said = format!(
        "Made {}: the project at the start of lesson {}.\n  {}\n",
        folder.display(),
        lesson.number(),
        files.join(", "),
    );
    let done = match project.done.as_slice() {
        [] => String::new(),
        [one] => format!(" This command of the page is already done: {one}"),
        several => format!(
            " These commands of the page are already done:\n  {}",
            several.join("\n  ")
        ),
    };
    let _ = write!(
        said,
        "Next: cd {}\nThen follow {}.{done}",
        folder.display(),
        lesson.page(),
    );
    said
}
