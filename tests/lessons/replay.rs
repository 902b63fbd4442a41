//! Proof 3: each request on a page gets the answer that the page shows.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

use crate::finding::Finding;
use crate::page::{Block, Page};
use crate::project::Project;
use proofs::cookies::Jar;
use proofs::ellipsis::fits;
use proofs::process::Process;

use curl::{Answer, Request};
use shell::Step;

mod curl;
mod pair;
mod shell;
mod tests;

/// What takes something out of an answer: `NAME=$(curl -s …`, and one of these. The dots stand for a
/// name. What is taken follows this name and its punctuation, and ends at the last sign.
const TAKEN: [(&str, &str, char); 3] = [
    (r#" | sed 's/.*"…":"\([^"]*\)".*/\1/')"#, r#""…":""#, '"'),
    (
        r#" | sed -n 's/.*name="…" value="\([^"]*\)".*/\1/p')"#,
        r#"name="…" value=""#,
        '"',
    ),
    (r" | sed -n '$s/.*…=\([^ ]*\) .*/\1/p')", "…=", ' '),
];

/// A line of an answer, by its number: `LINE=$(curl -s … | sed -n 2p)`.
const LINE: (&str, &str) = (" | sed -n ", "p)");

/// How a page runs the learner's program. Any other `cargo run` isn't run here.
const RUN: &str = "cargo run -q -- ";

/// The name of the finished sandbox in `at=`.
pub const SANDBOX: &str = "sandbox";

/// Prepares the program of this name, in this folder, with these variables. Its name is the one of
/// an example, `sandbox`, or that of a solution, such as `07-verify/exercise-1`.
pub type Program<'p> = dyn Fn(&str, &Path, &[(&str, &str)]) -> Command + 'p;

pub fn check_requests(project: &Project, program: &Program<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for page in project.pages() {
        let mut lessons = project.lessons.iter();
        let lesson = lessons.find(|lesson| lesson.page.path == page.path);
        let name = lesson.map_or("", |lesson| lesson.name.as_str());
        let main = lesson.and_then(|lesson| project.after(lesson).remove("main.rs"));
        let own = main.as_ref().and_then(|path| path.split('/').next());
        let mut run = PageRun {
            page: &page,
            lesson: name,
            home: match lesson {
                Some(lesson) if lesson.has_checkpoint() => &lesson.entry.checkpoint,
                _ => SANDBOX,
            },
            own,
            secret: project.example_secret(),
            folder: tempfile::tempdir().unwrap(),
            program,
            servers: HashMap::new(),
            key_sets: HashMap::new(),
            alone: false,
            variables: BTreeMap::new(),
            jars: BTreeMap::new(),
        };
        for block in page.blocks().filter(|block| block.language == "console") {
            findings.extend(run.replay(project, block));
        }
    }
    findings
}

/// A page while it is replayed: its servers and what its commands have set so far.
struct PageRun<'c> {
    page: &'c Page,
    lesson: &'c str,
    /// The program that the page talks to unless a block names a different one.
    home: &'c str,
    /// The program in the learner's `src/`.
    own: Option<&'c str>,
    secret: String,
    program: &'c Program<'c>,
    servers: HashMap<Setup, Server>,
    /// Where each issuer has its keys or had them last, for the service that fetches them.
    key_sets: HashMap<Setup, String>,
    /// Whether the issuer is stopped.
    alone: bool,
    /// Where the servers run: a folder without a `.env`, so that they don't read a developer's own.
    /// All servers of a page find the same database in it, and no other page does. It is the last
    /// field, because Windows doesn't delete a folder that is in use.
    folder: tempfile::TempDir,
    variables: BTreeMap<String, String>,
    /// The cookie files that its curl lines write.
    jars: BTreeMap<String, Jar>,
}

/// A program and what is in its environment besides the secret.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Setup {
    program: String,
    variables: Vec<(String, String)>,
}

struct Server {
    process: Process,
    /// Where it fetches keys, if it does.
    key_set: Option<String>,
}

impl PageRun<'_> {
    fn replay(&mut self, project: &Project, block: &Block) -> Vec<Finding> {
        let setup = match self.setup(project, block) {
            Ok(Some(setup)) => setup,
            Ok(None) => return Vec::new(),
            Err(finding) => return vec![*finding],
        };
        let steps = match shell::steps(block) {
            Ok(steps) => steps,
            Err(line) => {
                return vec![Finding {
                    place: self.page.at(line),
                    what: "a console block that doesn't start with a command".into(),
                    expected: "$ and a command".into(),
                    found: "output".into(),
                    to_do: "start with the command, or make it a text block".into(),
                }];
            }
        };
        let has = |tag: &str| block.attributes.iter().any(|(name, _)| name == tag);
        if has("restarted") {
            self.servers.remove(&setup);
        }
        self.alone = has("alone");
        if let (true, (_, Some(issuer))) = (self.alone, pair::target(self.home, &setup, true)) {
            self.servers.remove(&issuer);
        }
        steps
            .iter()
            .filter_map(|step| self.step(step, &setup).err())
            .map(|finding| *finding)
            .collect()
    }

    /// The server against which a block is replayed, or none if it isn't replayed.
    fn setup(&self, project: &Project, block: &Block) -> Result<Option<Setup>, Box<Finding>> {
        let mut setup = Setup {
            program: self.home.into(),
            variables: Vec::new(),
        };
        for (name, value) in &block.attributes {
            match (name.as_str(), value.as_deref()) {
                ("wrong", None) => return Ok(None),
                ("restarted" | "alone", None) => {}
                ("at", Some(program))
                    if program == SANDBOX || project.cargo.has_example(program) =>
                {
                    setup.program = program.into();
                }
                ("at", Some(exercise)) if project.has_solution(self.lesson, exercise) => {
                    setup.program = format!("{}/{exercise}", self.lesson);
                }
                ("env", Some(variable)) if variable.contains('=') => {
                    let (name, value) = variable.split_once('=').unwrap();
                    setup.variables.push((name.into(), value.into()));
                }
                _ => {
                    return Err(Box::new(Finding {
                        place: self.page.at(block.line),
                        what: "a console block with unknown tags".into(),
                        expected: "at=<an example, exercise-<number>, or sandbox>, env=NAME=value, restarted, alone, or wrong".into(),
                        found: block.info(),
                        to_do: "write one of these, separated by commas".into(),
                    }));
                }
            }
        }
        Ok(Some(setup))
    }

    fn step(&mut self, step: &Step, setup: &Setup) -> Result<(), Box<Finding>> {
        if let Some((name, command, number)) = line(&step.command) {
            let request = self.request(step, command)?;
            let answer = self.send(step, setup, &request)?.body;
            let Some(line) = answer.lines().nth(number - 1) else {
                return Err(Box::new(Finding {
                    place: self.page.at(step.line),
                    what: format!("line {number} of an answer that has fewer"),
                    expected: answer,
                    found: step.command.clone(),
                    to_do: "count the lines again".into(),
                }));
            };
            self.variables.insert(name.into(), line.into());
        } else if let Some((name, command, before, end)) = taken(&step.command) {
            let request = self.request(step, command)?;
            if !request.silent {
                return Err(Box::new(
                    self.unclear(step, "without -s, curl shows its progress here".into()),
                ));
            }
            let answer = self.send(step, setup, &request)?.body;
            let mut rest = answer.split(&before).skip(1);
            let (Some(value), None) = (rest.next(), rest.next()) else {
                return Err(Box::new(Finding {
                    place: self.page.at(step.line),
                    what: format!(
                        "a line that takes one {before}…{end} out of an answer that doesn't have one"
                    ),
                    expected: answer,
                    found: step.command.clone(),
                    to_do: "move it to a place where the answer has one, or name another server with at=".into(),
                }));
            };
            let value = value.split(end).next().unwrap_or_default();
            self.variables.insert(name.into(), value.into());
        } else if let Some((name, command)) = printed(&step.command) {
            let (printed, errors) = self.run(step, command)?;
            self.variables.insert(name.into(), printed);
            self.compare(step, errors)?;
        } else if let Some((name, value)) = assignment(&step.command) {
            let value = self.words(step, value)?.concat();
            self.variables.insert(name.into(), value);
        } else if step.command.starts_with("curl ") {
            let request = self.request(step, &step.command)?;
            let mut answer = self.send(step, setup, &request)?;
            answer.body = request.prints(&answer);
            if let Err(difference) = answer.compare(&step.output, request.with_head) {
                return Err(Box::new(Finding {
                    place: self.page.at(step.line),
                    what: format!(
                        "{} gives a different answer to {}",
                        pair::target(self.home, setup, request.on_8001).0.program,
                        step.command.replace('\n', " ")
                    ),
                    expected: difference.expected,
                    found: difference.found,
                    to_do: "fix the server if it's wrong; otherwise show its answer, with … for what changes each time".into(),
                }));
            }
        } else if step.command.starts_with(RUN) {
            let (printed, errors) = self.run(step, &step.command)?;
            self.compare(step, format!("{printed}\n{errors}").trim().to_owned())?;
        } else if step.command.contains("curl") || step.command.contains("TOKEN=") {
            return Err(Box::new(
                self.unclear(
                    step,
                    "a command with curl starts with `curl `, or takes one thing out of an answer"
                        .into(),
                ),
            ));
        }
        Ok(())
    }

    /// What the words of a curl line ask for.
    fn request(&self, step: &Step, command: &str) -> Result<Request, Box<Finding>> {
        let words = self.words(step, command)?;
        Request::parse(&words[1..]).map_err(|why| Box::new(self.unclear(step, why)))
    }

    /// Sends it with the cookies that it names, and keeps those that come back.
    fn send(
        &mut self,
        step: &Step,
        setup: &Setup,
        request: &Request,
    ) -> Result<Answer, Box<Finding>> {
        let named = request.jar.as_ref().and_then(|jar| self.jars.get(jar));
        let mut jar = named.cloned().unwrap_or_default();
        let answer = curl::send(&self.origin(step, setup, request)?, request, &mut jar);
        if let Some(file) = request.file.as_ref().filter(|file| *file != "/dev/null") {
            fs::write(self.folder.path().join(file), &answer.bytes).unwrap();
        }
        if let Some(name) = &request.jar_after {
            self.jars.insert(name.clone(), jar);
        }
        Ok(answer)
    }

    /// What the learner's program prints for a command that starts with [`RUN`]: its output and its
    /// errors.
    fn run(&self, step: &Step, command: &str) -> Result<(String, String), Box<Finding>> {
        let words = self.words(step, command)?;
        let Some(own) = self.own else {
            return Err(Box::new(
                self.unclear(step, "this lesson has no main.rs".into()),
            ));
        };
        let mut program = (self.program)(own, self.folder.path(), &[]);
        let output = program.args(&words[RUN.split(' ').count() - 1..]).output();
        let output = output.unwrap_or_else(|error| panic!("{own}: {error}"));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
        Ok((text(&output.stdout), text(&output.stderr)))
    }

    /// What the terminal shows of the learner's program, and what the page shows.
    fn compare(&self, step: &Step, printed: String) -> Result<(), Box<Finding>> {
        if fits(&printed, step.output.trim_end()) {
            return Ok(());
        }
        Err(Box::new(Finding {
            place: self.page.at(step.line),
            what: format!("the program prints something else for {}", step.command),
            expected: printed,
            found: step.output.trim_end().into(),
            to_do: "show what it prints, with … for what changes each time".into(),
        }))
    }

    fn words(&self, step: &Step, text: &str) -> Result<Vec<String>, Box<Finding>> {
        shell::words(text, &self.variables).map_err(|why| Box::new(self.unclear(step, why)))
    }

    fn unclear(&self, step: &Step, why: String) -> Finding {
        Finding {
            place: self.page.at(step.line),
            what: "a command that can't be replayed".into(),
            expected: why,
            found: step.command.clone(),
            to_do: format!(
                "write it with -s, -i, -X, -H, -d, --json, -b, -c, -o, -w and an address at {}; to take something out of an answer: NAME=$(curl -s …{}; to keep what the lesson's program prints: NAME=$({RUN}…)",
                curl::ADDRESS,
                TAKEN[0].0,
            ),
        }
    }

    /// The address of the server that a request goes to.
    fn origin(
        &mut self,
        step: &Step,
        setup: &Setup,
        request: &Request,
    ) -> Result<String, Box<Finding>> {
        let (server, issuer) = pair::target(self.home, setup, request.on_8001);
        let Some(issuer) = issuer else {
            return self.running(step, &server, None);
        };
        if !self.alone {
            self.running(step, &issuer, None)?;
        }
        let key_set = self.key_sets.get(&issuer).cloned();
        self.running(step, &server, key_set)
    }

    /// The address of the server with this setup; it is started when it is first needed, and again when
    /// its issuer was, because that has another port then.
    fn running(
        &mut self,
        step: &Step,
        setup: &Setup,
        key_set: Option<String>,
    ) -> Result<String, Box<Finding>> {
        let running = self.servers.get(setup);
        if running.is_none_or(|server| server.key_set != key_set) {
            self.servers.remove(setup);
            let mut variables: BTreeMap<&str, &str> = [("JWT_SECRET", self.secret.as_str())].into();
            variables.extend(key_set.as_deref().map(|url| (pair::KEY_SET_URL, url)));
            variables.extend(
                setup
                    .variables
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str())),
            );
            let variables: Vec<_> = variables.into_iter().collect();
            let command = (self.program)(&setup.program, self.folder.path(), &variables);
            let start = || Process::launch(command);
            let process = catch_unwind(AssertUnwindSafe(start)).map_err(|_| {
                Box::new(Finding {
                    place: self.page.at(step.line),
                    what: format!("{} doesn't start", setup.program),
                    expected: "a server".into(),
                    found: "it ended; see its output above".into(),
                    to_do: "fix its variables or its code".into(),
                })
            })?;
            let address = format!("{}{}", process.origin, pair::KEY_SET);
            self.key_sets.insert(setup.clone(), address);
            let server = Server { process, key_set };
            self.servers.insert(setup.clone(), server);
        }
        Ok(self.servers[setup].process.origin.clone())
    }
}

/// The command `NAME=value`.
fn assignment(command: &str) -> Option<(&str, &str)> {
    let (name, value) = command.split_once('=')?;
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    (!name.is_empty() && name.chars().all(capital) && !value.contains("$("))
        .then_some((name, value))
}

/// `NAME=$(curl … | sed …)`: the name, the curl line, the text before what is taken, and the sign after
/// it.
fn taken(command: &str) -> Option<(&str, &str, String, char)> {
    let (name, rest) = inner(command)?;
    let (curl, before, after) = TAKEN.iter().find_map(|(sed, before, after)| {
        let (start, end) = sed.split_once('…')?;
        let (curl, field) = rest.strip_suffix(end)?.split_once(start)?;
        let plain = field.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        plain.then(|| (curl, before.replace('…', field), *after))
    })?;
    curl.starts_with("curl ")
        .then_some((name, curl, before, after))
}

/// `NAME=$(curl … | sed -n 2p)`: the name, the curl line, and the number.
fn line(command: &str) -> Option<(&str, &str, usize)> {
    let (name, rest) = inner(command)?;
    let (curl, number) = rest.strip_suffix(LINE.1)?.split_once(LINE.0)?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    curl.starts_with("curl -s ").then_some((name, curl, number))
}

/// `NAME=$(cargo run -q -- …)`: the name and the command.
fn printed(command: &str) -> Option<(&str, &str)> {
    let (name, rest) = inner(command)?;
    let run = rest.strip_suffix(')')?;
    run.starts_with(RUN).then_some((name, run))
}

/// `NAME=$(…)`: the name, and what follows the bracket.
fn inner(command: &str) -> Option<(&str, &str)> {
    let (name, rest) = command.split_once("=$(")?;
    assignment(&format!("{name}="))?;
    Some((name, rest))
}
