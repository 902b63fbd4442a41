//! `POST /revoke`: ends a token that its owner doesn't need anymore (RFC 7009).

use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::Claims;
use rocket::fairing::AdHoc;
use rocket::form::{self, Form};
use rocket::http::Status;
use rocket::{State, post, routes};

use crate::access_token::Expected;
use crate::authorized;
use crate::keys::Keys;
use crate::live_tokens::LiveTokens;
use crate::login;
use crate::sign_ins::SignIns;
use crate::token_form::{self, TokenForm};

/// A refresh token ends with its whole sign-in, an access token alone. Anything else gets 200 as well: it
/// isn't valid, which is what the client wants (§2.2).
///
/// It needs no sign-in: whoever has the token could do worse with it than end it. A client that has a
/// secret would have to authenticate (§2.1).
// Try: curl -d "token=<token>" http://127.0.0.1:8000/revoke
#[post("/revoke", format = "form", data = "<form>")]
async fn revoke(
    form: form::Result<'_, Form<TokenForm>>,
    sign_ins: &State<SignIns>,
    live_tokens: &State<LiveTokens>,
    keys: &State<Keys>,
    expected: &State<Expected>,
) -> Result<Status, Problem> {
    let token = token_form::read(form)?;
    sign_ins.end(&token).await?;
    if let Some(claims) = ours(&token, keys, expected) {
        live_tokens.revoke(&claims).await?;
    }
    Ok(Status::Ok)
}

#[post("/revoke", rank = 2)]
fn not_a_form() -> Problem {
    token_form::not_a_form()
}

/// The claims of a valid access token of ours, whichever service it is for. Nothing in a token counts
/// before its signature is verified: otherwise, anyone who has seen a `jti` could revoke it.
pub fn ours(token: &str, keys: &Keys, expected: &Expected) -> Option<Claims> {
    [&expected.audience, login::NOTES]
        .into_iter()
        .find_map(|audience| {
            let expected = Expected {
                issuer: expected.issuer.clone(),
                audience: audience.into(),
            };
            authorized::verify(token, keys, &expected).ok()
        })
}

/// Attaches the route. It needs [`SignIns`], [`LiveTokens`], and what the issuer's stage manages.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Revoke", |rocket| async {
        rocket.mount("/", routes![revoke, not_a_form])
    })
}
