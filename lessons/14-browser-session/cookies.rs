//! How every cookie of this server is set.

use std::convert::Infallible;

use rocket::Request;
use rocket::http::{Cookie, CookieJar, SameSite};
use rocket::request::{FromRequest, Outcome};
use rocket::time::Duration;

/// The cookies of a request, and those that its answer sets.
pub struct Cookies<'r> {
    jar: &'r CookieJar<'r>,
    https: bool,
}

impl<'r> Cookies<'r> {
    /// `Secure` keeps a cookie off connections without TLS. Rocket sets it when it does TLS itself.
    /// A proxy that does it for us says so in this header. A client that lies there hurts nobody but
    /// itself: only its own cookie is marked.
    pub fn of(request: &'r Request<'_>) -> Self {
        let scheme = request.headers().get_one("X-Forwarded-Proto");
        Self {
            jar: request.cookies(),
            https: scheme == Some("https"),
        }
    }

    /// What the browser sent.
    pub fn get(&self, name: &str) -> Option<&'r str> {
        self.jar.get(name).map(Cookie::value)
    }

    /// Sets a cookie that no script can read, and that no form of another site brings along.
    /// Without a lifetime, the browser forgets it when it is closed.
    pub fn set(&self, name: &'static str, value: String, lifetime: Option<Duration>) {
        let mut cookie = Cookie::build((name, value))
            .http_only(true)
            .same_site(SameSite::Lax)
            .path("/")
            .build();
        cookie.set_max_age(lifetime);
        if self.https {
            cookie.set_secure(true);
        }
        self.jar.add(cookie);
    }

    /// Has the browser forget a cookie.
    pub fn remove(&self, name: &'static str) {
        self.jar.remove(name);
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Cookies<'r> {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self::of(request))
    }
}
