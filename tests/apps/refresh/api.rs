//! The routes of the app for programs.

use proofs::app::{App, PASSWORD};
use proofs::client::Response;
use proofs::forge::claims;
use proofs::server::folder;
use serde_json::{Value, json};

use crate::accounts::application;

const NAME: &str = "22-refresh";
const EMAIL: &str = "ada@example.com";
const UNKNOWN: &str = "This server doesn't know the refresh token, or its user was deleted.";
const REVOKED: &str = "The sign-in that this refresh token comes from has ended: its user signed out, or one of its refresh tokens was used twice.";
const REUSED: &str = "This refresh token was used before, so somebody may have copied it. The sign-in that it comes from has ended.";

fn with_account(app: &App) {
    let made = app.post("/signup", &application("Ada", EMAIL, PASSWORD));
    assert_eq!(made.status, 201, "{}", made.text);
}

/// Both tokens of a response that must have them.
fn tokens(response: &Response) -> (String, String) {
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(response.header("Cache-Control"), Some("no-store"));
    let body = response.json();
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(names, ["refresh_token", "token"]);
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (text("token"), text("refresh_token"))
}

fn sign_in(app: &App) -> (String, String) {
    tokens(&app.login(EMAIL, PASSWORD))
}

fn refresh(app: &App, token: &str) -> Response {
    app.post("/refresh", &json!({"refresh_token": token}))
}

fn logout(app: &App, token: &str) -> Response {
    app.post("/logout", &json!({"refresh_token": token}))
}

#[test]
fn a_refresh_token_gets_the_next_tokens_of_the_same_sign_in() {
    let app = App::alone(NAME);
    with_account(&app);
    let (first, refresh_token) = sign_in(&app);
    let (second, next) = tokens(&refresh(&app, &refresh_token));
    assert_ne!(refresh_token, next);
    for token in [&first, &second] {
        assert_eq!(app.get("/me", token).status, 200);
        let claims = claims(token);
        let seconds = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
        assert_eq!(seconds, 300, "{claims}");
    }
    let (first, second) = (claims(&first), claims(&second));
    for name in ["iss", "aud", "sub", "username", "client_id", "sid"] {
        assert!(first[name].is_string(), "{name}");
        assert_eq!(first[name], second[name], "{name}");
    }
    assert_ne!(first["jti"], second["jti"]);
    let (other, _) = sign_in(&app);
    assert_ne!(claims_of(&other, "sid"), first["sid"]);
}

fn claims_of(token: &str, name: &str) -> Value {
    claims(token)[name].clone()
}

#[test]
fn an_access_token_can_live_shorter_but_not_longer() {
    for (setting, seconds) in [("7", 7), ("300", 300), ("1800", 300), ("86400", 300)] {
        let app = App::alone_with(NAME, &[("JWT_TTL_SECONDS", setting)]);
        with_account(&app);
        let claims = claims(&sign_in(&app).0);
        let lifetime = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
        assert_eq!(lifetime, seconds, "{setting}");
    }
}

#[test]
fn the_audience_of_the_sign_in_stays() {
    let app = App::alone(NAME);
    with_account(&app);
    let body = json!({"email": EMAIL, "password": PASSWORD, "audience": "jwt-sandbox-notes"});
    let (token, refresh_token) = tokens(&app.post("/login", &body));
    let (next, _) = tokens(&refresh(&app, &refresh_token));
    for token in [token, next] {
        assert_eq!(claims_of(&token, "aud"), "jwt-sandbox-notes");
        assert_eq!(app.get("/me", &token).status, 401);
    }
}

#[test]
fn a_grandparent_ends_the_sign_in_and_the_others_go_on() {
    let app = App::alone(NAME);
    with_account(&app);
    let (_, elsewhere) = sign_in(&app);
    let (_, first) = sign_in(&app);
    let (_, second) = tokens(&refresh(&app, &first));
    let (_, third) = tokens(&refresh(&app, &second));
    refresh(&app, &first).refuses(401, "refresh_token_reused", REUSED);
    for token in [&first, &second, &third] {
        refresh(&app, token).refuses(401, "refresh_token_revoked", REVOKED);
    }
    tokens(&refresh(&app, &elsewhere));
}

#[test]
fn a_sign_out_ends_the_sign_in_and_nothing_else() {
    let app = App::alone(NAME);
    with_account(&app);
    let (_, elsewhere) = sign_in(&app);
    let (_, first) = sign_in(&app);
    let (_, second) = tokens(&refresh(&app, &first));
    // Twice, and with tokens that nobody knows: whoever sends them is signed out.
    for token in [second.as_str(), &second, "junk", "", &"A".repeat(43)] {
        let answer = logout(&app, token);
        assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{token}");
    }
    refresh(&app, &first).refuses(401, "refresh_token_revoked", REVOKED);
    refresh(&app, &second).refuses(401, "refresh_token_revoked", REVOKED);
    tokens(&refresh(&app, &elsewhere));
}

#[test]
fn a_deleted_user_gets_no_more_tokens() {
    let app = App::alone(NAME);
    with_account(&app);
    let (token, refresh_token) = sign_in(&app);
    assert_eq!(app.ask("DELETE", "/me", Some(&token), "").status, 204);
    refresh(&app, &refresh_token).refuses(401, "refresh_token_unknown", UNKNOWN);
}

#[test]
fn what_is_not_a_refresh_token_is_refused() {
    let app = App::alone(NAME);
    with_account(&app);
    let (token, refresh_token) = sign_in(&app);
    for other in [
        "",
        " ",
        "junk",
        &token,
        &refresh_token[1..],
        &format!("{refresh_token}="),
        &format!(" {refresh_token}"),
        &"A".repeat(43),
        &"é".repeat(43),
        &"A".repeat(10_000),
    ] {
        refresh(&app, other).refuses(401, "refresh_token_unknown", UNKNOWN);
    }
    for (body, status, reason, detail) in [
        ("", 400, "body_not_json", "The body is empty."),
        (
            "{}",
            422,
            "fields_wrong",
            "The field refresh_token is missing.",
        ),
        (
            r#"{"refresh_token":7}"#,
            422,
            "fields_wrong",
            "The field refresh_token isn't text.",
        ),
        (
            r#"["token"]"#,
            422,
            "fields_wrong",
            "The body is JSON, but it isn't an object.",
        ),
    ] {
        for path in ["/refresh", "/logout"] {
            app.ask("POST", path, None, body)
                .refuses(status, reason, detail);
        }
    }
    // None of it used the token up.
    tokens(&refresh(&app, &refresh_token));
}

#[test]
fn neither_token_can_be_used_as_the_other() {
    let app = App::alone(NAME);
    with_account(&app);
    let (token, refresh_token) = sign_in(&app);
    assert_eq!(app.get("/me", &refresh_token).status, 401);
    refresh(&app, &token).refuses(401, "refresh_token_unknown", UNKNOWN);
    assert_eq!(app.get("/me", &token).status, 200);
    tokens(&refresh(&app, &refresh_token));
}

#[test]
fn each_refresh_that_was_answered_survives_a_kill() {
    let folder = folder();
    let mut app = App::start(NAME, &folder);
    with_account(&app);
    let (_, mut token) = sign_in(&app);
    let mut before = None;
    for _ in 0..5 {
        app.kill();
        drop(app);
        app = App::start(NAME, &folder);
        let (_, next) = tokens(&refresh(&app, &token));
        before = Some(std::mem::replace(&mut token, next));
    }
    app.kill();
    drop(app);
    app = App::start(NAME, &folder);
    let (_, newest) = tokens(&refresh(&app, &token));
    // Its grandparent was used, and the server still knows it.
    refresh(&app, &before.unwrap()).refuses(401, "refresh_token_reused", REUSED);
    refresh(&app, &newest).refuses(401, "refresh_token_revoked", REVOKED);
}

#[test]
fn no_token_is_in_the_log_or_in_a_file() {
    let folder = folder();
    let app = App::with(NAME, &folder, &[("ROCKET_LOG_LEVEL", "normal")]);
    with_account(&app);
    let (token, first) = sign_in(&app);
    let (_, second) = tokens(&refresh(&app, &first));
    let (_, third) = tokens(&refresh(&app, &second));
    assert_eq!(refresh(&app, &first).status, 401);
    assert_eq!(logout(&app, &third).status, 204);
    let printed = app.stop();
    assert!(printed.contains("POST /refresh"), "{printed}");
    let files: Vec<u8> = std::fs::read_dir(folder.path())
        .unwrap()
        .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    let kept = String::from_utf8_lossy(&files);
    assert!(kept.contains(EMAIL), "the control");
    for token in [token, first, second, third] {
        assert!(!printed.contains(&token), "{printed}");
        assert!(!kept.contains(&token));
    }
}
