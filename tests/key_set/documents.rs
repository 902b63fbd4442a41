use proofs::forge::base64url;
use proofs::key_pair::KeyPair;
use serde_json::{Value, json};

use crate::key::KeyError;
use crate::key_set::{KeySet, KeySetError};

/// The result of a document, and why keys in it were skipped.
fn read(document: impl AsRef<[u8]>) -> (Result<KeySet, KeySetError>, Vec<(usize, KeyError)>) {
    let mut skipped = Vec::new();
    let set = KeySet::parse(document.as_ref(), |place, why| skipped.push((place, why)));
    (set, skipped)
}

fn set(keys: &[Value]) -> String {
    json!({"keys": keys}).to_string()
}

/// A good key's members with one replaced; `null` removes it.
fn with(member: &str, value: Value) -> Value {
    let mut jwk = KeyPair::random("bad").jwk();
    match value {
        Value::Null => drop(jwk.as_object_mut().unwrap().remove(member)),
        value => jwk[member] = value,
    }
    jwk
}

fn other(member: &'static str, found: &str, expected: &'static str) -> KeyError {
    KeyError::Other {
        member,
        found: found.into(),
        expected,
    }
}

#[test]
fn each_malformed_key_is_skipped_for_its_own_reason_and_the_good_one_beside_it_works() {
    use KeyError::{Coordinate, Malformed, Missing, NotAnObject, NotOnTheCurve, Private};

    let text = |bad: Value| bad.to_string();
    let pair = KeyPair::random("bad");
    let coordinate = pair.jwk()["x"].as_str().unwrap().to_owned();
    let (shorter, longer) = (base64url([1; 31]), base64url([1; 33]));
    let rsa =
        json!({"kty": "RSA", "kid": "bad", "alg": "RS256", "use": "sig", "n": "wQ", "e": "AQ"});
    let okp = json!({"kty": "OKP", "crv": "Ed25519", "kid": "bad", "alg": "EdDSA", "use": "sig", "x": coordinate});
    let oct = json!({"kty": "oct", "kid": "bad", "alg": "HS256", "use": "sig", "k": "AQ"});
    // All of a good key's values, in the order of the struct's fields.
    let array = {
        let jwk = pair.jwk();
        let names = ["kty", "crv", "alg", "use", "key_ops", "kid", "x", "y"];
        Value::from_iter(names.map(|name| jwk[name].clone()))
    };
    let twice = |member: &str, value: &str| {
        text(pair.jwk()).replacen('{', &format!(r#"{{"{member}":{value},"#), 1)
    };
    for (bad, expected) in [
        ("null".into(), NotAnObject),
        ("5".into(), NotAnObject),
        (r#""key""#.into(), NotAnObject),
        ("[]".into(), NotAnObject),
        (text(array), NotAnObject),
        ("{}".into(), Missing("kty")),
        (text(oct), Private("k")),
        (text(with("d", json!(pair.private_scalar()))), Private("d")),
        (twice("d", "null"), Private("d")),
        (twice(r"\u0064", "null"), Private("d")),
        (text(with("p", json!("AQ"))), Private("p")),
        (text(with("q", json!("AQ"))), Private("q")),
        (text(with("dp", json!("AQ"))), Private("dp")),
        (text(with("dq", json!("AQ"))), Private("dq")),
        (text(with("qi", json!("AQ"))), Private("qi")),
        (text(with("oth", json!([]))), Private("oth")),
        (text(with("k", json!("AQ"))), Private("k")),
        (text(rsa), other("kty", "RSA", "EC")),
        (text(okp), other("kty", "OKP", "EC")),
        (text(with("kty", json!("ec"))), other("kty", "ec", "EC")),
        (
            text(with("kty", json!("EC".repeat(1000)))),
            other("kty", &"EC".repeat(30), "EC"),
        ),
        (text(with("kty", json!(["EC"]))), Malformed),
        (text(with("kty", Value::Null)), Missing("kty")),
        (
            text(with("crv", json!("P-384"))),
            other("crv", "P-384", "P-256"),
        ),
        (
            text(with("crv", json!("secp256k1"))),
            other("crv", "secp256k1", "P-256"),
        ),
        (
            text(with("crv", json!("p-256"))),
            other("crv", "p-256", "P-256"),
        ),
        (text(with("crv", Value::Null)), Missing("crv")),
        (
            text(with("alg", json!("ES384"))),
            other("alg", "ES384", "ES256"),
        ),
        (
            text(with("alg", json!("HS256"))),
            other("alg", "HS256", "ES256"),
        ),
        (
            text(with("alg", json!("none"))),
            other("alg", "none", "ES256"),
        ),
        (
            text(with("alg", json!("es256"))),
            other("alg", "es256", "ES256"),
        ),
        (text(with("alg", Value::Null)), Missing("alg")),
        (text(with("use", json!("enc"))), other("use", "enc", "sig")),
        (text(with("use", json!("SIG"))), other("use", "SIG", "sig")),
        (text(with("use", Value::Null)), Missing("use")),
        (
            text(with("key_ops", json!(["sign"]))),
            other("key_ops", "sign", "verify"),
        ),
        (
            text(with("key_ops", json!(["verify", "sign"]))),
            other("key_ops", "verify sign", "verify"),
        ),
        (
            text(with("key_ops", json!([]))),
            other("key_ops", "", "verify"),
        ),
        (text(with("key_ops", json!("verify"))), Malformed),
        (text(with("kid", Value::Null)), Missing("kid")),
        (text(with("kid", json!(""))), Missing("kid")),
        (text(with("kid", json!(7))), Malformed),
        (text(with("kid", json!(["bad"]))), Malformed),
        (text(with("x", Value::Null)), Missing("x")),
        (text(with("y", Value::Null)), Missing("y")),
        (text(with("x", json!(7))), Malformed),
        (text(with("x", json!(""))), Coordinate("x")),
        (text(with("x", json!(shorter))), Coordinate("x")),
        (text(with("x", json!(longer))), Coordinate("x")),
        (text(with("y", json!(shorter))), Coordinate("y")),
        (text(with("y", json!(longer))), Coordinate("y")),
        (text(with("y", json!(&coordinate[..42]))), Coordinate("y")),
        (
            text(with("x", json!(format!("{coordinate}=")))),
            Coordinate("x"),
        ),
        (
            text(with("x", json!(format!("+{}", &coordinate[1..])))),
            Coordinate("x"),
        ),
        (
            text(with("x", json!(format!(" {}", &coordinate[1..])))),
            Coordinate("x"),
        ),
        // The last character has two bits that mean nothing, and they aren't zero.
        (
            text(with("x", json!(format!("{}B", &coordinate[..42])))),
            Coordinate("x"),
        ),
        (text(with("y", json!(coordinate))), NotOnTheCurve),
        (text(with("x", json!("_".repeat(42) + "8"))), NotOnTheCurve),
        (text(with("x", json!("A".repeat(43)))), NotOnTheCurve),
        (twice("kty", r#""EC""#), Malformed),
        (twice("alg", r#""HS256""#), Malformed),
        (twice("x", r#""AA""#), Malformed),
        (twice("kid", r#""another""#), Malformed),
        (twice(r"k\u0069d", r#""another""#), Malformed),
    ] {
        let good = KeyPair::random("good");
        for (document, place) in [
            (format!(r#"{{"keys":[{bad},{}]}}"#, good.jwk()), 1),
            (format!(r#"{{"keys":[{},{bad}]}}"#, good.jwk()), 2),
        ] {
            let (set, skipped) = read(&document);
            let set = set.unwrap_or_else(|why| panic!("{document}: {why}"));
            assert_eq!(skipped.len(), 1, "{document}");
            assert_eq!(
                (skipped[0].0, &skipped[0].1),
                (place, &expected),
                "{document}"
            );
            assert!(set.get("good").is_some(), "{document}");
            assert_eq!(set.len(), 1, "{document}");
        }
        let (set, _) = read(format!(r#"{{"keys":[{bad}]}}"#));
        assert_eq!(set.err(), Some(KeySetError::NoUsableKey), "{bad}");
    }
}

#[test]
fn each_document_that_is_not_a_key_set_is_refused() {
    let good = KeyPair::random("good").jwk();
    let deep = "[".repeat(100_000);
    for bad in [
        String::new(),
        "<html>".into(),
        "null".into(),
        "[]".into(),
        "{}".into(),
        format!("[{good}]"),
        format!("[[{good}]]"),
        good.to_string(),
        r#"{"keys":null}"#.into(),
        r#"{"keys":{}}"#.into(),
        r#"{"keys":"none"}"#.into(),
        json!({"Keys": [good]}).to_string(),
        format!(r#"{{"keys":[{good}],"keys":[]}}"#),
        format!(r#"{{"keys":[{good}]"#),
        format!(r#"{{"keys":[{good}]}} {{}}"#),
        format!(r#"{{"keys":[{good},]}}"#),
        format!("\u{feff}{}", set(&[good])),
        deep.clone(),
        format!(r#"{{"keys":{deep}"#),
    ] {
        let (set, skipped) = read(&bad);
        assert_eq!(set.err(), Some(KeySetError::NotAKeySet), "{:.80}", bad);
        assert_eq!(skipped, []);
    }
    let (set, _) = read(b"{\"keys\":[],\"\xff\":1}");
    assert_eq!(set.err(), Some(KeySetError::NotAKeySet), "not UTF-8");
}

#[test]
fn a_set_without_keys_is_like_one_without_usable_keys() {
    let (set, skipped) = read(r#"{"keys":[]}"#);
    assert_eq!(set.err(), Some(KeySetError::NoUsableKey));
    assert_eq!(skipped, []);
}

#[test]
fn up_to_20_keys_are_read() {
    let keys: Vec<Value> = (0..21)
        .map(|n| KeyPair::random(&n.to_string()).jwk())
        .collect();
    assert_eq!(read(set(&keys[..20])).0.map(|set| set.len()), Ok(20));
    assert_eq!(read(set(&keys)).0.err(), Some(KeySetError::TooMany(21)));
    // Keys that can't be used count, too.
    let empty = vec![json!({}); 20];
    let keys = [&empty[..], &keys[..1]].concat();
    assert_eq!(read(set(&keys)).0.err(), Some(KeySetError::TooMany(21)));
}

#[test]
fn a_kid_that_two_keys_have_names_neither() {
    let (one, same, good) = (
        KeyPair::random("one"),
        KeyPair::random("one"),
        KeyPair::random("good"),
    );
    let (found, skipped) = read(set(&[one.jwk(), good.jwk(), same.jwk()]));
    let found = found.unwrap();
    assert!(found.get("one").is_none());
    assert!(found.get("good").is_some());
    assert_eq!(skipped, [(1, KeyError::SameKid), (3, KeyError::SameKid)]);

    // Another service could choose the key that this one can't use.
    let unusable = json!({"kty": "RSA", "kid": "one"});
    let (found, skipped) = read(set(&[one.jwk(), good.jwk(), unusable]));
    assert!(found.unwrap().get("one").is_none());
    assert_eq!(
        skipped,
        [(1, KeyError::SameKid), (3, other("kty", "RSA", "EC"))]
    );

    // Nor does it help to hide the second one behind a value that is hard to read.
    let deep = format!(r#"{{"x5c":{}{},"#, "[".repeat(1000), "]".repeat(1000));
    let hidden = same.jwk().to_string().replacen('{', &deep, 1);
    let document = format!(r#"{{"keys":[{},{hidden},{}]}}"#, one.jwk(), good.jwk());
    let (found, skipped) = read(document);
    assert!(found.unwrap().get("one").is_none());
    assert_eq!(skipped, [(1, KeyError::SameKid), (2, KeyError::SameKid)]);

    // To two keys with different names, this doesn't apply.
    let (found, skipped) = read(set(&[one.jwk(), good.jwk()]));
    assert_eq!((found.unwrap().len(), skipped.len()), (2, 0));
}

#[test]
fn members_that_this_service_does_not_know_are_ignored() {
    let mut jwk = KeyPair::random("good").jwk();
    jwk["x5c"] = json!(["MII"]);
    jwk["key_ops"] = json!(["verify"]);
    jwk["ext"] = json!(true);
    jwk["nested"] = json!({"d": [{"d": 1}]});
    let document = json!({"issued": 1, "keys": [jwk], "d": "of the set"}).to_string();
    let (found, skipped) = read(document);
    assert!(found.unwrap().get("good").is_some());
    assert_eq!(skipped, []);
}
