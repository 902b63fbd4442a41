//! Signatures that are absent, wrong, or made with a different key.

use jsonwebtoken::Algorithm;
use proofs::forge::*;
use serde_json::json;

use super::{TokenCase, accept, case, good, refuse_tokens};

pub fn signatures() -> Vec<TokenCase> {
    let mismatch = "The signature doesn't match: the token was signed with another secret, or changed after it was signed.";
    let good = good();
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (head, load) = signed.split_once('.').unwrap();
    let edited = base64url(payload().to_string().replace("\"test\"", "\"root\""));
    let embedded = json!({"alg": "HS256", "jwk": {"kty": "oct", "k": base64url("a key of the attacker, 32 bytes long")}});
    let signed_by_embedded = format!(
        "{}.{}",
        base64url(embedded.to_string()),
        base64url(payload().to_string())
    );
    vec![
        case(
            format!("{signed}."),
            "signature_missing",
            "The token's signature (part 3) is empty.",
        ),
        case(
            format!("{head}.{edited}.{signature}"),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{}.{load}.{signature}", base64url(r#"{"alg":"HS256"}"#)),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(
                signed,
                "another secret, of thirty-two bytes too",
                Algorithm::HS256,
            ),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(signed, "", Algorithm::HS256),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(signed, &KEY[..KEY.len() - 1], Algorithm::HS256),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(signed, &format!("{KEY}\n"), Algorithm::HS256),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(signed, KEY, Algorithm::HS512),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{signed}.{}", base64url("short")),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{signed}.{}", &signature[..40]),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{signed}.{signature}AAAA"),
            "signature_mismatch",
            mismatch,
        ),
        case(
            format!("{signed}.{}", base64url([0; 32])),
            "signature_mismatch",
            mismatch,
        ),
        case(
            sign_with(
                &signed_by_embedded,
                "a key of the attacker, 32 bytes long",
                Algorithm::HS256,
            ),
            "signature_mismatch",
            mismatch,
        ),
    ]
}

#[test]
fn a_token_with_another_signature_is_rejected() {
    refuse_tokens(signatures());
}

#[test]
fn a_token_with_our_signature_is_accepted() {
    accept(vec![good()]);
}
