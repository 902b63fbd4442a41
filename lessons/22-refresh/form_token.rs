//! Accepts a form only if it comes from one of our own pages.
//!
//! A browser sends the cookies of this server with every request to it, whichever page caused the
//! request. So a cookie proves who is asking, but not that they wanted to. Two things prove that:
//!
//! - Every form has a token in a hidden field: an HMAC of a random cookie and the sign-in. Another
//!   site can't read our pages, so it doesn't know the token. The sign-in stays the same when a new
//!   access token comes, so a page that is open for an hour still works.
//! - The browser says in `Sec-Fetch-Site` where a request comes from, and no page can change that.
//!   Browsers leave it out without TLS, except to this machine, so it isn't enough by itself.
//!
//! The limit: an attacker who can *write* cookies for this server (from `evil.example.com` to
//! `www.example.com`, or on a connection without TLS) can plant a random cookie with a known token.
//! That doesn't help against a user who is signed in, because the sign-in is part of the HMAC. For
//! the sign-in itself, use a cookie name that starts with `__Host-`, which needs TLS.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::problem::Problem;
use jwt_sandbox::settings::Settings;
use rocket::Request;
use rocket::http::{Method, Status};
use rocket::request::{FromRequest, Outcome};
use sha2::Sha256;
use sha2::digest::InvalidLength;
use uuid::Uuid;

use crate::cookies::Cookies;

/// The cookie with the random part.
const COOKIE: &str = "form";

/// The key of the form tokens.
pub struct FormKey(Hmac<Sha256>);

impl FormKey {
    /// Derived from the secret: the same after a restart, but no form token is ever the signature of
    /// a JWT.
    ///
    /// # Errors
    /// Never: an HMAC accepts a key of any length.
    pub fn new(settings: &Settings) -> Result<Self, InvalidLength> {
        let mut mac = Hmac::<Sha256>::new_from_slice(settings.token.secret.bytes())?;
        mac.update(b"form tokens");
        Hmac::new_from_slice(&mac.finalize().into_bytes()).map(Self)
    }
}

/// The token for the forms of this browser: of a sign-in, if the page is for one.
pub struct FormToken {
    mac: Hmac<Sha256>,
    sign_in: String,
    from_elsewhere: bool,
    /// Whether the browser sent the random cookie.
    has_cookie: bool,
}

impl FormToken {
    /// The value of the hidden field.
    pub fn field(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.mac().finalize().into_bytes())
    }

    /// The token for the forms of this sign-in.
    pub fn of(self, sign_in: &str) -> Self {
        Self {
            sign_in: sign_in.to_owned(),
            ..self
        }
    }

    /// Compares the token with the one in the field, in constant time.
    ///
    /// # Errors
    /// 403 if the form isn't from a current page of ours, or if the browser sends no cookies.
    pub fn check(&self, field: &str) -> Result<(), Problem> {
        let sent = URL_SAFE_NO_PAD.decode(field).unwrap_or_default();
        if !self.from_elsewhere && self.mac().verify_slice(&sent).is_ok() {
            return Ok(());
        }
        let is_ours = !self.from_elsewhere && !field.is_empty();
        let (reason, detail, hint) = if is_ours && !self.has_cookie {
            (
                "form_cookie_missing",
                "Nothing was done: your browser sent no cookie with the form.",
                "Allow cookies for this site, then open the page again and send the form from there.",
            )
        } else {
            (
                "form_token_wrong",
                "Nothing was done: the form came from another site, or your session changed after the page was opened.",
                "If you sent the form yourself, open the page again and send it from there. A program that sends JSON needs Content-Type: application/json.",
            )
        };
        let lesson = Lesson::new("lessons/14-browser-session");
        Err(Problem::new(
            Status::Forbidden,
            Explanation::new(reason, lesson, detail, hint),
        ))
    }

    fn mac(&self) -> Hmac<Sha256> {
        self.mac.clone().chain_update(&self.sign_in)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for FormToken {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let Some(key) = request.rocket().state::<FormKey>() else {
            return Problem::internal().refuse(request);
        };
        let cookies = Cookies::of(request);
        let site = request.headers().get_one("Sec-Fetch-Site");
        let from_elsewhere = matches!(site, Some("cross-site" | "same-site"));
        let known: Option<Uuid> = cookies.get(COOKIE).and_then(|text| text.parse().ok());
        let random = known.unwrap_or_else(Uuid::new_v4);
        // The browser doesn't send our cookie with a form of another site. A new cookie in the response
        // would replace it, and the forms on our open pages would stop working.
        if known.is_none() && (request.method() == Method::Get || !from_elsewhere) {
            set(&cookies, random);
        }
        Outcome::Success(Self {
            mac: key.0.clone().chain_update(random),
            sign_in: String::new(),
            from_elsewhere,
            has_cookie: known.is_some(),
        })
    }
}

/// Gives the browser another random cookie, for the next person who uses it.
///
/// Chromium needs this for its Back button, too. It keeps a page in spite of `no-store` until a
/// cookie changes, and doesn't count a change that undoes one: the session that the sign-in set and
/// the sign-out removes.
pub fn renew(cookies: &Cookies<'_>) {
    set(cookies, Uuid::new_v4());
}

fn set(cookies: &Cookies<'_>, random: Uuid) {
    cookies.set(COOKIE, random.to_string(), None);
}
