//! The attack of lesson 15, against this issuer: a token signed with the public key as a secret.

use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto, get_current_timestamp};

use crate::access_token::{AccessToken, AccessTokenError, Expected};
use crate::signing_key::{self, SigningKey};

/// A token with this header, signed with this key and this algorithm, whatever the header says.
fn signed(header: &str, key: &EncodingKey, algorithm: Algorithm) -> String {
    let exp = get_current_timestamp() + 60;
    let payload = format!(r#"{{"iss":"us","aud":"us","sub":"victim","exp":{exp}}}"#);
    let [header, payload] = [header, &payload].map(|part| URL_SAFE_NO_PAD.encode(part));
    let message = format!("{header}.{payload}");
    let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

/// The user whom the token names, if it is believed.
fn verify(token: &str, key: &DecodingKey) -> Result<String, AccessTokenError> {
    let expected = Expected {
        issuer: "us".into(),
        audience: "us".into(),
    };
    let claims = AccessToken::read(token)?.verify(key, &expected, SystemTime::now())?;
    Ok(claims.sub().to_owned())
}

#[test]
fn the_public_key_is_not_a_secret() {
    let ours = SigningKey::from_pkcs8(&signing_key::generate().unwrap()).unwrap();
    let eddsa = r#"{"alg":"EdDSA","typ":"at+jwt","kid":"ours"}"#;
    let genuine = signed(eddsa, ours.private(), Algorithm::EdDSA);
    assert_eq!(verify(&genuine, ours.verifying()), Ok("victim".into()));

    // Everyone has these bytes.
    let public = EncodingKey::from_secret(ours.verifying().try_get_as_bytes().unwrap());
    let hs256 = eddsa.replace("EdDSA", "HS256");
    let confusing = signed(&hs256, &public, Algorithm::HS256);
    let error = AccessTokenError::AlgHmac("HS256".into());
    assert_eq!(verify(&confusing, ours.verifying()), Err(error));

    let lying = signed(eddsa, &public, Algorithm::HS256);
    let error = AccessTokenError::SignatureMismatch;
    assert_eq!(verify(&lying, ours.verifying()), Err(error));
}
