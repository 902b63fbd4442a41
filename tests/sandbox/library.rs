//! What the pages of part 3 say about jsonwebtoken: what `decode` accepts, and what it refuses. A new
//! version that behaves differently makes a page wrong.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::dangerous::insecure_decode;
use jsonwebtoken::errors::Error;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Validation, crypto, decode, decode_header,
};
use proofs::forge::{KEY, base64url, header, now, payload, sign, token, with, without};
use serde_json::{Value, json};

/// P-256 in PKCS#8, from 32 bytes that aren't secret.
const P256: &[u8] = b"\x30\x41\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04\x27\x30\x25\x02\x01\x01\x04\x20\
    0123456789abcdef0123456789abcdef";

/// HS256 without leeway, for an audience of ours. Everything else is the library's default.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.leeway = 0;
    validation.set_audience(&["jwt-sandbox-students"]);
    validation
}

fn key() -> DecodingKey {
    DecodingKey::from_secret(KEY.as_bytes())
}

fn claims(token: &str, key: &DecodingKey, validation: &Validation) -> Result<Value, Error> {
    decode(token, key, validation).map(|data| data.claims)
}

/// The name of the refusal, without what depends on the token.
fn refusal(token: &str, key: &DecodingKey, validation: &Validation) -> String {
    let error = claims(token, key, validation).unwrap_err();
    let name = format!("{:?}", error.kind());
    name.split_once("Error")
        .map_or(name.as_str(), |(start, _)| start)
        .trim_end_matches('(')
        .into()
}

/// Header and the valid payload, not signed yet.
fn unsigned(header: &Value) -> String {
    format!(
        "{}.{}",
        base64url(header.to_string()),
        base64url(payload().to_string())
    )
}

/// The same, signed with HS256 and a key of any length.
fn signed(header: &Value, key: &[u8]) -> String {
    let parts = unsigned(header);
    let key = EncodingKey::from_secret(key);
    let signature = crypto::sign(parts.as_bytes(), &key, Algorithm::HS256);
    format!("{parts}.{}", signature.unwrap())
}

#[test]
fn it_accepts_a_valid_token() {
    let accepted = claims(&token(&header(), &payload()), &key(), &validation());
    assert_eq!(accepted.unwrap()["sub"], "1");
}

#[test]
fn read_not_verified_only_the_dangerous_function_skips_the_signature() {
    let unsigned = format!("{}.", unsigned(&header()));
    assert_eq!(
        insecure_decode::<Value>(&unsigned).unwrap().claims["sub"],
        "1"
    );
    assert_eq!(
        refusal(&unsigned, &key(), &validation()),
        "InvalidSignature"
    );
}

#[test]
fn none_is_not_an_algorithm_in_any_spelling() {
    for alg in ["none", "nOnE"] {
        let header = json!({"typ": "JWT", "alg": alg});
        let parts = unsigned(&header);
        for token in [format!("{parts}."), sign(&parts)] {
            assert_eq!(refusal(&token, &key(), &validation()), "Json");
        }
    }
}

#[test]
fn claims_first_the_signature_is_checked_before_the_claims() {
    let other = DecodingKey::from_secret(b"another key");
    for claims in [with("exp", 1), with("aud", "elsewhere"), without("exp")] {
        assert_eq!(
            refusal(&token(&header(), &claims), &other, &validation()),
            "InvalidSignature"
        );
    }
    assert_eq!(
        refusal(&token(&header(), &with("exp", 1)), &key(), &validation()),
        "ExpiredSignature"
    );
}

#[test]
fn guessable_secret_and_empty_secret_any_secret_is_a_key() {
    for secret in ["", "a", "secret"] {
        let token = signed(&header(), secret.as_bytes());
        let key = DecodingKey::from_secret(secret.as_bytes());
        assert_eq!(claims(&token, &key, &validation()).unwrap()["sub"], "1");
    }
}

/// A public key as a JWK, and the bytes of that JWK.
fn public_key() -> (Jwk, Vec<u8>) {
    let private = EncodingKey::from_ec_der(P256);
    let jwk = Jwk::from_encoding_key(&private, Algorithm::ES256).unwrap();
    let text = serde_json::to_vec(&jwk).unwrap();
    (jwk, text)
}

#[test]
fn key_confusion_a_key_knows_its_family() {
    let (jwk, bytes) = public_key();
    let forged = signed(&header(), &bytes);
    // The right way to make the key, even if the algorithm comes from the token.
    let mut asked = validation();
    asked.algorithms = vec![decode_header(&forged).unwrap().alg];
    let public = DecodingKey::from_jwk(&jwk).unwrap();
    assert_eq!(refusal(&forged, &public, &asked), "InvalidKeyFormat");
    // A list of both families.
    asked.algorithms = vec![Algorithm::ES256, Algorithm::HS256];
    assert_eq!(refusal(&forged, &public, &asked), "InvalidKeyFormat");
    // The wrong way: the bytes of the public key as a secret.
    let fooled = DecodingKey::from_secret(&bytes);
    assert_eq!(claims(&forged, &fooled, &validation()).unwrap()["sub"], "1");
}

#[test]
fn own_key_the_key_in_the_header_is_read_but_not_used() {
    let secret = b"a key of the attacker's own";
    let jwk = json!({"kty": "oct", "k": base64url(secret)});
    let header = json!({"typ": "JWT", "alg": "HS256", "jwk": jwk});
    let forged = signed(&header, secret);
    assert_eq!(refusal(&forged, &key(), &validation()), "InvalidSignature");
    let theirs = decode_header(&forged).unwrap().jwk.unwrap();
    let fooled = DecodingKey::from_jwk(&theirs).unwrap();
    assert_eq!(claims(&forged, &fooled, &validation()).unwrap()["sub"], "1");
}

#[test]
fn kid_path_the_kid_is_any_text_and_chooses_nothing() {
    let header = json!({"typ": "JWT", "alg": "HS256", "kid": "../../any/file"});
    let token = token(&header, &payload());
    assert_eq!(
        decode_header(&token).unwrap().kid.unwrap(),
        "../../any/file"
    );
    assert!(claims(&token, &key(), &validation()).is_ok());
}

#[test]
fn no_end_an_end_is_required_unless_the_requirement_is_taken_away() {
    let endless = token(&header(), &without("exp"));
    assert_eq!(
        refusal(&endless, &key(), &validation()),
        "MissingRequiredClaim(\"exp\")"
    );
    let mut lax = validation();
    lax.required_spec_claims.clear();
    assert!(claims(&endless, &key(), &lax).is_ok());
    // A wrong type is refused even then. Before 10.3, it counted as absent: CVE-2026-25537.
    let soon = token(&header(), &with("exp", "4102444800"));
    assert_eq!(
        refusal(&soon, &key(), &validation()),
        "MissingRequiredClaim(\"exp\")"
    );
    assert_eq!(refusal(&soon, &key(), &lax), "InvalidClaimFormat(\"exp\")");
    // By default, a token is accepted for a minute longer.
    let mut default = validation();
    default.leeway = Validation::new(Algorithm::HS256).leeway;
    assert!(
        claims(
            &token(&header(), &with("exp", now() - 30)),
            &key(),
            &default
        )
        .is_ok()
    );
}

#[test]
fn looks_alike_audiences_are_compared_whole() {
    for aud in ["students", "jwt-sandbox", "jwt-sandbox-students-club", ""] {
        let token = token(&header(), &with("aud", aud));
        assert_eq!(refusal(&token, &key(), &validation()), "InvalidAudience");
    }
}

#[test]
fn relay_an_audience_is_compared_but_not_required() {
    let mut none = validation();
    none.aud = None;
    assert_eq!(
        refusal(&token(&header(), &payload()), &key(), &none),
        "InvalidAudience"
    );
    let absent = token(&header(), &without("aud"));
    assert!(claims(&absent, &key(), &validation()).is_ok());
    let mut required = validation();
    required.set_required_spec_claims(&["exp", "aud"]);
    assert_eq!(
        refusal(&absent, &key(), &required),
        "MissingRequiredClaim(\"aud\")"
    );
}

#[test]
fn wrong_kind_any_typ_and_an_unknown_crit_are_accepted() {
    for header in [
        json!({"typ": "reset+jwt", "alg": "HS256"}),
        json!({"alg": "HS256"}),
        json!({"alg": "HS256", "crit": ["spaceship"], "spaceship": true}),
    ] {
        assert!(claims(&token(&header, &payload()), &key(), &validation()).is_ok());
    }
}

/// The order n of the curve P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

#[test]
fn signed_out_a_token_signed_with_es256_has_two_spellings() {
    let parts = unsigned(&json!({"typ": "JWT", "alg": "ES256"}));
    let private = EncodingKey::from_ec_der(P256);
    let signature = crypto::sign(parts.as_bytes(), &private, Algorithm::ES256).unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(&signature).unwrap();
    // (r, s) becomes (r, n - s).
    let mut borrow = 0;
    for (byte, order) in bytes[32..].iter_mut().zip(ORDER).rev() {
        let difference = i16::from(order) - i16::from(*byte) - borrow;
        borrow = i16::from(difference < 0);
        *byte = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    let second = base64url(bytes);
    assert_ne!(signature, second);
    let key = DecodingKey::from_jwk(&public_key().0).unwrap();
    let mut es256 = validation();
    es256.algorithms = vec![Algorithm::ES256];
    for signature in [&signature, &second] {
        assert!(claims(&format!("{parts}.{signature}"), &key, &es256).is_ok());
    }
    // Padding, and a different signature, are rejected.
    assert_eq!(
        refusal(&format!("{parts}.{signature}="), &key, &es256),
        "Base64(InvalidPadding)"
    );
    let changed = format!("{parts}.{}", signature.replacen(&signature[..4], "AAAA", 1));
    assert_eq!(refusal(&changed, &key, &es256), "InvalidSignature");
}
