//! The server that gets a collection's requests, and the accounts that its examples need.

use proofs::app::{App, PASSWORD};
use proofs::client::Response;
use proofs::course::{Kind, Lesson};
use serde_json::json;

/// The user of collection 2, as its variables say.
pub const EMAIL: &str = "test@example.com";
pub const NAME: &str = "test";

/// What the server of a starter needs besides the settings of all servers.
const SECRETS: [(&str, &str); 2] = [
    (
        "NOTES_SECRET",
        "a secret for the notes, of 32 bytes or more",
    ),
    ("MAIL_SECRET", "a secret for the mail, of 32 bytes or more"),
];

/// A running server.
pub struct Server {
    app: App,
    tokens: Tokens,
}

/// How a server hands out tokens.
enum Tokens {
    /// `GET /sign-token`: to anyone.
    ForAll,
    /// `POST /login`, after a sign-up.
    Login,
    /// `POST` to this path, with a name.
    Name(&'static str),
}

impl Server {
    /// What a lesson's folder grades: its checkpoint, or the solution of its starter.
    pub fn of(lesson: &Lesson) -> Self {
        let tokens = match lesson.name.as_str() {
            "15-forged" => Tokens::Name("/none/login"),
            "16-claims" => Tokens::Name("/no-end/login"),
            "17-stolen" => Tokens::Name("/deleted/login"),
            _ if lesson.kind == Kind::App || lesson.starter.is_some() => Tokens::Login,
            _ => Tokens::ForAll,
        };
        Self::start(&lesson.graded(), tokens)
    }

    /// The finished sandbox.
    pub fn sandbox() -> Self {
        Self::start(proofs::course::SANDBOX, Tokens::ForAll)
    }

    fn start(program: &str, tokens: Tokens) -> Self {
        let server = Self {
            app: App::alone_with(program, &SECRETS),
            tokens,
        };
        if matches!(server.tokens, Tokens::Login) {
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

    /// A token that was signed a moment ago: for this account, for the mock user, or for Ann.
    pub fn token(&self, email: &str) -> String {
        match self.tokens {
            Tokens::Login => self.app.token(email, PASSWORD),
            Tokens::Name(path) => self.token_at(path, "Ann"),
            Tokens::ForAll => token_in(&self.app.send("GET", "/sign-token", &[], "")),
        }
    }

    /// A token for a name, from one of the logins of part 3.
    pub fn token_at(&self, path: &str, name: &str) -> String {
        token_in(&self.app.post(path, &json!({ "name": name })))
    }

    /// The cookie that a login of part 3 sets, as `name=value`.
    pub fn cookie_at(&self, path: &str, name: &str) -> String {
        let response = self
            .app
            .post(path, &json!({ "name": name, "password": PASSWORD }));
        let cookie = response.values("Set-Cookie")[0].split(';').next();
        cookie.unwrap().to_owned()
    }

    /// Sends a token, and expects a 204.
    pub fn spend(&self, method: &str, path: &str, token: &str) {
        let response = self.app.ask(method, path, Some(token), "");
        assert_eq!(response.status, 204, "{}", response.text);
    }

    pub fn delete(&self, token: &str) {
        self.spend("DELETE", "/me", token);
    }
}

fn token_in(response: &Response) -> String {
    response.json()["token"].as_str().unwrap().to_owned()
}
