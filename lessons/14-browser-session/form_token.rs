//! A form is believed only if it comes from a page of ours.
//!
//! A browser sends the cookies of this server with each request to it, whoever wrote the page that
//! made it send one. So a cookie says who asks, and not whether that person wanted to. Two things
//! say that here:
//!
//! - each page with a form has a token in a hidden field: an HMAC over a random cookie and over the
//!   session. Another site can't read our pages, so it does not know the token;
//! - the browser itself says in `Sec-Fetch-Site` which site a request comes from. Another site can't
//!   change that. Browsers send it over TLS and to this machine, so it can't be the only one.
//!
//! The limit: who can *write* cookies for this server (a neighbour such as `evil.example.com` beside
//! `www.example.com`, or somebody on the line without TLS) can plant a random cookie that they know
//! a token for. It is of no use against somebody who is signed in, for the session is in the HMAC.
//! Against the sign-in itself, a name that begins with `__Host-` helps, which needs TLS.

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
use crate::session;

/// The cookie with the random part.
const COOKIE: &str = "form";

/// What signs the tokens of the forms.
pub struct FormKey(Hmac<Sha256>);

impl FormKey {
    /// A key of its own, made from the secret: the same after a restart, and what it signs never
    /// passes for the signature of a JWT.
    ///
    /// # Errors
    /// None: an HMAC takes a key of any length.
    pub fn new(settings: &Settings) -> Result<Self, InvalidLength> {
        let mut mac = Hmac::<Sha256>::new_from_slice(settings.token.secret.bytes())?;
        mac.update(b"form tokens");
        Hmac::new_from_slice(&mac.finalize().into_bytes()).map(Self)
    }
}

/// The token for the forms of this browser and this session.
pub struct FormToken<'r> {
    mac: Hmac<Sha256>,
    session: &'r str,
    from_elsewhere: bool,
}

impl FormToken<'_> {
    /// What the hidden field holds.
    pub fn field(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.mac().finalize().into_bytes())
    }

    /// For a page whose answer ends the session: its form will come without it.
    pub fn without_session(self) -> Self {
        Self {
            session: "",
            ..self
        }
    }

    /// Compares with what came in the field, in constant time.
    ///
    /// # Errors
    /// 403, if the form is not from a page of ours, or from an old one.
    pub fn check(&self, field: &str) -> Result<(), Problem> {
        let sent = URL_SAFE_NO_PAD.decode(field).unwrap_or_default();
        if self.from_elsewhere || self.mac().verify_slice(&sent).is_err() {
            return Err(Problem::new(
                Status::Forbidden,
                Explanation::new(
                    "form_token_wrong",
                    Lesson::new("lessons/14-browser-session"),
                    "Nothing was done: the form came from another site, or from a page that was open for too long.",
                    "If it was you, open the page again and send it from there. A program that sends JSON must say Content-Type: application/json.",
                ),
            ));
        }
        Ok(())
    }

    fn mac(&self) -> Hmac<Sha256> {
        self.mac.clone().chain_update(self.session)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for FormToken<'r> {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let Some(key) = request.rocket().state::<FormKey>() else {
            return Problem::internal().refuse(request);
        };
        let cookies = Cookies::of(request);
        let site = request.headers().get_one("Sec-Fetch-Site");
        let from_elsewhere = matches!(site, Some("cross-site" | "same-site"));
        // What another site posts comes without our cookie. A new one in the answer would take the
        // place of the old one, and the pages that are open would not fit it.
        let may_begin = request.method() == Method::Get || !from_elsewhere;
        Outcome::Success(Self {
            mac: key.0.clone().chain_update(random(&cookies, may_begin)),
            session: cookies.get(session::COOKIE).unwrap_or_default(),
            from_elsewhere,
        })
    }
}

/// The random part of this browser, which may get one if it has none.
fn random(cookies: &Cookies<'_>, may_begin: bool) -> Uuid {
    let known = cookies.get(COOKIE).and_then(|text| text.parse().ok());
    known.unwrap_or_else(|| {
        let random = Uuid::new_v4();
        if may_begin {
            cookies.set(COOKIE, random.to_string(), None);
        }
        random
    })
}

/// Has the browser forget its random part: the next person at this browser gets another.
///
/// Chromium needs it, too. It keeps a page for the button Back in spite of `no-store`, until a
/// cookie changes. But it counts the changes since the page was asked for, and takes off those of
/// the sign-in that led there: one on, one off, and Back would show the dashboard again.
pub fn forget(cookies: &Cookies<'_>) {
    cookies.remove(COOKIE);
}
