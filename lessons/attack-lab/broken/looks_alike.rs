//! A name that is a part of ours.

use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::settings::TokenSettings;
use serde_json::Value;

use crate::by_hand::refusal::refused;
use crate::by_hand::{Claims, Token, claims, now};
use crate::service::Service;

/// Broken: the audience of the token only has to be a part of ours.
///
/// Fix: compare whole names.
pub fn verify(token: &str, service: &Service) -> Result<Claims, Explanation> {
    let token = Token::open(token)?;
    service.check_signature(&token)?;
    let claims = token.payload()?;
    let theirs = claims
        .get("aud")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !service.settings.audience.contains(theirs) {
        return Err(refused(
            "aud_mismatch",
            format!("The token's aud is {theirs:?}, which isn't part of this server's name."),
            "Send a token for a different audience.",
        ));
    }
    let settings = TokenSettings {
        audience: theirs.into(),
        ..service.settings.clone()
    };
    claims::validate(&claims, &settings, now())?;
    Ok(claims)
}
