//! The values of an example's variables, as listed in grader/check/README.md.

use std::cell::OnceCell;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use proofs::app::PASSWORD;
use proofs::forge;

use crate::forged;
use crate::server::{EMAIL, NAME, NOTES_AUDIENCE, Server};

/// A page with a form, as one example needs it: field and cookies belong together.
struct Page {
    cookies: String,
    form_token: String,
}

/// The variables of one example.
pub struct Variables<'s> {
    server: &'s Server,
    page: OnceCell<Page>,
}

impl<'s> Variables<'s> {
    pub fn new(server: &'s Server) -> Self {
        Self {
            server,
            page: OnceCell::new(),
        }
    }

    /// The text with its `{{variables}}` filled in.
    pub fn fill(&self, template: &str) -> String {
        let Some((before, rest)) = template.split_once("{{") else {
            return template.to_owned();
        };
        let (name, after) = rest.split_once("}}").unwrap();
        let value = self
            .value(name)
            .unwrap_or_else(|| panic!("no value is known for {{{{{name}}}}}"));
        format!("{before}{value}{}", self.fill(after))
    }

    fn value(&self, name: &str) -> Option<String> {
        let token = |email: &str| self.server.token(email);
        Some(match name {
            "baseUrl" => self.server.origin().to_owned(),
            "notesUrl" => self.server.notes_origin()?.to_owned(),
            "notesAudience" => NOTES_AUDIENCE.into(),
            "notesToken" => self.server.notes_token(EMAIL),
            "newNotesToken" => self.server.notes_token(&self.account("Ann")),
            "email" => EMAIL.into(),
            "password" | "newPassword" => PASSWORD.into(),
            "userName" => NAME.into(),
            "newName" => "Ann".into(),
            "newEmail" => unknown_email(),
            "longPassword" => "k7".repeat(5000),
            "freshToken" => token(EMAIL),
            "newToken" => token(&self.account("Ann")),
            "sqlToken" => token(&self.account("Robert'); DROP TABLE users;--")),
            "scriptToken" => {
                token(&self.account("<script>alert(1)</script><img src=x onerror=alert(2)>"))
            }
            "deletedToken" => self.deleted().1,
            "deletedEmail" => self.deleted().0,
            "formCookie" => self.page("/login", None).cookies.clone(),
            "formToken" => self.page("/login", None).form_token.clone(),
            "sessionCookie" => self.dashboard().cookies.clone(),
            "signOutToken" => self.dashboard().form_token.clone(),
            "refreshToken" => self.refresh_token(),
            "usedRefreshToken" => {
                let used = self.refresh_token();
                self.server.refresh(&used);
                used
            }
            "oldRefreshToken" => {
                let old = self.refresh_token();
                self.server.refresh(&self.server.refresh(&old));
                old
            }
            "signedOutRefreshToken" => {
                let ended = self.refresh_token();
                self.server.sign_out(&ended);
                ended
            }
            "deletedRefreshToken" => {
                let email = self.account("Ann");
                let orphan = self.server.refresh_token(&email, None);
                self.server.delete(&token(&email));
                orphan
            }
            "notesRefreshToken" => self.server.refresh_token(EMAIL, Some(NOTES_AUDIENCE)),
            "revokedToken" => {
                let revoked = token(EMAIL);
                self.server.revoke(&revoked);
                revoked
            }
            "againToken" => {
                let email = self.account("Ann");
                let old = token(&email);
                self.server.spend("POST", "/logout-everywhere", &old);
                token(&email)
            }
            "resetToken" => self.server.token_at("/wrong-kind/forgot", "Ann"),
            "signedOutToken" => self.spent("/signed-out/login", "POST", "/signed-out/logout"),
            "goneToken" => self.spent("/deleted/login", "DELETE", "/deleted/me"),
            "adminToken" => {
                let mut claims = claims(&token(EMAIL));
                claims["role"] = "admin".into();
                forge::token(&forge::header(), &claims)
            }
            "pageToken" => {
                let cookie = self.server.cookie_at("/stolen/login", "Ann");
                cookie.split_once('=').unwrap().1.to_owned()
            }
            "pageCookie" => self.server.cookie_at("/stolen/login", "<b>Ann</b>"),
            forged => return forged::by_name(forged, &claims(&token(EMAIL))),
        })
    }

    fn refresh_token(&self) -> String {
        self.server.refresh_token(EMAIL, None)
    }

    /// A token that is worth nothing any more.
    fn spent(&self, login: &str, method: &str, path: &str) -> String {
        let token = self.server.token_at(login, "Bob");
        self.server.spend(method, path, &token);
        token
    }

    /// The email of a new account.
    fn account(&self, name: &str) -> String {
        let email = unknown_email();
        self.server.sign_up(name, &email);
        email
    }

    /// The email and a token of an account that is gone.
    fn deleted(&self) -> (String, String) {
        let email = self.account("Ann");
        let token = self.server.token(&email);
        self.server.delete(&token);
        (email, token)
    }

    fn dashboard(&self) -> &Page {
        let session = format!("session={}", self.server.token(EMAIL));
        self.page("/dashboard", Some(session))
    }

    fn page(&self, path: &str, session: Option<String>) -> &Page {
        self.page.get_or_init(|| {
            let cookie = session.clone().map(|cookie| ("Cookie".into(), cookie));
            let headers: Vec<_> = cookie.into_iter().collect();
            let page = self.server.send("GET", path, &headers, "");
            let set = page
                .values("Set-Cookie")
                .into_iter()
                .map(pair)
                .map(str::to_owned);
            let cookies: Vec<_> = session.into_iter().chain(set).collect();
            let (_, field) = page
                .text
                .split_once("name=\"form_token\" value=\"")
                .unwrap();
            Page {
                cookies: cookies.join("; "),
                form_token: field.split_once('"').unwrap().0.to_owned(),
            }
        })
    }
}

/// The name and the value of a cookie, without its attributes.
fn pair(set_cookie: &str) -> &str {
    set_cookie.split(';').next().unwrap()
}

fn unknown_email() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("ann-{}@example.com", COUNT.fetch_add(1, Ordering::Relaxed))
}

fn claims(token: &str) -> serde_json::Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}
