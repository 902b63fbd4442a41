//! Lesson 14, as far as it can be tested without a browser; `tests/browser/` has the rest.
//!
//! This is the browser that the tests use: it keeps cookies, sends what Firefox sends, and fills in
//! forms. The tests are in the files below, by topic.

mod cookies;
mod cors;
mod forms;
mod pages;
mod sessions;

use proofs::app::PASSWORD;
use proofs::client::{Response, form};
use proofs::cookies::Jar;
use proofs::forge;
use proofs::server::TestServer;
use tempfile::TempDir;

const NAME: &str = "14-browser-session";
pub const EMAIL: &str = "ada@example.com";
const HTML: &str = "text/html; charset=utf-8";
const FORM: &str = "application/x-www-form-urlencoded";
/// What Firefox sends.
const NAVIGATION: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const OTHER_SITE: &str = "Nothing was done: the form came from another site, or your session changed after the page was opened.";
const NO_COOKIE: &str = "Nothing was done: your browser sent no cookie with the form.";

/// A browser as far as cookies, headers and forms go. It doesn't follow redirects.
pub struct Browser<'s> {
    server: &'s TestServer,
    pub cookies: Jar,
    headers: Vec<(&'static str, &'static str)>,
}

impl<'s> Browser<'s> {
    pub fn new(server: &'s TestServer) -> Self {
        Self {
            server,
            cookies: Jar::default(),
            headers: vec![("Accept", NAVIGATION)],
        }
    }

    /// A browser whose user has an account and is signed in.
    pub fn signed_in(server: &'s TestServer) -> Self {
        let mut browser = Self::new(server);
        let signed_up = browser.sign_up("Ada", EMAIL, PASSWORD);
        assert_eq!(signed_up.status, 303, "{}", signed_up.text);
        let signed_in = browser.sign_in(EMAIL, PASSWORD);
        assert_eq!(signed_in.status, 303, "{}", signed_in.text);
        browser
    }

    /// With one more header, or a different value for one.
    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
        self
    }

    pub fn ask(&mut self, method: &str, path: &str, body: impl AsRef<[u8]>) -> Response {
        let cookies = self.cookies.header(path);
        let mut headers = self.headers.clone();
        headers.extend(cookies.as_deref().map(|cookies| ("Cookie", cookies)));
        let answer = self.server.send(method, path, &headers, body);
        for cookie in answer.values("Set-Cookie") {
            self.cookies.set(cookie);
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Response {
        self.ask("GET", path, "")
    }

    /// The token of the form on this page.
    pub fn form_token(&mut self, path: &str) -> String {
        let page = self.get(path);
        assert_eq!(page.status, 200, "{}", page.text);
        let (_, rest) = page
            .text
            .split_once("name=\"form_token\" value=\"")
            .unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    pub fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.headers.push(("Content-Type", FORM));
        let answer = self.ask("POST", path, form(fields.iter().copied()));
        self.headers.pop();
        answer
    }

    pub fn sign_up(&mut self, name: &str, email: &str, password: &str) -> Response {
        let token = self.form_token("/signup");
        self.send(
            "/signup",
            &[
                ("form_token", &token),
                ("name", name),
                ("email", email),
                ("password", password),
            ],
        )
    }

    pub fn sign_in(&mut self, email: &str, password: &str) -> Response {
        let token = self.form_token("/login");
        self.send_sign_in(&token, email, password)
    }

    fn send_sign_in(&mut self, token: &str, email: &str, password: &str) -> Response {
        self.send(
            "/login",
            &[
                ("form_token", token),
                ("email", email),
                ("password", password),
            ],
        )
    }
}

/// Asserts that this is a redirect that sets no cookie.
pub fn leads(answer: &Response, to: &str) {
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert_eq!(answer.header("Location"), Some(to));
    assert_eq!(answer.values("Set-Cookie"), [""; 0]);
}

/// Asserts that this is a page with this status and these words.
pub fn shows(answer: &Response, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("Content-Type"), Some(HTML));
    assert!(
        answer.text.contains(words),
        "no {words:?} in {}",
        answer.text
    );
    assert_eq!(status == 401, answer.header("WWW-Authenticate").is_some());
}

fn start(folder: &TempDir) -> TestServer {
    TestServer::start(NAME, folder)
}

fn token_for(id: &str) -> String {
    forge::token(&forge::header(), &forge::with("sub", id))
}
