//! Lesson 20.

use std::thread;

use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

use crate::issuer::{EMAIL, OURS};
use crate::rotation;
use proofs::app::{App, PASSWORD};
use proofs::client::Response;
use proofs::forge::{base64url, now};
use proofs::key_pair::{KeyPair, claims};
use proofs::process::run;
use proofs::programs::program;
use proofs::server::{SETTINGS, folder};
use proofs::stub::{Answer, Stub};

const AUDIENCE: &str = "jwt-sandbox-notes";
const PATH: &str = "/.well-known/jwks.json";
const NO_KEYS: &str = "This service has no keys to verify the token with, and can't get the issuer's keys at the moment.";

/// The service, with the key set of a server.
fn notes(origin: &str) -> App {
    notes_with(origin, &[])
}

fn notes_with(origin: &str, variables: &[(&str, &str)]) -> App {
    let address = format!("{origin}{PATH}");
    let variables = [&[("KEY_SET_URL", address.as_str())], variables].concat();
    App::alone_with("notes", &variables)
}

/// A server with these keys.
fn key_set(keys: &[Value]) -> Stub {
    Stub::start(Answer::ok(json!({"keys": keys}).to_string()))
}

/// One key, its server, and a service that uses them.
fn with_one_key() -> (KeyPair, Stub, App) {
    let pair = KeyPair::random("one");
    let stub = key_set(&[pair.jwk()]);
    let app = notes(&stub.origin);
    (pair, stub, app)
}

/// A new account at the issuer, and its token for an audience.
fn token_of(issuer: &App, email: &str, audience: &str) -> String {
    let account = json!({"name": "Ada", "email": email, "password": PASSWORD});
    assert_eq!(issuer.post("/signup", &account).status, 201);
    sign_in(issuer, email, audience)
}

fn sign_in(issuer: &App, email: &str, audience: &str) -> String {
    let credentials = json!({"email": email, "password": PASSWORD, "audience": audience});
    let answer = issuer.post("/login", &credentials);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["token"].as_str().unwrap().to_owned()
}

fn add(app: &App, token: &str, text: &str) -> Response {
    app.ask(
        "POST",
        "/notes",
        Some(token),
        json!({"text": text}).to_string(),
    )
}

fn listed(app: &App, token: &str) -> Value {
    let answer = app.get("/notes", token);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[test]
fn each_user_of_the_issuer_has_their_own_notes() {
    let issuer = App::alone("issuer");
    let app = notes(issuer.origin());
    let ada = token_of(&issuer, "ada@example.com", AUDIENCE);
    let bob = token_of(&issuer, "bob@example.com", AUDIENCE);
    assert_eq!(listed(&app, &ada), json!({"notes": []}));
    for text in ["Buy oranges.", "Naïve 🍊\nsecond line"] {
        let answer = add(&app, &ada, text);
        assert_eq!(answer.status, 201);
        assert_eq!(answer.json(), json!({"note": text}));
    }
    assert_eq!(
        listed(&app, &ada),
        json!({"notes": ["Buy oranges.", "Naïve 🍊\nsecond line"]})
    );
    assert_eq!(listed(&app, &bob), json!({"notes": []}));
}

#[test]
fn the_service_goes_on_when_the_issuer_is_stopped() {
    let issuer = App::alone("issuer");
    let app = notes(issuer.origin());
    let ada = token_of(&issuer, "ada@example.com", AUDIENCE);
    let bob = token_of(&issuer, "bob@example.com", AUDIENCE);
    add(&app, &ada, "Buy oranges.");
    issuer.stop();
    assert_eq!(listed(&app, &ada), json!({"notes": ["Buy oranges."]}));
    // Nobody has to ask the issuer about another user, either.
    assert_eq!(add(&app, &bob, "Sell oranges.").status, 201);
}

/// The issuer of lesson 21. It publishes a key before it signs with it, and the service has it by then.
#[test]
fn a_rotation_in_the_right_order_is_not_noticed() {
    let folder = folder();
    let issuer = rotation::issuer(&folder, &[]);
    let app = notes(issuer.origin());
    let old = sign_in(&issuer, EMAIL, AUDIENCE);
    let next = rotation::add(&issuer);
    assert_eq!(app.get("/notes", &old).status, 200);
    assert_eq!(
        rotation::activate(&issuer, &next, "?early=true").status,
        200
    );
    let new = sign_in(&issuer, EMAIL, AUDIENCE);
    assert_eq!(rotation::kid_of(&new), next);
    for token in [&new, &old] {
        assert_eq!(app.get("/notes", token).status, 200);
    }
}

/// The service fetched the set just before, so it doesn't ask again.
#[test]
fn a_rotation_in_the_wrong_order_refuses_new_tokens_for_the_rest_of_the_pause() {
    let folder = folder();
    let issuer = rotation::issuer(&folder, &[]);
    let app = notes(issuer.origin());
    let old = sign_in(&issuer, EMAIL, AUDIENCE);
    assert_eq!(app.get("/notes", &old).status, 200);
    let next = rotation::add(&issuer);
    assert_eq!(
        rotation::activate(&issuer, &next, "?early=true").status,
        200
    );
    let new = sign_in(&issuer, EMAIL, AUDIENCE);
    app.get("/notes", &new).refuses(
        401,
        "unknown_key",
        &format!("The token's kid is \"{next}\", and the issuer has no key of that name."),
    );
    assert_eq!(app.get("/notes", &old).status, 200);
    assert_eq!(
        issuer.get("/me", &sign_in(&issuer, EMAIL, OURS)).status,
        200
    );
}

#[test]
fn the_service_starts_without_its_issuer_and_answers_what_needs_no_key() {
    let gone = Stub::start(Answer::Hangup);
    let app = notes(&gone.origin);
    let pair = KeyPair::random("one");
    let answer = app.get("/notes", &pair.token(AUDIENCE));
    answer.refuses(503, "keys_unavailable", NO_KEYS);
    let seconds: u64 = answer.header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=30).contains(&seconds), "{seconds}");
    // What is wrong in itself is refused without keys.
    app.ask("GET", "/notes", None, "").refuses(
        401,
        "authorization_missing",
        "The request has no Authorization header that this server can read.",
    );
    assert_eq!(app.get("/notes", "x").status, 401);
    assert_eq!(gone.count(), 1);
    assert!(app.stop().contains("The key set can't be fetched: "));
}

#[test]
fn a_token_for_another_service_is_refused_here_and_ours_is_refused_there() {
    let issuer = App::alone("issuer");
    let app = notes(issuer.origin());
    let ours = token_of(&issuer, "ada@example.com", AUDIENCE);
    let theirs = token_of(&issuer, "bob@example.com", OURS);
    app.get("/notes", &theirs).refuses(
        401,
        "aud_mismatch",
        r#"The token's aud is "jwt-sandbox-students", but this server's audience is "jwt-sandbox-notes"."#,
    );
    issuer.get("/me", &ours).refuses(
        401,
        "aud_mismatch",
        r#"The token's aud is "jwt-sandbox-notes", but this server's audience is "jwt-sandbox-students"."#,
    );
    assert_eq!(app.get("/notes", &ours).status, 200);
    assert_eq!(issuer.get("/me", &theirs).status, 200);
}

#[test]
fn each_wrong_token_is_refused_for_its_own_reason() {
    let (pair, stub, app) = with_one_key();
    let signed = |name: &str, value: Value| {
        let mut claims = claims(AUDIENCE);
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value,
        }
        pair.sign(&pair.header(), &claims)
    };
    let headed = |name: &str, value: Value| {
        let mut header = pair.header();
        match value {
            Value::Null => drop(header.as_object_mut().unwrap().remove(name)),
            value => header[name] = value,
        }
        pair.sign(&header, &claims(AUDIENCE))
    };
    let good = pair.token(AUDIENCE);
    let (signed_part, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = signed_part.split_once('.').unwrap();
    let other_payload = base64url(json!({"sub": "bob"}).to_string());
    let stranger = KeyPair::random("one").token(AUDIENCE);
    let issuer_mismatch =
        r#"The token's iss is "another", but this server trusts only "jwt-sandbox"."#;
    for (token, reason, detail) in [
        (
            signed("aud", json!("another")),
            "aud_mismatch",
            r#"The token's aud is "another", but this server's audience is "jwt-sandbox-notes"."#,
        ),
        (signed("aud", Value::Null), "aud_missing", ""),
        (
            signed("iss", json!("another")),
            "iss_mismatch",
            issuer_mismatch,
        ),
        (signed("iss", json!(["jwt-sandbox"])), "iss_mismatch", ""),
        (signed("iss", Value::Null), "iss_missing", ""),
        (
            signed("exp", json!(now() - 60)),
            "token_expired",
            "The token expired 1 minute ago.",
        ),
        (signed("exp", json!("soon")), "exp_not_a_number", ""),
        (signed("exp", Value::Null), "exp_missing", ""),
        (signed("nbf", json!(now() + 600)), "token_not_yet_valid", ""),
        (signed("sub", Value::Null), "sub_missing", ""),
        (signed("jti", json!(1)), "jti_not_a_string", ""),
        (
            headed("alg", json!("none")),
            "alg_not_es256",
            r#"The token's alg is "none", but this service accepts only ES256."#,
        ),
        (headed("alg", json!("ES384")), "alg_not_es256", ""),
        (
            headed("typ", json!("JWT")),
            "typ_not_access_token",
            r#"The token's typ is "JWT", but this service accepts only at+jwt."#,
        ),
        (headed("typ", Value::Null), "typ_missing", ""),
        (headed("kid", Value::Null), "kid_missing", ""),
        (headed("kid", json!(1)), "kid_not_a_string", ""),
        (
            headed("kid", json!("two")),
            "unknown_key",
            r#"The token's kid is "two", and the issuer has no key of that name."#,
        ),
        (headed("kid", json!("../one")), "unknown_key", ""),
        (headed("crit", json!(["exp"])), "crit_not_understood", ""),
        (stranger, "signature_mismatch", ""),
        (
            format!("{header}.{other_payload}.{signature}"),
            "signature_mismatch",
            "",
        ),
        (format!("{signed_part}."), "signature_missing", ""),
        (
            format!("{signed_part}.{}", base64url([0; 64])),
            "signature_mismatch",
            "",
        ),
    ] {
        let answer = app.get("/notes", &token);
        let found = answer.json();
        let detail = if detail.is_empty() {
            found["detail"].as_str().unwrap()
        } else {
            detail
        };
        answer.refuses(401, reason, detail);
        // Each has its control: the same token without the mistake.
        assert_eq!(app.get("/notes", &good).status, 200);
    }
    // A key that came with the token would be someone else's choice.
    let (mine, own) = (KeyPair::random("one"), KeyPair::random("own"));
    for (name, value) in [
        ("jwk", mine.jwk()),
        ("jku", json!(stub.origin)),
        ("x5u", json!(stub.origin)),
    ] {
        let mut header = mine.header();
        header[name] = value;
        let answer = app.get("/notes", &mine.sign(&header, &claims(AUDIENCE)));
        assert_eq!(
            (answer.status, &answer.json()["reason"]),
            (401, &json!("signature_mismatch"))
        );
    }
    let answer = app.get("/notes", &own.token(AUDIENCE));
    assert_eq!(
        (answer.status, &answer.json()["reason"]),
        (401, &json!("unknown_key"))
    );
    assert_eq!(stub.count(), 1);
}

#[test]
fn hs256_with_the_public_key_as_its_secret_is_refused() {
    let (pair, _stub, app) = with_one_key();
    assert_eq!(app.get("/notes", &pair.token(AUDIENCE)).status, 200);
    let jwk = pair.jwk();
    let secrets = [
        pair.public_bytes(),
        jwk.to_string().into_bytes(),
        jwk["x"].as_str().unwrap().into(),
    ];
    for alg in ["HS256", "ES256"] {
        for secret in &secrets {
            let header = base64url(json!({"typ": "at+jwt", "alg": alg, "kid": "one"}).to_string());
            let signed = format!("{header}.{}", base64url(claims(AUDIENCE).to_string()));
            let key = EncodingKey::from_secret(secret);
            let signature = crypto::sign(signed.as_bytes(), &key, Algorithm::HS256).unwrap();
            let answer = app.get("/notes", &format!("{signed}.{signature}"));
            match alg {
                "HS256" => answer.refuses(
                    401,
                    "alg_shared_secret",
                    "The token's alg is HS256, which needs a shared secret. This service accepts only ES256, and has nothing but the issuer's public key.",
                ),
                _ => assert_eq!(answer.json()["reason"], "signature_mismatch"),
            }
        }
    }
}

#[test]
fn a_token_of_the_sandbox_itself_is_refused() {
    let (_pair, _stub, app) = with_one_key();
    let answer = app.ask("GET", "/sign-token", None, "").json();
    let token = answer["token"].as_str().unwrap();
    let answer = app.get("/notes", token);
    assert_eq!(
        (answer.status, &answer.json()["reason"]),
        (401, &json!("alg_shared_secret"))
    );
    // The control: the sandbox's own route accepts it.
    assert_eq!(
        app.ask("POST", "/verify-token", Some(token), "").status,
        200
    );
}

#[test]
fn a_malformed_key_is_never_believed_and_does_not_stop_the_good_ones() {
    type Spoil = fn(&KeyPair, &mut Value);
    let spoiled: [Spoil; 10] = [
        |_, jwk| jwk["kty"] = json!("RSA"),
        |_, jwk| jwk["crv"] = json!("P-384"),
        |_, jwk| jwk["alg"] = json!("HS256"),
        |_, jwk| jwk["use"] = json!("enc"),
        |_, jwk| jwk["key_ops"] = json!(["sign"]),
        |_, jwk| jwk["kid"] = json!(1),
        |pair, jwk| jwk["d"] = json!(pair.private_scalar()),
        |_, jwk| jwk["x"] = json!("AA"),
        |_, jwk| jwk["y"] = jwk["x"].clone(),
        |_, jwk| *jwk = json!([jwk.clone()]),
    ];
    let mut pairs = Vec::new();
    let mut keys = Vec::new();
    for (number, spoil) in spoiled.iter().enumerate() {
        let pair = KeyPair::random(&format!("bad-{number}"));
        let mut jwk = pair.jwk();
        spoil(&pair, &mut jwk);
        keys.push(jwk);
        pairs.push(pair);
    }
    for _ in 0..2 {
        let pair = KeyPair::random("twice");
        keys.push(pair.jwk());
        pairs.push(pair);
    }
    let good = KeyPair::random("good");
    keys.push(good.jwk());
    let stub = key_set(&keys);
    let app = notes(&stub.origin);
    assert_eq!(app.get("/notes", &good.token(AUDIENCE)).status, 200);
    for pair in &pairs {
        let answer = app.get("/notes", &pair.token(AUDIENCE));
        let found = (answer.status, answer.json()["reason"].clone());
        assert_eq!(found, (401, json!("unknown_key")), "{}", pair.kid);
    }
    assert_eq!(stub.count(), 1);
    let log = app.stop();
    assert!(log.contains("Key 1 of the key set isn't used: its kty is \"RSA\", and this service accepts only \"EC\"."), "{log}");
    assert!(
        !log.contains("Key 13 of the key set") && log.contains("Usable keys in it: 1."),
        "{log}"
    );
}

#[test]
fn a_document_that_is_not_a_key_set_gives_no_keys() {
    let pair = KeyPair::random("one");
    let jwk = pair.jwk();
    let set = json!({"keys": [jwk]}).to_string();
    for answer in [
        Answer::ok(""),
        Answer::ok("<html>"),
        Answer::ok(format!("[{jwk}]")),
        Answer::ok(r#"{"keys":[]}"#),
        Answer::ok(json!({"keys": vec![&jwk; 21]}).to_string()),
        Answer::ok(format!("{set}{}", " ".repeat(64 * 1024))),
        Answer::ok(r#"{"keys":[{"kty":"oct","kid":"one","alg":"HS256","use":"sig","k":"AA"}]}"#),
        Answer::with("404 Not Found", "", &set),
        Answer::with("302 Found", "Location: /elsewhere\r\n", &set),
        Answer::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n".into()),
    ] {
        let app = notes(&Stub::start(answer).origin);
        let answer = app.get("/notes", &pair.token(AUDIENCE));
        answer.refuses(503, "keys_unavailable", NO_KEYS);
    }
    // The control.
    let app = notes(&Stub::start(Answer::ok(set)).origin);
    assert_eq!(app.get("/notes", &pair.token(AUDIENCE)).status, 200);
}

#[test]
fn a_thousand_random_kids_cause_no_second_fetch_and_known_ones_pass() {
    let (pair, stub, app) = with_one_key();
    let good = pair.token(AUDIENCE);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..250 {
                    let random = KeyPair::random(&uuid::Uuid::new_v4().to_string());
                    let answer = app.get("/notes", &random.token(AUDIENCE));
                    assert_eq!(
                        (answer.status, &answer.json()["reason"]),
                        (401, &json!("unknown_key"))
                    );
                    assert_eq!(app.get("/notes", &good).status, 200);
                }
            });
        }
    });
    assert_eq!(stub.count(), 1);
}

/// The issuer neither answers nor closes the connection.
#[test]
fn a_silent_issuer_holds_up_nobody_who_needs_no_key() {
    let stub = Stub::start(Answer::Silence);
    let app = notes(&stub.origin);
    let pair = KeyPair::random("one");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| app.get("/notes", &pair.token(AUDIENCE)));
        stub.wait();
        for _ in 0..100 {
            assert_eq!(app.ask("GET", "/sign-token", None, "").status, 200);
            assert_eq!(app.get("/notes", "x").status, 401);
        }
        stub.hang_up();
        waiting
            .join()
            .unwrap()
            .refuses(503, "keys_unavailable", NO_KEYS);
    });
}

#[test]
fn a_proxy_in_the_environment_is_not_used() {
    let pair = KeyPair::random("one");
    let (stub, proxy) = (key_set(&[pair.jwk()]), Stub::start(Answer::Hangup));
    let names = ["ALL_PROXY", "HTTP_PROXY", "http_proxy", "HTTPS_PROXY"];
    let variables = names.map(|name| (name, proxy.origin.as_str()));
    let app = notes_with(&stub.origin, &variables);
    assert_eq!(app.get("/notes", &pair.token(AUDIENCE)).status, 200);
    assert_eq!((stub.count(), proxy.count()), (1, 0));
}

#[test]
fn the_service_of_exercise_1_fetches_before_the_first_token() {
    let pair = KeyPair::random("one");
    let stub = key_set(&[pair.jwk()]);
    let address = format!("{}{PATH}", stub.origin);
    let variables = [("KEY_SET_URL", address.as_str())];
    let app = App::alone_with("20-another-service-exercise-1", &variables);
    stub.wait();
    assert_eq!(app.get("/notes", &pair.token(AUDIENCE)).status, 200);
    assert_eq!(stub.count(), 1);
}

#[test]
fn the_settings_name_issuer_and_audience() {
    let pair = KeyPair::random("one");
    let stub = key_set(&[pair.jwk()]);
    let settings = [("NOTES_AUDIENCE", "my notes"), ("JWT_ISSUER", "my issuer")];
    let app = notes_with(&stub.origin, &settings);
    let mut claims = claims("my notes");
    claims["iss"] = json!("my issuer");
    let token = pair.sign(&pair.header(), &claims);
    assert_eq!(app.get("/notes", &token).status, 200);
    let answer = app.get("/notes", &pair.token(AUDIENCE));
    assert_eq!(
        (answer.status, &answer.json()["reason"]),
        (401, &json!("iss_mismatch"))
    );
}

#[test]
fn a_note_has_1_to_500_characters() {
    let (pair, _stub, app) = with_one_key();
    let token = pair.token(AUDIENCE);
    for good in ["x".into(), "🍊".repeat(500)] {
        assert_eq!(add(&app, &token, &good).status, 201);
    }
    for empty in ["", " ", "\n\t\u{a0}"] {
        add(&app, &token, empty).refuses(422, "note_empty", "The note is empty.");
    }
    add(&app, &token, &"🍊".repeat(501)).refuses(
        422,
        "note_too_long",
        "The note has 501 characters. The maximum is 500.",
    );
    assert_eq!(listed(&app, &token)["notes"].as_array().unwrap().len(), 2);
    for (body, status, reason, detail) in [
        ("", 400, "body_not_json", "The body is empty."),
        (
            "{",
            400,
            "body_not_json",
            "The body isn't JSON: see line 1, column 1.",
        ),
        ("{}", 422, "fields_wrong", "The field text is missing."),
        (
            r#"{"text":5}"#,
            422,
            "fields_wrong",
            "The field text isn't text.",
        ),
        (
            r#"["x"]"#,
            422,
            "fields_wrong",
            "The body is JSON, but it isn't an object.",
        ),
    ] {
        app.ask("POST", "/notes", Some(&token), body)
            .refuses(status, reason, detail);
    }
    // A body doesn't count before the token does.
    assert_eq!(app.ask("POST", "/notes", None, "{").status, 401);
}

#[test]
fn a_user_has_up_to_100_notes_and_everyone_together_10_000() {
    let (pair, _stub, app) = with_one_key();
    let token = |user: usize| {
        let mut claims = claims(AUDIENCE);
        claims["sub"] = json!(format!("user-{user}"));
        pair.sign(&pair.header(), &claims)
    };
    for user in 0..100 {
        let token = token(user);
        for note in 0..100 {
            assert_eq!(add(&app, &token, &note.to_string()).status, 201);
        }
        if user == 0 {
            add(&app, &token, "one too many").refuses(
                409,
                "too_many_notes",
                "You have 100 notes, and that is the maximum.",
            );
        }
    }
    let full = add(&app, &token(100), "one too many");
    full.refuses(
        503,
        "notes_full",
        "This service has 10000 notes, counting those of all users, and that is the maximum.",
    );
    assert_eq!(full.header("Retry-After"), Some("3600"));
    assert_eq!(listed(&app, &token(7))["notes"][99], "99");
}

#[test]
fn pages_of_one_other_origin_are_let_in() {
    let pair = KeyPair::random("one");
    let stub = key_set(&[pair.jwk()]);
    let allowed = "http://127.0.0.1:8080";
    let app = notes_with(&stub.origin, &[("ALLOWED_ORIGIN", allowed)]);
    let bearer = format!("Bearer {}", pair.token(AUDIENCE));
    let ask = |method: &str, origin: &str, more: &[(&str, &str)]| {
        let headers = [&[("Origin", origin)], more].concat();
        app.send(method, "/notes", &headers, "")
    };
    let token = [("Authorization", bearer.as_str())];
    let preflight = [("Access-Control-Request-Method", "POST")];
    for (origin, is_allowed) in [
        (allowed, true),
        ("http://127.0.0.1:8081", false),
        ("http://localhost:8080", false),
        ("null", false),
    ] {
        let expected = is_allowed.then_some(allowed);
        let answer = ask("GET", origin, &token);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("Access-Control-Allow-Origin"), expected);
        assert_eq!(answer.header("Vary"), Some("Origin"));
        assert_eq!(answer.header("Access-Control-Allow-Credentials"), None);
        // A refusal can be read, too.
        let answer = ask("GET", origin, &[]);
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("Access-Control-Allow-Origin"), expected);
        let answer = ask("OPTIONS", origin, &preflight);
        assert_eq!(answer.status, if is_allowed { 204 } else { 405 });
        let methods = answer.header("Access-Control-Allow-Methods");
        assert_eq!(methods, is_allowed.then_some("GET, POST"));
    }
}

#[test]
fn a_setting_that_cannot_be_used_stops_the_start_with_one_line() {
    const EXAMPLE: &str = "KEY_SET_URL=http://127.0.0.1:8000/.well-known/jwks.json";
    for (name, value, expected) in [
        ("KEY_SET_URL", "", format!("KEY_SET_URL is \"\", which isn't an address. Write one such as {EXAMPLE}, or delete the line.")),
        ("KEY_SET_URL", "keys", format!("KEY_SET_URL is \"keys\", which isn't an address. Write one such as {EXAMPLE}, or delete the line.")),
        ("KEY_SET_URL", "http://127.0.0.1:99999/keys", format!("KEY_SET_URL is \"http://127.0.0.1:99999/keys\", which isn't an address. Write one such as {EXAMPLE}, or delete the line.")),
        ("KEY_SET_URL", "file:///etc/passwd", format!("KEY_SET_URL is \"file:///etc/passwd\", which isn't an address. Write one such as {EXAMPLE}, or delete the line.")),
        ("KEY_SET_URL", "http://issuer.example/keys", "KEY_SET_URL is \"http://issuer.example/keys\". Without TLS, anyone between this service and the issuer could replace the keys, so http is for this machine only: write 127.0.0.1, [::1] or localhost as the host.".into()),
        ("KEY_SET_URL", "https://issuer.example/keys", "KEY_SET_URL is \"https://issuer.example/keys\", but this service is built without TLS. Let it fetch the keys over http from this machine, or enable ureq's rustls feature and allow https in address.rs.".into()),
        ("KEY_SET_URL", "http://ada:secret@127.0.0.1:8000/keys", "KEY_SET_URL has a user name or a password in it. Delete the user name, the password and the @ after them: public keys need no password.".into()),
        ("KEY_SET_URL", "http://127.0.0.1:8000", format!("KEY_SET_URL is \"http://127.0.0.1:8000\", an address without a path. Write the address of the key set itself, such as {EXAMPLE}.")),
        ("NOTES_AUDIENCE", " ", "NOTES_AUDIENCE is empty or isn't UTF-8 text. Write a name such as NOTES_AUDIENCE=jwt-sandbox-notes, or delete the line.".into()),
        ("ALLOWED_ORIGIN", "http://127.0.0.1:8080/", "ALLOWED_ORIGIN is \"http://127.0.0.1:8080/\". Write one origin as a browser sends it, with neither a path nor a slash at its end, such as ALLOWED_ORIGIN=http://127.0.0.1:8001.".into()),
    ] {
        let variables = [&SETTINGS[..], &[(name, value), ("ROCKET_PORT", "0")]].concat();
        let (status, stdout, stderr) = run(program("notes"), folder().path(), &variables);
        assert_eq!(status.code(), Some(1), "{name}={value}: {stdout}{stderr}");
        assert_eq!(stderr, format!("jwt-sandbox: {expected}\n"));
        assert_eq!(stdout, "");
    }
}
