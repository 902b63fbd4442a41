//! The server that gets a collection's requests, and the accounts that its examples need.

use proofs::app::{App, PASSWORD};
use proofs::client::Response;
use proofs::course::{Kind, Lesson};
use serde_json::json;

/// The user of collection 2, as its variables say.
pub const EMAIL: &str = "test@example.com";
pub const NAME: &str = "test";

/// A running server.
pub struct Server {
    app: App,
    /// Whether it has accounts, as the apps do.
    has_accounts: bool,
}

impl Server {
    /// The checkpoint of a lesson, with the user of the collection.
    pub fn of(lesson: &Lesson) -> Self {
        Self::start(&lesson.checkpoint, lesson.kind == Kind::App)
    }

    /// The finished sandbox.
    pub fn sandbox() -> Self {
        Self::start(proofs::course::SANDBOX, false)
    }

    fn start(program: &str, has_accounts: bool) -> Self {
        let server = Self {
            app: App::alone(program),
            has_accounts,
        };
        if has_accounts {
            server.sign_up(NAME, EMAIL);
        }
        server
    }

    /// Such as `http://127.0.0.1:40213`.
    pub fn origin(&self) -> &str {
        self.app.origin()
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: &str,
    ) -> Response {
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.app.send(method, path, &headers, body)
    }

    /// A new account, with the password of all accounts here.
    pub fn sign_up(&self, name: &str, email: &str) {
        let account = json!({"name": name, "email": email, "password": PASSWORD});
        let response = self.app.post("/signup", &account);
        assert_eq!(response.status, 201, "{}", response.text);
    }

    /// A token that was signed a moment ago: for this account, or for the mock user.
    pub fn token(&self, email: &str) -> String {
        if self.has_accounts {
            return self.app.token(email, PASSWORD);
        }
        let response = self.app.send("GET", "/sign-token", &[], "");
        response.json()["token"].as_str().unwrap().to_owned()
    }

    pub fn delete(&self, token: &str) {
        let response = self.app.ask("DELETE", "/me", Some(token), "");
        assert_eq!(response.status, 204);
    }
}
