//! The server that gets a collection's requests, and the accounts that its examples need.

use proofs::app::{App, PASSWORD};
use proofs::client::{Response, form};
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

/// The part with a second server, and that server's program and audience.
const NOTES_PART: u32 = 4;
const NOTES: &str = "notes";
pub const NOTES_AUDIENCE: &str = "jwt-sandbox-notes";

/// A running server.
pub struct Server {
    app: App,
    /// In part 4, the service that accepts the tokens of `app`.
    notes: Option<App>,
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
        if lesson.part != NOTES_PART {
            return Self::start(&lesson.graded(), tokens);
        }
        // Lesson 20 adds a service to the issuer of lesson 19; later lessons have other issuers.
        let graded = lesson.graded();
        let issuer = if graded == NOTES { "issuer" } else { &graded };
        let server = Self::start(issuer, tokens);
        let keys = format!("{}/.well-known/jwks.json", server.origin());
        Self {
            notes: Some(App::alone_with(NOTES, &[("KEY_SET_URL", &keys)])),
            ..server
        }
    }

    /// The finished sandbox.
    pub fn sandbox() -> Self {
        Self::start(proofs::course::SANDBOX, Tokens::ForAll)
    }

    fn start(program: &str, tokens: Tokens) -> Self {
        let server = Self {
            app: App::alone_with(program, &SECRETS),
            notes: None,
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

    /// The same for the notes service.
    pub fn notes_origin(&self) -> Option<&str> {
        self.notes.as_ref().map(|app| app.origin())
    }

    /// Sends a request to one of the two, by its whole address.
    pub fn send_to(
        &self,
        method: &str,
        address: &str,
        headers: &[(String, String)],
        body: &str,
    ) -> Response {
        let notes = self.notes.as_ref();
        let path_at = |app: &App| address.strip_prefix(app.origin()).map(str::to_owned);
        match notes.and_then(|app| Some((app, path_at(app)?))) {
            Some((app, path)) => app.send(method, &path, &borrowed(headers), body),
            None => self.send(method, &path_at(&self.app).unwrap(), headers, body),
        }
    }

    /// Sends a request to the server that has the accounts.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: &str,
    ) -> Response {
        self.app.send(method, path, &borrowed(headers), body)
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

    /// A token of this account for the notes service.
    pub fn notes_token(&self, email: &str) -> String {
        token_in(&self.log_in(email, Some(NOTES_AUDIENCE)))
    }

    /// A refresh token of this account, from a login with this audience, or without one.
    pub fn refresh_token(&self, email: &str, audience: Option<&str>) -> String {
        refresh_token_in(&self.log_in(email, audience))
    }

    fn log_in(&self, email: &str, audience: Option<&str>) -> Response {
        let mut login = json!({"email": email, "password": PASSWORD});
        if let Some(audience) = audience {
            login["audience"] = audience.into();
        }
        self.app.post("/login", &login)
    }

    /// Uses a refresh token, and returns the next one.
    pub fn refresh(&self, refresh_token: &str) -> String {
        let body = json!({ "refresh_token": refresh_token });
        refresh_token_in(&self.app.post("/refresh", &body))
    }

    /// Ends the sign-in of a refresh token.
    pub fn sign_out(&self, refresh_token: &str) {
        let body = json!({ "refresh_token": refresh_token });
        let response = self.app.post("/logout", &body);
        assert_eq!(response.status, 204, "{}", response.text);
    }

    /// Revokes a token.
    pub fn revoke(&self, token: &str) {
        let form = form([("token", token)]);
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let response = self.app.send("POST", "/revoke", &headers, &form);
        assert_eq!(response.status, 200, "{}", response.text);
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

fn borrowed(headers: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = headers.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

fn token_in(response: &Response) -> String {
    response.json()["token"].as_str().unwrap().to_owned()
}

fn refresh_token_in(response: &Response) -> String {
    let json = response.json();
    json["refresh_token"].as_str().unwrap().to_owned()
}
