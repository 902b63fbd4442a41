//! A session: a token in a cookie. Starts, reads and ends here.

use jwt_sandbox::problem::Problem;
use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::{self, Claims, Signer, Verifier};
use rocket::Request;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::time::Duration;

use crate::cookies::Cookies;
use crate::users::{User, Users};

/// The cookie that holds the token.
pub const COOKIE: &str = "session";

/// Starts and ends sessions.
pub struct Sessions {
    signer: Signer,
    lifetime: Duration,
}

impl Sessions {
    /// A cookie lives as long as the token in it.
    pub fn new(settings: &Settings) -> Self {
        Self {
            signer: Signer::new(&settings.token),
            lifetime: Duration::seconds(settings.token.ttl_seconds.cast_signed()),
        }
    }

    /// Signs a token for this user and puts it into the cookie.
    ///
    /// # Errors
    /// 500 if jsonwebtoken can't sign.
    pub fn start(&self, cookies: &Cookies<'_>, user: &User) -> Result<(), Problem> {
        let user = token::User {
            id: &user.id,
            username: &user.name,
        };
        let token = self.signer.sign(user).map_err(|_| Problem::internal())?;
        cookies.set(COOKIE, token, Some(self.lifetime));
        Ok(())
    }

    /// Makes the browser delete the token. The limit: a copy of the token works until its `exp`. To
    /// revoke it, the server would have to remember it.
    pub fn end(&self, cookies: &Cookies<'_>) {
        cookies.remove(COOKIE);
    }
}

/// What the cookie of a request says.
pub enum Session {
    /// A valid token of a user who exists.
    Open(SignedIn),
    /// A token that is invalid or expired, or whose user was deleted.
    Ended,
    /// No token.
    Absent,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Session {
    type Error = Problem;

    /// Reads the cookie alone. A token in the `Authorization` header is for the API.
    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        let state = request.rocket();
        let (Some(verifier), Some(users)) = (state.state::<Verifier>(), state.state::<Users>())
        else {
            return Problem::internal().refuse(request);
        };
        let Some(cookie) = request.cookies().get(COOKIE) else {
            return Outcome::Success(Self::Absent);
        };
        let Ok(claims) = verifier.verify(cookie.value()) else {
            return Outcome::Success(Self::Ended);
        };
        match users.by_id(claims.sub()).await {
            Ok(Some(user)) => Outcome::Success(Self::Open(SignedIn { user, claims })),
            Ok(None) => Outcome::Success(Self::Ended),
            // Neither open nor ended: a busy database must not sign anyone out.
            Err(problem) => problem.refuse(request),
        }
    }
}

/// A user who is signed in. Rocket skips a route that takes one for everyone else, and tries the next
/// route for the same path.
pub struct SignedIn {
    pub user: User,
    /// The claims of their token.
    pub claims: Claims,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SignedIn {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        request
            .guard::<Session>()
            .await
            .and_then(|session| match session {
                Session::Open(signed_in) => Outcome::Success(signed_in),
                Session::Ended | Session::Absent => Outcome::Forward(Status::Unauthorized),
            })
    }
}
