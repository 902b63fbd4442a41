//! A server for a test: a program of the project, running in a new folder.

use std::process::Command;
#[cfg(unix)]
use std::process::ExitStatus;

use tempfile::TempDir;

use crate::client::{Client, Response};
use crate::forge;
use crate::process::Process;
use crate::programs::program;

/// The environment of each server: a secret that the tests know.
pub const SETTINGS: [(&str, &str); 1] = [("JWT_SECRET", forge::KEY)];

/// A running server and its client.
pub struct TestServer {
    process: Process,
    client: Client,
    /// After the process, because Windows doesn't delete a folder that is in use.
    _folder: Option<TempDir>,
}

/// An empty folder, from which no `.env` or `Rocket.toml` of the project is found.
pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

impl TestServer {
    /// Starts a program, such as `jwt-sandbox` or `12-login`.
    pub fn alone(name: &str) -> Self {
        Self::alone_with(name, &[])
    }

    /// The same with more in its environment.
    pub fn alone_with(name: &str, variables: &[(&str, &str)]) -> Self {
        let folder = folder();
        let server = Self::with(name, &folder, variables);
        Self {
            _folder: Some(folder),
            ..server
        }
    }

    /// Starts a program in a folder that holds its database, or its `.env`.
    pub fn start(name: &str, folder: &TempDir) -> Self {
        Self::with(name, folder, &[])
    }

    /// The same with more in its environment.
    pub fn with(name: &str, folder: &TempDir, variables: &[(&str, &str)]) -> Self {
        let variables = [&SETTINGS, variables].concat();
        Self {
            process: Process::start(program(name), folder.path(), &variables),
            client: Client::default(),
            _folder: None,
        }
    }

    /// Such as `http://127.0.0.1:40213`.
    pub fn origin(&self) -> &str {
        &self.process.origin
    }

    /// The id of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Ends its process at once, in the middle of whatever it does, as a power failure would.
    pub fn kill(&self) {
        let pid = self.id().to_string();
        let killed = if cfg!(windows) {
            Command::new("taskkill").args(["/F", "/PID", &pid]).status()
        } else {
            Command::new("kill").args(["-9", &pid]).status()
        };
        assert!(killed.unwrap().success());
    }

    /// Asks the server to stop, as Ctrl-C does, and waits until it has.
    #[cfg(unix)]
    pub fn interrupt(self) -> ExitStatus {
        self.process.interrupt()
    }

    /// Stops the server and returns everything that it printed, standard output first.
    pub fn stop(self) -> String {
        self.process.stop()
    }

    /// Its answer, or an error if the connection broke.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Result<Response, ureq::Error> {
        let address = format!("{}{path}", self.origin());
        self.client.send(method, &address, headers, body)
    }

    /// Its answer.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Response {
        self.try_send(method, path, headers, body).unwrap()
    }
}
