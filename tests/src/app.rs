//! A server with accounts: an app from lesson 12 or later, used through JSON.

use std::ops::Deref;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::Response;
use crate::server::TestServer;

/// The password of all accounts here.
pub const PASSWORD: &str = "correct horse battery staple";

/// A running app.
pub struct App(TestServer);

impl Deref for App {
    type Target = TestServer;

    fn deref(&self) -> &TestServer {
        &self.0
    }
}

impl App {
    /// In a new, empty folder.
    pub fn alone(name: &str) -> Self {
        Self(TestServer::alone(name))
    }

    /// The same with more in its environment.
    pub fn alone_with(name: &str, variables: &[(&str, &str)]) -> Self {
        Self(TestServer::alone_with(name, variables))
    }

    /// In a folder that holds its database.
    pub fn start(name: &str, folder: &TempDir) -> Self {
        Self(TestServer::start(name, folder))
    }

    /// The same with more in its environment.
    pub fn with(name: &str, folder: &TempDir, variables: &[(&str, &str)]) -> Self {
        Self(TestServer::with(name, folder, variables))
    }

    /// Stops the app and returns everything that it printed, standard output first.
    pub fn stop(self) -> String {
        self.0.stop()
    }

    /// Its answer, or `None` if the connection broke.
    pub fn try_ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: impl AsRef<[u8]>,
    ) -> Option<Response> {
        let authorization = token.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(
            authorization
                .as_deref()
                .map(|value| ("Authorization", value)),
        );
        self.try_send(method, path, &headers, body).ok()
    }

    /// Its answer.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: impl AsRef<[u8]>,
    ) -> Response {
        self.try_ask(method, path, token, body).unwrap()
    }

    /// `GET` with a token.
    pub fn get(&self, path: &str, token: &str) -> Response {
        self.ask("GET", path, Some(token), "")
    }

    /// `POST` without a token.
    pub fn post(&self, path: &str, body: &Value) -> Response {
        self.ask("POST", path, None, body.to_string())
    }

    /// Tries to sign in.
    pub fn login(&self, email: &str, password: &str) -> Response {
        self.post("/login", &json!({"email": email, "password": password}))
    }

    /// The token of a sign-in that must succeed.
    pub fn token(&self, email: &str, password: &str) -> String {
        let response = self.login(email, password);
        assert_eq!(response.status, 200, "{}", response.text);
        response.json()["token"].as_str().unwrap().to_owned()
    }
}
