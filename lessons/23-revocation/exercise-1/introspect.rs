//! `POST /introspect`: says whether an access token is valid at this moment (RFC 7662). A service that
//! asks for each request refuses a revoked token at once. The price: a request to the issuer each time.

use jwt_sandbox::explanation::{Explanation, Lesson};
use jwt_sandbox::local;
use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::Claims;
use rocket::fairing::AdHoc;
use rocket::form::{self, Form};
use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::serde::json::{self, Json, Value, json};
use rocket::{Request, Responder, State, post, routes};

use crate::access_token::Expected;
use crate::keys::Keys;
use crate::live_tokens::LiveTokens;
use crate::revoke;
use crate::token_form::{self, TokenForm};

/// A service on this machine. If anyone could ask, anyone could try tokens here and read what is in them
/// (§4). There is no secret to keep and to lose. Its limit: a service on another machine needs one, and
/// behind a proxy on this machine, every client looks local.
struct Service;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Service {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        // A browser adds this header when a page sends something, and a page can be from anywhere.
        let from_a_page = request.headers().contains("Origin");
        if local::is_from_this_machine(request) && !from_a_page {
            return Outcome::Success(Self);
        }
        Problem::new(
            Status::Forbidden,
            Explanation::new(
                "not_a_service",
                Lesson::new("lessons/23-revocation"),
                "Only a service on the machine that runs this server can ask about tokens, at an address such as 127.0.0.1.",
                "Send the request from that machine, without the header Origin.",
            ),
        )
        .refuse(request)
    }
}

/// The next answer may be another one, so no cache may keep it.
#[derive(Responder)]
struct Answer {
    body: Json<Value>,
    cache_control: Header<'static>,
}

/// A service that gets `"active": true` still has to compare `aud` with its own name (§4): the answer is
/// about the token, not about who asks.
///
/// A refresh token is never active here: no service may accept one.
// Try: curl -d "token=<token>" http://127.0.0.1:8000/introspect
#[post("/introspect", format = "form", data = "<form>")]
async fn introspect(
    _service: Service,
    form: form::Result<'_, Form<TokenForm>>,
    live_tokens: &State<LiveTokens>,
    keys: &State<Keys>,
    expected: &State<Expected>,
) -> Result<Answer, Problem> {
    let token = token_form::read(form)?;
    let claims = match revoke::ours(&token, keys, expected) {
        Some(claims) if is_alive(live_tokens, &claims).await? => Some(claims),
        _ => None,
    };
    Ok(Answer {
        body: Json(claims.map_or_else(inactive, |claims| active(&claims))),
        cache_control: Header::new("Cache-Control", "no-store"),
    })
}

#[post("/introspect", rank = 2)]
fn not_a_form() -> Problem {
    token_form::not_a_form()
}

/// A database that can't answer doesn't make a token inactive: the service has to hear about it.
async fn is_alive(live_tokens: &LiveTokens, claims: &Claims) -> Result<bool, Problem> {
    match live_tokens.user(claims).await {
        Ok(_) => Ok(true),
        Err(problem) if problem.status() == Status::Unauthorized => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// Not a word about why: whoever holds a token that isn't valid should learn nothing from it (§2.2).
fn inactive() -> Value {
    json!({"active": false})
}

/// The claims, as they were signed.
fn active(claims: &Claims) -> Value {
    let mut answer: Value = json::from_str(claims.payload()).unwrap_or_default();
    answer["active"] = true.into();
    answer["token_type"] = "Bearer".into();
    answer
}

/// Attaches the route. It needs [`LiveTokens`], and what the issuer's stage manages.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Introspect", |rocket| async {
        rocket.mount("/", routes![introspect, not_a_form])
    })
}
