//! A program of the project as a separate process: one that serves, or one that refuses to start.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

/// A server on a free port. Dropping it stops it.
pub struct Process {
    child: Child,
    /// Such as `http://127.0.0.1:40213`.
    pub origin: String,
    output: Vec<JoinHandle<String>>,
}

impl Process {
    /// Starts a binary in an empty environment with these variables, and waits until it serves.
    pub fn start(binary: &Path, folder: &Path, variables: &[(&str, &str)]) -> Self {
        Self::launch(command(binary, folder, variables))
    }

    /// The same for a command that was prepared with [`command`].
    pub fn launch(mut command: Command) -> Self {
        let mut child = command
            .env("ROCKET_PORT", "0")
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
        let (mut stdout, errors) = (stdout(&mut child), errors(&mut child));
        let mut seen = String::new();
        let Some(origin) = launched(&mut stdout, &mut seen) else {
            panic!("the server stopped:\n{seen}{}", errors.join().unwrap());
        };
        let log = thread::spawn(move || {
            stdout.read_to_string(&mut seen).unwrap();
            seen
        });
        Self {
            child,
            origin,
            output: vec![log, errors],
        }
    }

    /// The id of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the server to stop, as Ctrl-C does, and waits until it has.
    #[cfg(unix)]
    pub fn interrupt(mut self) -> ExitStatus {
        let id = self.id().to_string();
        let kill = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(kill.success());
        self.child.wait().unwrap()
    }

    /// Stops the server and returns everything that it printed, standard output first.
    pub fn stop(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.output
            .drain(..)
            .map(|thread| thread.join().unwrap())
            .collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a binary that must refuse to serve: its status, standard output and standard error.
pub fn run(
    binary: &Path,
    folder: &Path,
    variables: &[(&str, &str)],
) -> (ExitStatus, String, String) {
    let mut child = command(binary, folder, variables).spawn().unwrap();
    let (mut stdout, errors) = (stdout(&mut child), errors(&mut child));
    let mut seen = String::new();
    if launched(&mut stdout, &mut seen).is_some() {
        child.kill().unwrap();
        panic!("the server serves with {variables:?}:\n{seen}");
    }
    (child.wait().unwrap(), seen, errors.join().unwrap())
}

fn stdout(child: &mut Child) -> BufReader<ChildStdout> {
    BufReader::new(child.stdout.take().unwrap())
}

/// Reads standard error along with standard output, so that neither pipe fills up.
fn errors(child: &mut Child) -> JoinHandle<String> {
    let mut stderr = child.stderr.take().unwrap();
    thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).unwrap();
        text
    })
}

/// Reads until the server prints its address or ends.
fn launched(stdout: &mut impl BufRead, seen: &mut String) -> Option<String> {
    loop {
        let before = seen.len();
        if stdout.read_line(seen).unwrap() == 0 {
            return None;
        }
        if let Some((_, origin)) = seen[before..].split_once("has launched from ") {
            return Some(origin.trim().to_owned());
        }
    }
}

/// A binary in an empty environment with these variables, its output captured.
pub fn command(binary: &Path, folder: &Path, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(binary);
    command
        .env_clear()
        // Windows can't open a socket without it.
        .envs(std::env::var_os("SystemRoot").map(|root| ("SystemRoot", root)))
        .envs(variables.iter().copied())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}
