//! A running app, and how to ask it.

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

use proofs::programs::program;
use proofs::server::Server;
use proofs::{client, forge};

pub const PASSWORD: &str = "correct horse battery staple";

/// An app at work.
pub struct App {
    pub server: Server,
    agent: Agent,
    /// Below the server: Windows does not delete a folder that is in use.
    _folder: Option<TempDir>,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

/// The environment of each app here: a secret that the tests know.
pub const SETTINGS: [(&str, &str); 1] = [("JWT_SECRET", forge::KEY)];

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

impl App {
    /// In a folder that nobody else needs.
    pub fn alone(name: &str) -> Self {
        let folder = folder();
        let app = Self::start(name, &folder);
        Self {
            _folder: Some(folder),
            ..app
        }
    }

    /// In a folder that holds its database.
    pub fn start(name: &str, folder: &TempDir) -> Self {
        Self::with(name, folder, &[])
    }

    pub fn with(name: &str, folder: &TempDir, variables: &[(&str, &str)]) -> Self {
        let variables = [&SETTINGS, variables].concat();
        Self {
            server: Server::start(program(name), folder.path(), &variables),
            agent: client::agent(),
            _folder: None,
        }
    }

    /// What it answers, or nothing if the connection broke.
    pub fn try_ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: impl AsRef<[u8]>,
    ) -> Option<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server.origin))
            .header("Content-Type", "application/json");
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let mut answer = self.agent.run(request.body(body.as_ref()).unwrap()).ok()?;
        Some(Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: answer.body_mut().read_to_string().ok()?,
        })
    }

    pub fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: impl AsRef<[u8]>,
    ) -> Answer {
        self.try_ask(method, path, token, body).unwrap()
    }

    pub fn get(&self, path: &str, token: &str) -> Answer {
        self.ask("GET", path, Some(token), "")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, None, body.to_string())
    }

    pub fn login(&self, email: &str, password: &str) -> Answer {
        self.post("/login", &json!({"email": email, "password": password}))
    }

    /// The token of a login that must be right.
    pub fn token(&self, email: &str, password: &str) -> String {
        let answer = self.login(email, password);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["token"].as_str().unwrap().to_owned()
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Asserts that this is a refusal with this status, reason and detail.
    pub fn refuses(&self, status: u16, reason: &str, detail: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(
            self.header("Content-Type"),
            Some("application/problem+json")
        );
        let body = self.json();
        assert_eq!(
            (&body["reason"], &body["detail"]),
            (&json!(reason), &json!(detail))
        );
        assert_eq!(body["status"], status);
        let page = format!("{}/README.md", body["lesson"].as_str().unwrap());
        assert!(proofs::root().join(&page).is_file(), "there is no {page}");
        assert_eq!(status == 401, self.header("WWW-Authenticate").is_some());
    }
}
