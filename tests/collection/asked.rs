//! A running server, and how to ask it.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;
use ureq::http::Request;

use proofs::programs::program;
use proofs::server::Server;
use proofs::{client, forge};

/// The user of collection 2, as its variables say.
pub const EMAIL: &str = "test@example.com";
pub const PASSWORD: &str = "correct horse battery staple";
pub const NAME: &str = "test";

/// A server with a client that follows no redirect and keeps no cookie.
pub struct Asked {
    server: Server,
    agent: Agent,
    /// Whether it has accounts: the app of lesson 14 does.
    pub has_accounts: bool,
    /// Below the server: Windows does not delete a folder that is in use.
    _folder: TempDir,
}

pub struct Came {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Came {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let headers = self.headers.iter();
        headers
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

impl Asked {
    /// The finished sandbox.
    pub fn sandbox() -> Self {
        Self::start(proofs::programs::sandbox(), false)
    }

    /// The app of lesson 14, with the user of the collection.
    pub fn app() -> Self {
        let app = Self::start(program("14-browser-session"), true);
        app.sign_up(NAME, EMAIL);
        app
    }

    fn start(program: &Path, has_accounts: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            server: Server::start(program, folder.path(), &[("JWT_SECRET", forge::KEY)]),
            agent: client::agent(),
            has_accounts,
            _folder: folder,
        }
    }

    /// Such as `http://127.0.0.1:40213`.
    pub fn origin(&self) -> &str {
        &self.server.origin
    }

    pub fn ask(
        &self,
        method: &str,
        address: &str,
        headers: &[(String, String)],
        body: &str,
    ) -> Came {
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut answer = self.agent.run(request.body(body).unwrap()).unwrap();
        let headers = answer.headers().iter();
        Came {
            status: answer.status().as_u16(),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: answer.body_mut().read_to_string().unwrap(),
        }
    }

    fn post(&self, path: &str, value: &Value) -> Came {
        let address = format!("{}{path}", self.origin());
        let headers = [("Content-Type".into(), "application/json".into())];
        self.ask("POST", &address, &headers, &value.to_string())
    }

    /// A new account, with the password of all accounts here.
    pub fn sign_up(&self, name: &str, email: &str) {
        let account = json!({"name": name, "email": email, "password": PASSWORD});
        let came = self.post("/signup", &account);
        assert_eq!(came.status, 201, "{}", came.body);
    }

    /// A token that was signed a moment ago: for this account, or for the mock user.
    pub fn token(&self, email: &str) -> String {
        let came = if self.has_accounts {
            self.post("/login", &json!({"email": email, "password": PASSWORD}))
        } else {
            self.ask("GET", &format!("{}/sign-token", self.origin()), &[], "")
        };
        came.json()["token"].as_str().unwrap().to_owned()
    }

    pub fn delete(&self, token: &str) {
        let authorization = ("Authorization".into(), format!("Bearer {token}"));
        let address = format!("{}/me", self.origin());
        assert_eq!(
            self.ask("DELETE", &address, &[authorization], "").status,
            204
        );
    }
}
