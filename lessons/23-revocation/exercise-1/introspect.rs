//! `POST /introspect`: says whether an access token is valid at this moment (RFC 7662). A service that
//! asks with each request rejects a revoked token at once, and pays with a request to the issuer.

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

/// A service on this machine. If anyone could ask, anyone could try out tokens here (§4). The limits: a
/// service on another machine would need a secret, and behind a proxy on this machine, every client looks
/// local.
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
                "Only a service on the machine that runs this server can ask about tokens, and only at an address such as 127.0.0.1.",
                "Send the request from that machine, without an Origin header.",
            ),
        )
        .refuse(request)
    }
}

/// The next response may differ, so no cache may keep this one.
#[derive(Responder)]
struct Introspection {
    body: Json<Value>,
    cache_control: Header<'static>,
}

/// A service that gets `"active": true` still has to compare `aud` with its own name (§4). A refresh token
/// is never active here: no service may accept one.
// Try: curl -d "token=<token>" http://127.0.0.1:8000/introspect
#[post("/introspect", format = "form", data = "<form>")]
async fn introspect(
    _service: Service,
    form: form::Result<'_, Form<TokenForm>>,
    live_tokens: &State<LiveTokens>,
    keys: &State<Keys>,
    expected: &State<Expected>,
) -> Result<Introspection, Problem> {
    let token = token_form::read(form)?;
    let claims = match revoke::ours(&token, keys, expected) {
        Some(claims) if is_alive(live_tokens, &claims).await? => Some(claims),
        _ => None,
    };
    Ok(Introspection {
        body: Json(claims.map_or_else(inactive, |claims| active(&claims))),
        cache_control: Header::new("Cache-Control", "no-store"),
    })
}

#[post("/introspect", rank = 2)]
fn not_a_form() -> Problem {
    token_form::not_a_form()
}

/// If the database can't answer, the token isn't inactive. The service gets a 503.
async fn is_alive(live_tokens: &LiveTokens, claims: &Claims) -> Result<bool, Problem> {
    match live_tokens.user(claims).await {
        Ok(_) => Ok(true),
        Err(problem) if problem.status() == Status::Unauthorized => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// It doesn't say why: whoever has an invalid token should learn nothing from it (§2.2).
fn inactive() -> Value {
    json!({"active": false})
}

/// The claims, as they were signed.
fn active(claims: &Claims) -> Value {
    let mut active: Value = json::from_str(claims.payload()).unwrap_or_default();
    active["active"] = true.into();
    active["token_type"] = "Bearer".into();
    active
}

/// Attaches the route. It needs [`LiveTokens`], and what the issuer's stage manages.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Introspect", |rocket| async {
        rocket.mount("/", routes![introspect, not_a_form])
    })
}
