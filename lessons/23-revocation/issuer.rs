//! Signs access tokens, and attaches what an issuer needs.

use std::error::Error;

use jsonwebtoken::{Algorithm, Header, encode, get_current_timestamp};
use jwt_sandbox::problem::Problem;
use jwt_sandbox::token::TokenSettings;
use rocket::fairing::AdHoc;
use serde::Serialize;
use uuid::Uuid;

use crate::access_token::Expected;
use crate::families::SignIn;
use crate::key_file;
use crate::key_set;
use crate::keys::Keys;

/// The app that asks for tokens. We have only one; RFC 9068 requires the claim.
const CLIENT_ID: &str = "jwt-sandbox-app";

/// The longest life of an access token, in seconds. The refresh token gets the next one, so a copy of
/// this one is soon worth nothing.
pub const MAX_ACCESS_SECONDS: u64 = 300;

/// Signs access tokens.
pub struct Issuer {
    name: String,
    ttl_seconds: u64,
}

/// What an access token says (RFC 9068 §2.2).
#[derive(Serialize)]
struct AccessClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    username: &'a str,
    client_id: &'a str,
    sid: &'a str,
    session_epoch: u32,
    iat: u64,
    exp: u64,
    jti: String,
}

impl Issuer {
    /// Takes name and lifetime from the settings. A lifetime of more than five minutes is cut.
    pub fn new(settings: &TokenSettings) -> Self {
        Self {
            name: settings.issuer.clone(),
            ttl_seconds: settings.ttl_seconds.min(MAX_ACCESS_SECONDS),
        }
    }

    /// An access token for this sign-in. The limit: other services don't ask us, so there it works
    /// until its `exp`, even if the sign-in ends before.
    ///
    /// # Errors
    /// 500 if jsonwebtoken can't sign.
    pub fn sign(&self, keys: &Keys, sign_in: &SignIn) -> Result<String, Problem> {
        let key = keys.active();
        let header = Header {
            typ: Some("at+jwt".into()),
            kid: Some(key.public().kid().into()),
            ..Header::new(Algorithm::ES256)
        };
        let iat = get_current_timestamp();
        let claims = AccessClaims {
            iss: &self.name,
            aud: &sign_in.audience,
            sub: &sign_in.user,
            username: &sign_in.username,
            client_id: CLIENT_ID,
            sid: &sign_in.id,
            session_epoch: sign_in.session_epoch,
            iat,
            exp: iat + self.ttl_seconds,
            jti: Uuid::new_v4().to_string(),
        };
        encode(&header, &claims, key.private()).map_err(|error| {
            rocket::error!("signing: {error}");
            Problem::internal()
        })
    }
}

/// Attaches the key set, and the keys that signing and verifying share.
///
/// # Errors
/// If the key file can't be used.
pub fn stage(settings: &TokenSettings) -> Result<AdHoc, Box<dyn Error>> {
    let keys = Keys::new(key_file::load_or_create(&key_file::path()?)?);
    let issuer = Issuer::new(settings);
    let expected = Expected {
        issuer: settings.issuer.clone(),
        audience: settings.audience.clone(),
    };
    Ok(AdHoc::on_ignite("Issuer", |rocket| async {
        rocket
            .manage(keys)
            .manage(issuer)
            .manage(expected)
            .attach(key_set::stage())
    }))
}
