//! The name of a key as a path.

use std::path::Path;

use jsonwebtoken::{Algorithm, DecodingKey};
use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::settings::TokenSettings;
use serde_json::Value;

use crate::by_hand::refusal::refused;
use crate::by_hand::{Claims, Token};
use crate::fence;

/// Broken: it reads the key from the file that `kid` names, whatever file that is.
///
/// Fix: look `kid` up in a map of the ids that the server knows.
pub fn verify(token: &str, lab: &Path, settings: &TokenSettings) -> Result<Claims, Explanation> {
    let token = Token::open(token)?;
    let kid = token.header.get("kid").and_then(Value::as_str);
    let kid = kid.unwrap_or_default();
    let Some(key) = fence::read(lab, &lab.join("keys").join(kid)) else {
        return Err(refused(
            "key_not_found",
            format!("There is no file {kid:?}, seen from the folder of the keys."),
            "Write the path of a file of the lab into kid.",
        ));
    };
    token.check_signature(&DecodingKey::from_secret(&key), Algorithm::HS256)?;
    token.claims(settings)
}
