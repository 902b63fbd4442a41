//! Every reason to reject an access token. The forger holds the real key, so only what the test
//! changes can be wrong.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use jwt_sandbox::token::{Part, TokenError};
use p256::elliptic_curve::ops::Neg;
use p256::pkcs8::EncodePublicKey;
use proptest::prelude::*;
use serde_json::{Value, json};

use proofs::forge::{base64url, now, sign_with};
use proofs::server::folder;

use super::{Forger, issuer};

const NO_ALG: &str = "but this service accepts only ES256.";

/// What the sandbox says about a mistake that its tokens can have, too. Its own tests compare the words.
fn detail(error: &TokenError) -> String {
    error.explain("").detail
}

/// What is wrong, the token, the reason, and the detail.
type Case = (String, String, &'static str, String);

#[test]
fn each_mistake_has_its_reason_and_the_same_token_without_it_is_accepted() {
    let folder = folder();
    let app = issuer(&folder);
    let forger = Forger::new(&folder, &app);
    let cases: Vec<Case> = [
        header_cases(&forger),
        shape_cases(&forger),
        signature_cases(&forger),
        claim_cases(&forger),
    ]
    .concat();
    for (what, token, reason, detail) in cases {
        let control = forger.token(&forger.header(), &forger.payload());
        assert_eq!(app.get("/protected", &control).status, 200, "{what}");
        let answer = app.get("/protected", &token);
        assert_eq!(answer.status, 401, "{what}: {}", answer.text);
        assert_eq!(answer.json()["reason"], reason, "{what}: {}", answer.text);
        answer.refuses(401, reason, &detail);
    }
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name);
    object
}

fn header_cases(forger: &Forger) -> Vec<Case> {
    let case = |what: &str, header: &Value, reason, detail: &str| {
        let token = forger.token(header, &forger.payload());
        (what.to_owned(), token, reason, detail.to_owned())
    };
    let changed = |name: &str, value: Value, reason, detail: &str| {
        let what = format!("{name} is {value}");
        case(&what, &with(forger.header(), name, value), reason, detail)
    };
    let absent = |name: &str, reason, detail: &str| {
        case(name, &without(forger.header(), name), reason, detail)
    };
    let mut cases = vec![
        absent("alg", "alg_missing", "The token's header has no alg."),
        absent(
            "typ",
            "typ_missing",
            "The token's header has no typ, so it doesn't say what kind of token it is.",
        ),
        absent(
            "kid",
            "kid_missing",
            "The token's header has no kid, so it doesn't say which key signed it.",
        ),
        changed(
            "crit",
            json!(["exp"]),
            "crit_not_understood",
            &detail(&TokenError::Crit),
        ),
        changed(
            "crit",
            json!(null),
            "crit_not_understood",
            &detail(&TokenError::Crit),
        ),
        changed(
            "b64",
            json!(false),
            "b64_not_supported",
            &detail(&TokenError::B64),
        ),
    ];
    for alg in ["HS256", "HS384", "HS512"] {
        let detail = format!(
            "The token's alg is {alg}, which needs a shared secret. This service accepts only ES256, and has nothing but the issuer's public key."
        );
        cases.push(changed("alg", json!(alg), "alg_shared_secret", &detail));
    }
    for alg in [
        "none", "None", "nOnE", "", "es256", "ES256 ", "ES256K", "ES384", "ES512", "RS256",
        "PS256", "EdDSA", "Ed25519",
    ] {
        let detail = format!("The token's alg is {:?}, {NO_ALG}", alg);
        cases.push(changed("alg", json!(alg), "alg_not_es256", &detail));
    }
    for typ in ["JWT", "jwt", "at+jwt ", "at", "logout+jwt", "x/at+jwt", ""] {
        let detail = format!("The token's typ is {typ:?}, but this service accepts only at+jwt.");
        cases.push(changed("typ", json!(typ), "typ_not_access_token", &detail));
    }
    for (value, kind) in [
        (json!(null), "null"),
        (json!(true), "a boolean"),
        (json!(256), "a number"),
        (json!(["ES256"]), "an array"),
        (json!({"ES256": 1}), "an object"),
    ] {
        let detail = format!("The token's alg is {kind}, not a string.");
        cases.push(changed("alg", value.clone(), "alg_not_a_string", &detail));
        let detail = format!("The token's kid is {kind}, not a string.");
        cases.push(changed("kid", value.clone(), "kid_not_a_string", &detail));
        let detail = format!("The token's typ is {value}, but this service accepts only at+jwt.");
        cases.push(changed("typ", value, "typ_not_access_token", &detail));
    }
    let lower = forger.kid.to_lowercase();
    for kid in ["", "x", "../../dev/null", "' OR 1=1 --", lower.as_str()] {
        let detail = format!("The token's kid is {kid:?}, and the issuer has no key of that name.");
        cases.push(changed("kid", json!(kid), "unknown_key", &detail));
    }
    // A long one is cut, and half of a surrogate pair isn't a name.
    let detail = format!(
        "The token's kid is {:?}, and the issuer has no key of that name.",
        "k".repeat(60)
    );
    cases.push(changed(
        "kid",
        json!("k".repeat(1000)),
        "unknown_key",
        &detail,
    ));
    cases
}

fn shape_cases(forger: &Forger) -> Vec<Case> {
    let (header, payload) = (forger.header().to_string(), forger.payload().to_string());
    let good = forger.sign_texts(&header, &payload);
    let parts: Vec<&str> = good.split('.').collect();
    let case = |what: &str, token: String, reason, detail: &str| {
        (what.to_owned(), token, reason, detail.to_owned())
    };
    let texts = |header: &str, payload: &str| forger.sign_texts(header, payload);
    vec![
        case(
            "two parts",
            parts[..2].join("."),
            "wrong_part_count",
            &detail(&TokenError::PartCount(2)),
        ),
        case(
            "four parts",
            format!("{good}.x"),
            "wrong_part_count",
            &detail(&TokenError::PartCount(4)),
        ),
        case(
            "five parts",
            format!("{good}.x.y"),
            "encrypted_token",
            &detail(&TokenError::Encrypted),
        ),
        case(
            "a padded header",
            forger.sign(&format!("{}=.{}", parts[0], parts[1])),
            "not_base64url",
            &detail(&TokenError::NotBase64url(Part::Header, '=')),
        ),
        case(
            "a header that isn't JSON",
            texts("ES256", &payload),
            "not_a_json_object",
            &detail(&TokenError::NotJson(Part::Header)),
        ),
        case(
            "a header that is an array",
            texts("[\"ES256\",\"at+jwt\"]", &payload),
            "not_a_json_object",
            &detail(&TokenError::NotAnObject(Part::Header)),
        ),
        case(
            "alg twice",
            texts(&header.replacen('{', "{\"alg\":\"HS256\",", 1), &payload),
            "duplicate_name",
            &detail(&TokenError::DuplicateName(Part::Header, "alg".into())),
        ),
        case(
            "an unknown name twice in the header",
            texts(&header.replacen('{', "{\"a\":1,\"a\":2,", 1), &payload),
            "duplicate_name",
            &detail(&TokenError::DuplicateName(Part::Header, "a".into())),
        ),
        case(
            "a kid with half of a surrogate pair",
            texts(&header.replace(&forger.kid, "\\ud83d"), &payload),
            "unknown_key",
            "The token's kid is \"\\\"\\\\ud83d\\\"\", and the issuer has no key of that name.",
        ),
        case(
            "a payload that isn't base64url, correctly signed",
            forger.sign(&format!("{}.a+b", parts[0])),
            "not_base64url",
            &detail(&TokenError::NotBase64url(Part::Payload, '+')),
        ),
        case(
            "a payload that isn't JSON",
            texts(&header, "{"),
            "not_a_json_object",
            &detail(&TokenError::NotJson(Part::Payload)),
        ),
        case(
            "a payload that is null",
            texts(&header, "null"),
            "not_a_json_object",
            &detail(&TokenError::NotAnObject(Part::Payload)),
        ),
        case(
            "sub twice",
            texts(&header, &payload.replacen('{', "{\"sub\":\"1\",", 1)),
            "duplicate_name",
            &detail(&TokenError::DuplicateName(Part::Payload, "sub".into())),
        ),
        case(
            "a name that nobody reads twice",
            texts(
                &header,
                &payload.replacen('{', "{\"admin\":false,\"admin\":true,", 1),
            ),
            "duplicate_name",
            &detail(&TokenError::DuplicateName(Part::Payload, "admin".into())),
        ),
    ]
}

fn signature_cases(forger: &Forger) -> Vec<Case> {
    let good = forger.token(&forger.header(), &forger.payload());
    let (message, signature) = good.rsplit_once('.').unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let mismatch = |what: &str, token: String| {
        let detail = "The signature doesn't match: the token was signed with another key, or changed after it was signed.";
        (
            what.to_owned(),
            token,
            "signature_mismatch",
            detail.to_owned(),
        )
    };
    let signed = |bytes: &[u8]| format!("{message}.{}", base64url(bytes));
    let mut flipped = bytes.clone();
    flipped[40] ^= 1;
    let (r, s) = bytes.split_at(32);
    let der = p256::ecdsa::Signature::from_slice(&bytes).unwrap().to_der();
    let other = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    let other = p256::ecdsa::SigningKey::from(other);
    let theirs: p256::ecdsa::Signature =
        p256::ecdsa::signature::Signer::sign(&other, message.as_bytes());
    let payload = forger.payload();
    let later = with(payload.clone(), "exp", json!(now() + 86_400));
    let parts = forger.token(&forger.header(), &payload);
    let (swapped, old) = (base64url(later.to_string()), base64url(payload.to_string()));
    vec![
        (
            "no signature".into(),
            format!("{message}."),
            "signature_missing",
            detail(&TokenError::SignatureMissing),
        ),
        (
            "a signature that isn't base64url".into(),
            format!("{message}.{}=", signature),
            "not_base64url",
            detail(&TokenError::NotBase64url(Part::Signature, '=')),
        ),
        (
            "a signature without its last character".into(),
            good[..good.len() - 1].into(),
            "not_base64url",
            detail(&TokenError::CutOff(Part::Signature)),
        ),
        mismatch("one bit changed", signed(&flipped)),
        mismatch("63 bytes", signed(&bytes[..63])),
        mismatch("65 bytes", signed(&[&bytes[..], &[0]].concat())),
        mismatch("zeros", signed(&[0; 64])),
        mismatch("r is zero", signed(&[&[0; 32], s].concat())),
        mismatch("s is zero", signed(&[r, &[0; 32]].concat())),
        mismatch("r and s exchanged", signed(&[s, r].concat())),
        mismatch(
            "in DER, as other protocols write it",
            signed(der.as_bytes()),
        ),
        mismatch("another key under the same kid", signed(&theirs.to_bytes())),
        mismatch("another payload", parts.replace(&old, &swapped)),
    ]
}

fn claim_cases(forger: &Forger) -> Vec<Case> {
    let case = |what: &str, payload: &Value, reason, detail: String| {
        let token = forger.token(&forger.header(), payload);
        (what.to_owned(), token, reason, detail)
    };
    let changed = |name: &str, value: Value, reason, detail: &str| {
        let what = format!("{name} is {value}");
        case(
            &what,
            &with(forger.payload(), name, value),
            reason,
            detail.into(),
        )
    };
    let absent = |name: &str, reason, detail: &str| {
        case(
            name,
            &without(forger.payload(), name),
            reason,
            detail.into(),
        )
    };
    let mut cases = vec![
        absent("exp", "exp_missing", &detail(&TokenError::ExpMissing)),
        absent("iss", "iss_missing", &detail(&TokenError::IssMissing)),
        absent("aud", "aud_missing", &detail(&TokenError::AudMissing)),
        absent("sub", "sub_missing", &detail(&TokenError::SubMissing)),
        // In the second of its exp, it has expired.
        changed(
            "exp",
            json!(now()),
            "token_expired",
            &detail(&TokenError::Expired(1.0)),
        ),
        changed(
            "exp",
            json!(now() - 90),
            "token_expired",
            &detail(&TokenError::Expired(90.0)),
        ),
        changed(
            "nbf",
            json!(now() + 7200 + 30),
            "token_not_yet_valid",
            &detail(&TokenError::NotYetValid(7_200.0)),
        ),
        changed(
            "iss",
            json!("else"),
            "iss_mismatch",
            &detail(&TokenError::IssMismatch(
                "\"else\"".into(),
                "jwt-sandbox".into(),
            )),
        ),
        changed(
            "iss",
            json!(["jwt-sandbox"]),
            "iss_mismatch",
            &detail(&TokenError::IssMismatch(
                "[\"jwt-sandbox\"]".into(),
                "jwt-sandbox".into(),
            )),
        ),
        changed(
            "aud",
            json!("else"),
            "aud_mismatch",
            &detail(&TokenError::AudMismatch(
                "\"else\"".into(),
                super::OURS.into(),
            )),
        ),
        changed(
            "aud",
            json!([]),
            "aud_mismatch",
            &detail(&TokenError::AudMismatch("[]".into(), super::OURS.into())),
        ),
        changed(
            "aud",
            json!([1, "jwt-sandbox-students"]),
            "aud_mismatch",
            &detail(&TokenError::AudMismatch(
                "[1,\"jwt-sandbox-students\"]".into(),
                super::OURS.into(),
            )),
        ),
        changed(
            "sub",
            json!(""),
            "sub_empty",
            &detail(&TokenError::SubEmpty),
        ),
        changed(
            "sub",
            json!(1),
            "sub_not_a_string",
            &detail(&TokenError::SubNotText("a number")),
        ),
        changed(
            "jti",
            json!(1),
            "jti_not_a_string",
            &detail(&TokenError::JtiNotText("a number")),
        ),
        changed(
            "jti",
            json!(["a"]),
            "jti_not_a_string",
            &detail(&TokenError::JtiNotText("an array")),
        ),
        changed(
            "sub",
            json!("nobody"),
            "user_not_found",
            "The token is valid, but its user doesn't exist or was deleted.",
        ),
    ];
    for name in ["exp", "nbf", "iat"] {
        let reason = match name {
            "exp" => "exp_not_a_number",
            "nbf" => "nbf_not_a_number",
            _ => "iat_not_a_number",
        };
        let error = match name {
            "exp" => TokenError::ExpNotANumber("a string"),
            "nbf" => TokenError::NbfNotANumber("a string"),
            _ => TokenError::IatNotANumber("a string"),
        };
        cases.push(changed(name, json!("1900000000"), reason, &detail(&error)));
    }
    cases
}

#[test]
fn what_only_looks_like_a_mistake_is_accepted() {
    let folder = folder();
    let app = issuer(&folder);
    let forger = Forger::new(&folder, &app);
    let header = |name: &str, value: Value| {
        forger.token(&with(forger.header(), name, value), &forger.payload())
    };
    let claim = |name: &str, value: Value| {
        forger.token(&forger.header(), &with(forger.payload(), name, value))
    };
    for (what, token) in [
        ("typ in capitals", header("typ", json!("AT+JWT"))),
        ("typ in full", header("typ", json!("application/at+jwt"))),
        (
            "typ in full, in capitals",
            header("typ", json!("Application/AT+JWT")),
        ),
        ("b64 is true", header("b64", json!(true))),
        ("an unknown name", header("x", json!([1]))),
        ("a key in the header", header("jwk", json!({"kty": "EC"}))),
        (
            "an address in the header",
            header("jku", json!("http://evil.example")),
        ),
        (
            "no jti",
            forger.token(&forger.header(), &without(forger.payload(), "jti")),
        ),
        (
            "ours among other audiences",
            claim("aud", json!(["x", super::OURS])),
        ),
        ("a fraction", claim("exp", json!(now() as f64 + 59.5))),
        ("nbf now", claim("nbf", json!(now()))),
        (
            "a name in escapes",
            forger.sign_texts(
                forger.header().to_string().replace("ES256", "\\u0045S256"),
                forger.payload().to_string(),
            ),
        ),
    ] {
        let answer = app.get("/protected", &token);
        assert_eq!(answer.status, 200, "{what}: {}", answer.text);
    }
}

/// The attack of lesson 15. Everyone has the public key, in one of these forms.
#[test]
fn the_public_key_in_any_form_is_not_a_secret() {
    let folder = folder();
    let app = issuer(&folder);
    let forger = Forger::new(&folder, &app);
    let set = app.ask("GET", "/.well-known/jwks.json", None, "");
    let secret: p256::SecretKey =
        p256::pkcs8::DecodePrivateKey::from_pkcs8_der(&forger.der).unwrap();
    let public = secret.public_key();
    let point = p256::elliptic_curve::sec1::ToEncodedPoint::to_encoded_point(&public, false);
    let spki = public.to_public_key_der().unwrap();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        STANDARD.encode(spki.as_bytes())
    );
    let jwk = set.json()["keys"][0].clone();
    let forms: Vec<Vec<u8>> = vec![
        point.as_bytes().into(),
        point.as_bytes()[1..].into(),
        point.compress().as_bytes().into(),
        spki.as_bytes().into(),
        pem.trim_end().into(),
        pem.clone().into_bytes(),
        jwk.to_string().into(),
        set.bytes.clone(),
        jwk["x"].as_str().unwrap().into(),
        forger.kid.clone().into_bytes(),
        Vec::new(),
    ];
    let payload = base64url(forger.payload().to_string());
    let hs256 = base64url(with(forger.header(), "alg", json!("HS256")).to_string());
    let es256 = base64url(forger.header().to_string());
    let control = forger.sign(&format!("{es256}.{payload}"));
    assert_eq!(app.get("/me", &control).status, 200);
    for form in forms {
        let key = EncodingKey::from_secret(&form);
        for (header, reason) in [
            (&hs256, "alg_shared_secret"),
            (&es256, "signature_mismatch"),
        ] {
            let message = format!("{header}.{payload}");
            let signature =
                jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
            let answer = app.get("/me", &format!("{message}.{signature}"));
            assert_eq!(answer.status, 401, "{}", answer.text);
            assert_eq!(answer.json()["reason"], reason);
        }
    }
}

/// The sandbox's own tokens, with the secret that the test knows.
#[test]
fn a_token_of_the_sandbox_is_refused() {
    let folder = folder();
    let app = issuer(&folder);
    let answer = app.ask("GET", "/sign-token", None, "").json();
    let token = answer["token"].as_str().unwrap();
    assert_eq!(
        app.ask("POST", "/verify-token", Some(token), "").status,
        200
    );
    let reason = app.get("/me", token).json()["reason"].clone();
    assert_eq!(reason, "alg_shared_secret");
    let (message, _) = token.rsplit_once('.').unwrap();
    let own = sign_with(message, proofs::forge::KEY, Algorithm::HS256);
    assert_eq!(
        own, token,
        "the control: the test signs as the sandbox does"
    );
}

/// ECDSA accepts (r, n − s) wherever it accepts (r, s), so a token's text doesn't identify it. `jti` does.
#[test]
fn a_token_has_two_spellings() {
    let folder = folder();
    let app = issuer(&folder);
    let forger = Forger::new(&folder, &app);
    let token = forger.token(&forger.header(), &forger.payload());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&bytes).unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(*r, s.neg()).unwrap();
    let other = format!("{message}.{}", base64url(other.to_bytes()));
    assert_ne!(other, token);
    for spelling in [&token, &other] {
        assert_eq!(app.get("/me", spelling).status, 200);
    }
}

#[test]
fn a_header_that_is_not_a_bearer_token_is_refused_as_in_the_sandbox() {
    let folder = folder();
    let app = issuer(&folder);
    let answer = app.ask("GET", "/me", None, "");
    answer.refuses(
        401,
        "authorization_missing",
        "The request has no Authorization header that this server can read.",
    );
    let answer = app.send("GET", "/me", &[("Authorization", "Basic YTpi")], "");
    answer.refuses(
        401,
        "scheme_not_bearer",
        "The Authorization header uses the scheme Basic, but this server wants Bearer.",
    );
    let token = forger_token(&app, &folder);
    let two = [
        ("Authorization", format!("Bearer {token}")),
        ("Authorization", format!("Bearer {token}")),
    ];
    let two: Vec<(&str, &str)> = two.iter().map(|(name, it)| (*name, it.as_str())).collect();
    let answer = app.send("GET", "/me", &two, "");
    assert_eq!(answer.status, 400, "{}", answer.text);
    assert_eq!(answer.json()["reason"], "authorization_repeated");
}

fn forger_token(app: &proofs::app::App, folder: &tempfile::TempDir) -> String {
    let forger = Forger::new(folder, app);
    forger.token(&forger.header(), &forger.payload())
}

/// Any JSON, nested a little.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec!["ES256", "at+jwt", "none", "HS256", "ours"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("alg|typ|kid|crit|[a-z]{1,3}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Random headers, payloads and signatures, some of them correctly signed: none panics, and none is
    /// believed, since none names our issuer.
    #[test]
    fn no_random_token_is_believed_or_panics(
        header in any_json(),
        payload in any_json(),
        keep in any::<bool>(),
        bytes in prop::collection::vec(any::<u8>(), 0..70),
    ) {
        use crate::access_token::{AccessToken, Expected};

        let secret = p256::SecretKey::from_slice(&[7; 32]).unwrap();
        let der = p256::pkcs8::EncodePrivateKey::to_pkcs8_der(&secret).unwrap();
        let (private, public) = (EncodingKey::from_ec_der(der.as_bytes()), secret.public_key());
        let public = p256::elliptic_curve::sec1::ToEncodedPoint::to_encoded_point(&public, false);
        let public = DecodingKey::from_ec_der(public.as_bytes());
        let good = json!({"alg": "ES256", "typ": "at+jwt", "kid": "ours"});
        let header = if keep { good } else { header };
        let message = format!("{}.{}", base64url(header.to_string()), base64url(payload.to_string()));
        let right = jsonwebtoken::crypto::sign(message.as_bytes(), &private, Algorithm::ES256).unwrap();
        let expected = Expected { issuer: "issuer".into(), audience: "audience".into() };
        for signature in [right, base64url(&bytes)] {
            let token = format!("{message}.{signature}");
            if let Ok(token) = AccessToken::read(&token) {
                let verdict = token.verify(&public, &expected, std::time::SystemTime::now());
                prop_assert!(verdict.is_err());
            }
        }
        prop_assert!(AccessToken::read(&String::from_utf8_lossy(&bytes)).is_err());
    }
}
