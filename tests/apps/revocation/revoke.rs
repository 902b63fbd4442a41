//! `POST /revoke` (RFC 7009): what it ends, what it leaves alone, and what it refuses.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::Signature;
use proofs::app::{App, PASSWORD};
use proofs::client::form;
use proofs::forge::{self, claims};
use proofs::key_pair::KeyPair;
use proofs::server::folder;
use serde_json::json;

use super::*;

const TOKEN_NEEDED: &str = "The form needs the field token exactly once, with a value.";
const NOT_A_FORM: &str =
    "This route accepts only a form, but the request has a different Content-Type.";

#[test]
fn an_access_token_ends_alone() {
    let app = with_ada();
    let (elsewhere, tokens) = (sign_in(&app), sign_in(&app));
    let next = Tokens::of(&refresh(&app, &tokens.refresh));
    lives(&app, &tokens.access);
    for _ in 0..2 {
        revoke(&app, &tokens.access);
        dead(&app, &tokens.access, "token_revoked", TOKEN_REVOKED);
    }
    lives(&app, &next.access);
    lives(&app, &Tokens::of(&refresh(&app, &next.refresh)).access);
    lives(&app, &elsewhere.access);
}

#[test]
fn a_refresh_token_ends_its_sign_in() {
    let app = with_ada();
    let (elsewhere, first) = (sign_in(&app), sign_in(&app));
    let second = Tokens::of(&refresh(&app, &first.refresh));
    for _ in 0..2 {
        revoke(&app, &second.refresh);
        refresh(&app, &second.refresh).refuses(401, "refresh_token_revoked", REFRESH_REVOKED);
        for token in [&first.access, &second.access] {
            dead(&app, token, "signed_out", SIGNED_OUT);
        }
    }
    lives(&app, &elsewhere.access);
    Tokens::of(&refresh(&app, &elsewhere.refresh));
}

#[test]
fn the_hint_is_only_a_hint() {
    let app = with_ada();
    for hint in [
        "access_token",
        "refresh_token",
        "",
        "pickle",
        "é\0",
        &"x".repeat(10_000),
    ] {
        let (one, other) = (sign_in(&app), sign_in(&app));
        for token in [&one.access, &other.refresh] {
            let fields = [("token_type_hint", hint), ("token", token)];
            let answer = send_form(&app, "/revoke", form(fields));
            assert_eq!((answer.status, &*answer.text), (200, ""), "{hint}");
        }
        dead(&app, &one.access, "token_revoked", TOKEN_REVOKED);
        dead(&app, &other.access, "signed_out", SIGNED_OUT);
        Tokens::of(&refresh(&app, &one.refresh));
    }
    // Twice, and with a field that nobody knows.
    let tokens = sign_in(&app);
    let body = format!(
        "token_type_hint=a&token={}&token_type_hint=b&client_id=x",
        tokens.access
    );
    assert_eq!(send_form(&app, "/revoke", body).status, 200);
    dead(&app, &tokens.access, "token_revoked", TOKEN_REVOKED);
}

#[test]
fn a_token_for_another_service_of_ours_can_be_revoked() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let body = json!({"email": EMAIL, "password": PASSWORD, "audience": NOTES});
    let tokens = Tokens::of(&app.post("/login", &body));
    revoke(&app, &tokens.access);
    // The issuer itself accepts no token for that service. One with the same jti shows that it knows.
    let forger = Forger::new(&folder, &app);
    let mut same = claims(&tokens.access);
    same["aud"] = "jwt-sandbox-students".into();
    let same_jti = forger.token(&forger.header(), &same);
    dead(&app, &same_jti, "token_revoked", TOKEN_REVOKED);
    same["jti"] = "another".into();
    lives(&app, &forger.token(&forger.header(), &same));
}

/// (r, n − s) is a signature of the same text by the same key. It takes no key to write it.
fn other_spelling(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let signature = Signature::from_slice(&bytes).unwrap();
    let (r, s) = signature.split_scalars();
    let other = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(other.to_bytes()))
}

#[test]
fn the_other_spelling_of_a_signature_stays_revoked() {
    let app = with_ada();
    for revoked_one in [0, 1] {
        let token = sign_in(&app).access;
        let spellings = [token.clone(), other_spelling(&token)];
        assert_ne!(spellings[0], spellings[1]);
        for spelling in &spellings {
            lives(&app, spelling);
        }
        revoke(&app, &spellings[revoked_one]);
        for spelling in &spellings {
            dead(&app, spelling, "token_revoked", TOKEN_REVOKED);
        }
    }
}

#[test]
fn a_signature_with_other_unused_bits_is_rejected() {
    let app = with_ada();
    let token = sign_in(&app).access;
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = token.split_at(token.len() - 1);
    let place = ALPHABET.find(last).unwrap();
    for other in (place / 16 * 16..place / 16 * 16 + 16).filter(|other| *other != place) {
        let spelling = format!("{rest}{}", &ALPHABET[other..=other]);
        assert_eq!(app.get("/me", &spelling).status, 401, "{spelling}");
    }
    assert_eq!(app.get("/me", &format!("{token}=")).status, 401);
    lives(&app, &token);
}

#[test]
fn what_is_not_a_valid_token_of_ours_changes_nothing() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let tokens = sign_in(&app);
    let forger = Forger::new(&folder, &app);
    let real = claims(&tokens.access);
    let edited = |name: &str, value: Value| {
        let mut claims = real.clone();
        claims[name] = value;
        forger.token(&forger.header(), &claims)
    };
    let stranger = KeyPair::random(&forger.kid);
    let (signed, signature) = tokens.access.rsplit_once('.').unwrap();
    let hs256 = json!({"typ": "at+jwt", "alg": "HS256", "kid": forger.kid});
    for (what, token) in [
        (
            "signed with another key",
            stranger.sign(&stranger.header(), &real),
        ),
        ("signed with the shared secret", forge::token(&hs256, &real)),
        ("without a signature", format!("{signed}.")),
        (
            "with a signature that was changed",
            format!("{signed}.A{}", &signature[1..]),
        ),
        ("of another issuer", edited("iss", json!("elsewhere"))),
        ("for another service", edited("aud", json!("elsewhere"))),
        ("expired", edited("exp", json!(forge::now()))),
        ("of another type", forger.token(&forge::header(), &real)),
        ("a jti alone", real["jti"].as_str().unwrap().to_owned()),
        ("a sid alone", real["sid"].as_str().unwrap().to_owned()),
        ("with the scheme", format!("Bearer {}", tokens.access)),
        ("an unknown refresh token", "A".repeat(43)),
        (
            "another spelling of a refresh token",
            format!("{}=", tokens.refresh),
        ),
        ("junk", "junk".into()),
        ("a space", " ".into()),
        ("not ASCII", "é\u{1F600}\0".into()),
        ("long", "a.b.c".repeat(2_000)),
    ] {
        revoke(&app, &token);
        assert_eq!(app.get("/me", &tokens.access).status, 200, "{what}");
    }
    // Not even text.
    assert_eq!(send_form(&app, "/revoke", "token=%ff").status, 200);
    lives(&app, &tokens.access);
    Tokens::of(&refresh(&app, &tokens.refresh));
    revoke(&app, &tokens.access);
    dead(&app, &tokens.access, "token_revoked", TOKEN_REVOKED);
}

/// A token of the same key from before lesson 23 has a jti, but no epoch. It is refused in any case, and
/// revoking it does no harm.
#[test]
fn a_token_from_before_can_be_revoked() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let forger = Forger::new(&folder, &app);
    let before = forger.token(&forger.header(), &forger.payload());
    dead(&app, &before, "session_epoch_missing", EPOCH_MISSING);
    revoke(&app, &before);
    let mut without = forger.payload();
    without.as_object_mut().unwrap().remove("jti");
    revoke(&app, &forger.token(&forger.header(), &without));
    lives(&app, &sign_in(&app).access);
}

#[test]
fn a_form_without_exactly_one_token_is_refused() {
    let app = with_ada();
    let tokens = sign_in(&app);
    let token = &tokens.access;
    for body in [
        String::new(),
        "token".into(),
        "token=".into(),
        "token_type_hint=access_token".into(),
        format!("Token={token}"),
        format!("token={token}&token={token}"),
        format!("token={token}&token="),
        format!("token={token}&token=junk"),
        token.clone(),
        json!({"token": token}).to_string(),
    ] {
        send_form(&app, "/revoke", &body).refuses(400, "token_needed", TOKEN_NEEDED);
    }
    lives(&app, token);
    assert_eq!(
        send_form(&app, "/revoke", format!("token={token}")).status,
        200
    );
    dead(&app, token, "token_revoked", TOKEN_REVOKED);
}

#[test]
fn a_body_that_is_not_a_form_or_too_large_is_refused() {
    let app = with_ada();
    let tokens = sign_in(&app);
    let body = form([("token", &*tokens.access)]);
    let kinds = [
        None,
        Some("application/json"),
        Some("text/plain"),
        Some("multipart/form-data; boundary=x"),
    ];
    for kind in kinds {
        let headers: Vec<_> = kind
            .map(|kind| ("Content-Type", kind))
            .into_iter()
            .collect();
        app.send("POST", "/revoke", &headers, &body)
            .refuses(415, "form_wanted", NOT_A_FORM);
    }
    let bearer = format!("Bearer {}", tokens.access);
    app.send("POST", "/revoke", &[("Authorization", &bearer)], "")
        .refuses(415, "form_wanted", NOT_A_FORM);
    let large = format!("{body}&x={}", "x".repeat(40_000));
    send_form(&app, "/revoke", &large).refuses(
        413,
        "payload_too_large",
        "The form is larger than this route accepts.",
    );
    let asked = app.send("GET", "/revoke", &[], "");
    assert_eq!((asked.status, asked.header("Allow")), (405, Some("POST")));
    lives(&app, &tokens.access);
    let kind = format!("{FORM}; charset=UTF-8");
    let answer = app.send("POST", "/revoke", &[("Content-Type", &kind)], &body);
    assert_eq!((answer.status, &*answer.text), (200, ""));
    dead(&app, &tokens.access, "token_revoked", TOKEN_REVOKED);
}

#[test]
fn neither_token_is_in_the_log_or_in_a_file() {
    let folder = folder();
    let app = App::with(NAME, &folder, &[("ROCKET_LOG_LEVEL", "normal")]);
    with_account(&app);
    let tokens = sign_in(&app);
    revoke(&app, &tokens.access);
    revoke(&app, &tokens.refresh);
    assert_eq!(app.get("/me", &tokens.access).status, 401);
    let jti = claims(&tokens.access)["jti"].as_str().unwrap().to_owned();
    let printed = app.stop();
    assert!(printed.contains("POST /revoke"), "{printed}");
    let files: Vec<u8> = std::fs::read_dir(folder.path())
        .unwrap()
        .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    let kept = String::from_utf8_lossy(&files);
    assert!(kept.contains(&jti), "the control");
    for token in [tokens.access, tokens.refresh] {
        assert!(!printed.contains(&token), "{printed}");
        assert!(!kept.contains(&token));
    }
}
