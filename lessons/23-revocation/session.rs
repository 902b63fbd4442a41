//! A session in a browser: an access token in one cookie, and the refresh token in another.

use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::Claims;
use rocket::Request;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::time::Duration;

use crate::access_token::Expected;
use crate::authorized::{self, Authorized};
use crate::cookies::Cookies;
use crate::families;
use crate::issuer::{Issuer, MAX_ACCESS_SECONDS};
use crate::keys::Keys;
use crate::live_tokens::LiveTokens;
use crate::sign_ins::{SignIns, Tokens};
use crate::users::User;

/// The cookie that holds the access token.
const SESSION: &str = "session";
/// The cookie that holds the refresh token.
const REFRESH: &str = "refresh";
/// The only path that gets it. What the browser doesn't send, no other route can leak.
const REFRESH_PATH: &str = "/refresh";

/// Starts, continues and ends sessions.
pub struct Sessions<'r> {
    sign_ins: &'r SignIns,
    issuer: &'r Issuer,
    keys: &'r Keys,
    expected: &'r Expected,
}

impl Sessions<'_> {
    /// Starts a session for a user who has just typed the password.
    ///
    /// # Errors
    /// 503 if the database can't answer; 500 if jsonwebtoken can't sign.
    pub async fn start(&self, cookies: &Cookies<'_>, user: User) -> Result<(), Problem> {
        let audience = &self.expected.audience;
        let tokens = self
            .sign_ins
            .start(self.issuer, self.keys, user, audience)
            .await?;
        set(cookies, tokens);
        Ok(())
    }

    /// Exchanges the refresh token for new cookies.
    ///
    /// # Errors
    /// 401 if the session has ended; 503 if the database can't answer.
    pub async fn proceed(&self, cookies: &Cookies<'_>) -> Result<(), Problem> {
        let sent = cookies.get(REFRESH).unwrap_or_default();
        let tokens = self.sign_ins.proceed(self.issuer, self.keys, sent).await?;
        set(cookies, tokens);
        Ok(())
    }

    /// Whether the browser sent a refresh token at all.
    pub fn has_refresh_token(&self, cookies: &Cookies<'_>) -> bool {
        cookies.get(REFRESH).is_some()
    }

    /// The id of the sign-in, for a path that gets the refresh token. Empty without one.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn sign_in(&self, cookies: &Cookies<'_>) -> Result<String, Problem> {
        let sent = cookies.get(REFRESH).unwrap_or_default();
        let found = self.sign_ins.find(sent).await?;
        Ok(found.map(|sign_in| sign_in.id).unwrap_or_default())
    }

    /// Ends the session, here and in the browser. A copy of either token is worth nothing afterwards.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn end(&self, cookies: &Cookies<'_>) -> Result<(), Problem> {
        let sent = cookies.get(REFRESH).unwrap_or_default();
        self.sign_ins.end(sent).await?;
        forget(cookies);
        Ok(())
    }

    /// Ends all sessions of the user, including this one.
    ///
    /// # Errors
    /// 503 if the database can't answer.
    pub async fn end_everywhere(
        &self,
        cookies: &Cookies<'_>,
        sign_in: String,
    ) -> Result<(), Problem> {
        self.sign_ins.end_everywhere(sign_in).await?;
        forget(cookies);
        Ok(())
    }
}

/// Makes the browser delete both tokens.
pub fn forget(cookies: &Cookies<'_>) {
    cookies.remove(SESSION);
    cookies.remove_for(REFRESH_PATH, REFRESH);
}

fn set(cookies: &Cookies<'_>, tokens: Tokens) {
    let access = Duration::seconds(MAX_ACCESS_SECONDS.cast_signed());
    let refresh = Duration::try_from(families::LIFETIME).ok();
    cookies.set(SESSION, tokens.token, Some(access));
    cookies.set_for(REFRESH_PATH, REFRESH, tokens.refresh_token, refresh);
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Sessions<'r> {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let state = request.rocket();
        match (state.state(), state.state(), state.state(), state.state()) {
            (Some(sign_ins), Some(issuer), Some(keys), Some(expected)) => Outcome::Success(Self {
                sign_ins,
                issuer,
                keys,
                expected,
            }),
            _ => Problem::internal().refuse(request),
        }
    }
}

/// A user who is signed in. Rocket skips a route that takes one for everyone else, and tries the next
/// route for the same path.
pub struct SignedIn {
    pub user: User,
    /// The claims of their access token.
    pub claims: Claims,
}

impl SignedIn {
    /// The id of the sign-in. Forms are for one sign-in.
    pub fn sign_in(&self) -> String {
        self.claims.get("sid").unwrap_or_default()
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SignedIn {
    type Error = Problem;

    /// Reads the cookie alone. A token in the `Authorization` header is for the API.
    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let state = request.rocket();
        let (Some(live_tokens), Some(keys), Some(expected)) = (
            state.state::<LiveTokens>(),
            state.state::<Keys>(),
            state.state::<Expected>(),
        ) else {
            return Problem::internal().refuse(request);
        };
        let absent = Outcome::Forward(Status::Unauthorized);
        let Some(cookie) = request.cookies().get(SESSION) else {
            return absent;
        };
        match authorized::check(cookie.value(), keys, expected, live_tokens).await {
            Ok(Authorized { user, claims }) => Outcome::Success(Self { user, claims }),
            Err(problem) if problem.status() == Status::Unauthorized => absent,
            // A busy database must not sign anyone out.
            Err(problem) => problem.refuse(request),
        }
    }
}
