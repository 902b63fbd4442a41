//! Lesson 12: a password for a token.
//!
//! - here: what its routes do, and what stays out of the log;
//! - `login/bodies.rs`: every body that it can't use;
//! - `login/load.rs`: the work and the memory of many logins;
//! - `login/passwords.rs`: hashing and comparing.

mod bodies;
mod load;
mod passwords;

use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::Verifier;
use serde_json::json;

use proofs::app::{App, PASSWORD};
use proofs::forge;

const EMAIL: &str = "test@example.com";
const WRONG: &str = "The email or the password is wrong.";

fn app() -> App {
    App::alone("12-login")
}

#[test]
fn the_right_password_gets_a_token_for_half_an_hour() {
    let app = app();
    for email in [EMAIL, "Test@Example.COM", " test@example.com "] {
        let answer = app.login(email, PASSWORD);
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        let body = answer.json();
        assert_eq!(body.as_object().unwrap().len(), 1, "{body}");

        let token = body["token"].as_str().unwrap();
        let verifier = Verifier::new(&Settings::with_secret(forge::KEY).token);
        let claims = verifier.verify(token).unwrap();
        assert_eq!(claims.sub(), "1");
        assert_eq!(claims.get("username"), Some(json!("test")));
        let seconds = |name| claims.get::<u64>(name).unwrap();
        assert_eq!(seconds("exp") - seconds("iat"), 1800);
    }
}

#[test]
fn an_unknown_email_is_answered_like_a_wrong_password() {
    let app = app();
    let mut answers = [
        app.login(EMAIL, "incorrect horse battery staple"),
        app.login(EMAIL, ""),
        app.login("nobody@example.com", PASSWORD),
        app.login("nobody@example.com", ""),
        app.login("", PASSWORD),
    ];
    for answer in &mut answers {
        answer.headers.remove("date");
        answer.refuses(401, "wrong_credentials", WRONG);
        assert_eq!(
            answer.header("WWW-Authenticate"),
            Some("Bearer realm=\"jwt-sandbox\"")
        );
    }
    for other in &answers[1..] {
        assert_eq!(answers[0].text, other.text);
        assert_eq!(answers[0].headers, other.headers);
    }
}

#[test]
fn no_password_and_no_token_is_in_the_log() {
    let app = app();
    let token = app.token(EMAIL, PASSWORD);
    app.get("/protected", &token);
    app.login(EMAIL, "secret-thing");
    for broken in [
        r#"{"email":"a","password":"secret-thing""#,
        r#"{"password":"secret-thing"}"#,
    ] {
        app.ask("POST", "/login", None, broken);
    }
    let log = app.stop();
    assert_eq!(
        log.matches("Matched: (login) POST /login").count(),
        4,
        "{log}"
    );
    for secret in [PASSWORD, "secret-thing", &token, forge::KEY] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[test]
fn only_a_valid_token_opens_the_protected_route() {
    let app = app();
    let token = app.token(EMAIL, PASSWORD);
    let answer = app.get("/protected", &token);
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (200, r#"{"message":"Welcome, test!"}"#)
    );
    let nameless = forge::token(&forge::header(), &forge::without("username"));
    assert_eq!(
        app.get("/protected", &nameless).text,
        r#"{"message":"Welcome, 1!"}"#
    );

    app.ask("GET", "/protected", None, "").refuses(
        401,
        "authorization_missing",
        "The request has no Authorization header that this server can read.",
    );
    let expired = forge::token(&forge::header(), &forge::with("exp", forge::now() - 60));
    app.get("/protected", &expired).refuses(
        401,
        "token_expired",
        "The token expired 1 minute ago.",
    );
    let (start, _) = token.rsplit_once('.').unwrap();
    app.get("/protected", &forge::sign_with(start, "another secret", jsonwebtoken::Algorithm::HS256)).refuses(
        401,
        "signature_mismatch",
        "The signature doesn't match: the token was signed with another secret, or changed after it was signed.",
    );
    app.ask("POST", "/protected", Some(&token), "").refuses(
        405,
        "method_not_allowed",
        "You sent POST /protected, but this route wants GET or HEAD.",
    );
}

#[test]
fn the_sandbox_routes_still_sign_and_verify() {
    let app = app();
    let token = app.token(EMAIL, PASSWORD);
    let mock = app.get("/sign-token", "").json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    for token in [token, mock] {
        let verified = app.ask("POST", "/verify-token", Some(&token), "");
        assert_eq!(verified.status, 200, "{}", verified.text);
        assert_eq!(verified.json()["user"]["sub"], "1");
    }
}
