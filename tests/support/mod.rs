//! What the tests share: starting a real binary, and tokens forged with a key that they know.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "each test binary uses a part of it, and a test stops at the first surprise"
)]

pub mod forge;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

/// A server that runs as its own process, on a port that was free. Dropping it ends it.
pub struct Server {
    child: Child,
    /// Such as `http://127.0.0.1:40213`.
    pub origin: String,
    output: Vec<JoinHandle<String>>,
}

impl Server {
    /// Starts a binary in an empty environment with these variables, and waits until it serves.
    pub fn start(binary: &Path, folder: &Path, variables: &[(&str, &str)]) -> Self {
        let mut child = command(binary, folder, variables)
            .env("ROCKET_PORT", "0")
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let errors = thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            text
        });
        let mut seen = String::new();
        let origin = loop {
            let before = seen.len();
            if stdout.read_line(&mut seen).unwrap() == 0 {
                panic!("the server stopped:\n{seen}{}", errors.join().unwrap());
            }
            if let Some((_, origin)) = seen[before..].split_once("has launched from ") {
                break origin.trim().to_owned();
            }
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

    /// Ends the server and returns all that it printed, standard output first.
    pub fn stop(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.output
            .drain(..)
            .map(|thread| thread.join().unwrap())
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a binary that is expected to end by itself: its status, standard output and standard error.
pub fn run(
    binary: &Path,
    folder: &Path,
    variables: &[(&str, &str)],
) -> (ExitStatus, String, String) {
    let output = command(binary, folder, variables).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status, text(output.stdout), text(output.stderr))
}

fn command(binary: &Path, folder: &Path, variables: &[(&str, &str)]) -> Command {
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
