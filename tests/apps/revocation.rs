//! Lesson 23: tokens that end before their time.
//!
//! - here: what ends a token, and every reason to refuse one that has ended;
//! - `revocation/revoke.rs`: `POST /revoke`, with every kind of token and every body;
//! - `revocation/store.rs`: the denylist and the counter, at chosen moments;
//! - `revocation/model.rs`: all of it under random uses, against a model;
//! - `revocation/races.rs`: many clients at once;
//! - `revocation/restart.rs`: kill -9, a file of lesson 22, and a database that can't answer;
//! - `revocation/pages.rs`: the app in a browser, as far as cookies, headers and forms go;
//! - `revocation/introspect.rs`: the service of lesson 20, which doesn't ask, and the solution of
//!   exercise 1, which other services could ask.

mod introspect;
mod model;
mod pages;
mod races;
mod restart;
mod revoke;
mod store;

use proofs::app::{App, PASSWORD};
use proofs::client::{Response, form};
use proofs::forge::claims;
use proofs::server::folder;
use serde_json::{Value, json};

use crate::accounts::{NOT_FOUND, application};
use crate::issuer::{EMAIL, Forger, NOTES};

const NAME: &str = "23-revocation";
const FORM: &str = "application/x-www-form-urlencoded";

const TOKEN_REVOKED: &str = "The token was revoked before its exp.";
const SIGNED_OUT: &str = "The sign-in that this token comes from has ended: its user signed out, or one of its refresh tokens was revoked or used twice.";
const SIGNED_OUT_EVERYWHERE: &str =
    "The user has signed out everywhere since the sign-in that this token comes from.";
const JTI_MISSING: &str = "The token has no jti, so it couldn't be revoked.";
const EPOCH_MISSING: &str = "The token's session_epoch is missing, negative or not a whole number, so a sign-out everywhere couldn't end the token.";
const REFRESH_REVOKED: &str = "The sign-in that this refresh token comes from has ended: its user signed out, or one of its refresh tokens was revoked or used twice.";
const NO_HEADER: &str = "The request has no Authorization header that this server can read.";

/// Both tokens of a response.
#[derive(Clone)]
struct Tokens {
    access: String,
    refresh: String,
}

impl Tokens {
    fn of(response: &Response) -> Self {
        assert_eq!(response.status, 200, "{}", response.text);
        let body = response.json();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        Self {
            access: text("token"),
            refresh: text("refresh_token"),
        }
    }
}

fn with_account(app: &App) {
    let made = app.post("/signup", &application("Ada", EMAIL, PASSWORD));
    assert_eq!(made.status, 201, "{}", made.text);
}

/// The app with one account.
fn with_ada() -> App {
    let app = App::alone(NAME);
    with_account(&app);
    app
}

fn sign_in(app: &App) -> Tokens {
    Tokens::of(&app.login(EMAIL, PASSWORD))
}

fn refresh(app: &App, token: &str) -> Response {
    app.post("/refresh", &json!({"refresh_token": token}))
}

fn send_form(app: &App, path: &str, body: impl AsRef<[u8]>) -> Response {
    app.send("POST", path, &[("Content-Type", FORM)], body)
}

/// `POST /revoke`, which has the same answer for every token.
fn revoke(app: &App, token: &str) {
    let answer = send_form(app, "/revoke", form([("token", token)]));
    assert_eq!((answer.status, &*answer.text), (200, ""), "{token}");
}

/// `POST` with the token in the header, and without a body.
fn post_bearer(app: &App, path: &str, token: &str) -> Response {
    let header = format!("Bearer {token}");
    app.send("POST", path, &[("Authorization", &header)], "")
}

fn logout(app: &App, token: &str) {
    let answer = post_bearer(app, "/logout", token);
    assert_eq!((answer.status, &*answer.text), (204, ""));
}

fn logout_everywhere(app: &App, token: &str) {
    let answer = post_bearer(app, "/logout-everywhere", token);
    assert_eq!((answer.status, &*answer.text), (204, ""));
}

fn lives(app: &App, token: &str) {
    let answer = app.get("/me", token);
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// Asserts that every route of a user refuses this token, the same way.
fn dead(app: &App, token: &str, reason: &str, detail: &str) {
    for (method, path) in [("GET", "/me"), ("GET", "/protected"), ("DELETE", "/me")] {
        let answer = app.ask(method, path, Some(token), "");
        answer.refuses(401, reason, detail);
        let challenge = answer.header("WWW-Authenticate").unwrap();
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    }
    for path in ["/logout", "/logout-everywhere"] {
        post_bearer(app, path, token).refuses(401, reason, detail);
    }
}

#[test]
fn an_access_token_carries_the_counter_of_its_user() {
    let app = with_ada();
    for expected in 0..3 {
        let tokens = sign_in(&app);
        assert_eq!(claims(&tokens.access)["session_epoch"], expected);
        let next = Tokens::of(&refresh(&app, &tokens.refresh));
        assert_eq!(claims(&next.access)["session_epoch"], expected);
        lives(&app, &next.access);
        logout_everywhere(&app, &next.access);
    }
}

#[test]
fn a_sign_out_with_an_access_token_ends_its_sign_in_and_nothing_else() {
    let app = with_ada();
    let (elsewhere, tokens) = (sign_in(&app), sign_in(&app));
    let next = Tokens::of(&refresh(&app, &tokens.refresh));
    logout(&app, &next.access);
    // All access tokens of the sign-in, not only the one in the request.
    for token in [&next.access, &tokens.access] {
        dead(&app, token, "signed_out", SIGNED_OUT);
    }
    refresh(&app, &next.refresh).refuses(401, "refresh_token_revoked", REFRESH_REVOKED);
    lives(&app, &elsewhere.access);
    let next = Tokens::of(&refresh(&app, &elsewhere.refresh));
    lives(&app, &next.access);
}

#[test]
fn a_sign_out_with_a_refresh_token_ends_its_access_tokens() {
    let app = with_ada();
    let (elsewhere, tokens) = (sign_in(&app), sign_in(&app));
    let body = json!({"refresh_token": tokens.refresh});
    for _ in 0..2 {
        let answer = app.post("/logout", &body);
        assert_eq!((answer.status, &*answer.text), (204, ""));
    }
    dead(&app, &tokens.access, "signed_out", SIGNED_OUT);
    lives(&app, &elsewhere.access);
}

/// An access token that isn't accepted must not keep anyone from signing out, and one request ends one
/// sign-in.
#[test]
fn if_a_sign_out_has_a_body_the_body_decides() {
    let app = with_ada();
    let (first, second, third) = (sign_in(&app), sign_in(&app), sign_in(&app));
    let logout = |token: &str, body: &Value| {
        app.ask("POST", "/logout", Some(token), body.to_string())
            .status
    };
    let body = |tokens: &Tokens| json!({"refresh_token": tokens.refresh});
    assert_eq!(logout(&first.access, &body(&second)), 204);
    lives(&app, &first.access);
    dead(&app, &second.access, "signed_out", SIGNED_OUT);

    assert_eq!(logout("expired", &body(&third)), 204);
    dead(&app, &third.access, "signed_out", SIGNED_OUT);

    assert_eq!(
        logout(&first.access, &json!({"refresh_token": "junk"})),
        204
    );
    assert_eq!(logout(&first.access, &json!({})), 422);
    assert_eq!(logout(&first.access, &json!(["junk"])), 422);
    lives(&app, &first.access);
}

#[test]
fn a_sign_out_needs_a_token() {
    let app = with_ada();
    for path in ["/logout", "/logout-everywhere"] {
        let answer = app.send("POST", path, &[], "");
        answer.refuses(401, "authorization_missing", NO_HEADER);
        let answer = post_bearer(&app, path, "junk");
        assert_eq!(answer.status, 401, "{}", answer.text);
        let asked = app.send("GET", path, &[], "");
        assert_eq!(asked.status, 405, "{}", asked.text);
        assert_eq!(asked.header("Allow"), Some("POST"));
    }
    let empty = app.ask("POST", "/logout", None, "{}");
    empty.refuses(422, "fields_wrong", "The field refresh_token is missing.");
    // A refresh token isn't enough to end the other sign-ins.
    let tokens = sign_in(&app);
    let body = json!({"refresh_token": tokens.refresh});
    app.post("/logout-everywhere", &body)
        .refuses(401, "authorization_missing", NO_HEADER);
    lives(&app, &tokens.access);
}

#[test]
fn a_sign_out_everywhere_ends_all_sign_ins_of_the_user_and_of_nobody_else() {
    let app = with_ada();
    let made = app.post("/signup", &application("Bob", "bob@example.com", PASSWORD));
    assert_eq!(made.status, 201, "{}", made.text);
    let bob = Tokens::of(&app.login("bob@example.com", PASSWORD));
    let (laptop, phone) = (sign_in(&app), sign_in(&app));
    logout_everywhere(&app, &phone.access);
    for tokens in [&laptop, &phone] {
        dead(
            &app,
            &tokens.access,
            "signed_out_everywhere",
            SIGNED_OUT_EVERYWHERE,
        );
        refresh(&app, &tokens.refresh).refuses(401, "refresh_token_revoked", REFRESH_REVOKED);
    }
    lives(&app, &bob.access);
    Tokens::of(&refresh(&app, &bob.refresh));
    let again = sign_in(&app);
    lives(&app, &again.access);
    Tokens::of(&refresh(&app, &again.refresh));
}

/// The trap of a rule such as "not before this second": the new token has the same `iat` as the old one,
/// or even an earlier one. The thief of the key only helps the test to choose the second.
#[test]
fn the_second_of_a_sign_out_everywhere_does_not_matter() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let forger = Forger::new(&folder, &app);
    let old = sign_in(&app);
    logout_everywhere(&app, &old.access);
    let new = sign_in(&app);
    let at = |token: &str, iat: &Value| {
        let mut claims = claims(token);
        claims["iat"] = iat.clone();
        forger.token(&forger.header(), &claims)
    };
    let second = claims(&new.access)["iat"].as_u64().unwrap();
    for (old_iat, new_iat) in [(second, second), (second, second - 1), (second - 1, second)] {
        lives(&app, &at(&new.access, &json!(new_iat)));
        dead(
            &app,
            &at(&old.access, &json!(old_iat)),
            "signed_out_everywhere",
            SIGNED_OUT_EVERYWHERE,
        );
    }
}

#[test]
fn a_refresh_token_that_is_used_twice_ends_the_access_tokens_too() {
    let app = with_ada();
    let first = sign_in(&app);
    let second = Tokens::of(&refresh(&app, &first.refresh));
    let third = Tokens::of(&refresh(&app, &second.refresh));
    lives(&app, &first.access);
    assert_eq!(
        refresh(&app, &first.refresh).json()["reason"],
        "refresh_token_reused"
    );
    for tokens in [first, second, third] {
        dead(&app, &tokens.access, "signed_out", SIGNED_OUT);
    }
}

#[test]
fn a_deleted_user_is_gone_whatever_else_has_ended() {
    let app = with_ada();
    let (revoked, tokens) = (sign_in(&app), sign_in(&app));
    revoke(&app, &revoked.access);
    assert_eq!(
        app.ask("DELETE", "/me", Some(&tokens.access), "").status,
        204
    );
    for tokens in [&revoked, &tokens] {
        dead(&app, &tokens.access, "user_not_found", NOT_FOUND);
        assert_eq!(
            refresh(&app, &tokens.refresh).json()["reason"],
            "refresh_token_unknown"
        );
    }
    // The same address is another user now.
    with_account(&app);
    lives(&app, &sign_in(&app).access);
    dead(&app, &tokens.access, "user_not_found", NOT_FOUND);
}

/// Whoever can't be ended doesn't get in, and a claim of the wrong type isn't read as another one.
#[test]
fn a_token_without_what_could_end_it_is_refused() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let forger = Forger::new(&folder, &app);
    let claims = claims(&sign_in(&app).access);
    let with = |name: &str, value: Option<Value>| {
        let mut claims = claims.clone();
        match value {
            Some(value) => claims[name] = value,
            None => drop(claims.as_object_mut().unwrap().remove(name)),
        }
        forger.token(&forger.header(), &claims)
    };
    lives(&app, &with("session_epoch", Some(json!(0))));
    dead(&app, &with("jti", None), "jti_missing", JTI_MISSING);
    for epoch in [
        None,
        Some(Value::Null),
        Some(json!("0")),
        Some(json!(-1)),
        Some(json!(0.5)),
        Some(json!(false)),
        Some(json!([0])),
        Some(json!(u64::MAX)),
    ] {
        dead(
            &app,
            &with("session_epoch", epoch),
            "session_epoch_missing",
            EPOCH_MISSING,
        );
    }
    // No counter is larger than that of the user.
    dead(
        &app,
        &with("session_epoch", Some(json!(1))),
        "signed_out_everywhere",
        SIGNED_OUT_EVERYWHERE,
    );
    for sid in [
        None,
        Some(json!(7)),
        Some(json!("")),
        Some(json!("another")),
    ] {
        dead(&app, &with("sid", sid), "signed_out", SIGNED_OUT);
    }
    // Nobody could say which of the two counts.
    let twice = claims
        .to_string()
        .replacen('{', r#"{"session_epoch":0,"#, 1);
    let token = forger.sign_texts(forger.header().to_string(), twice);
    dead(
        &app,
        &token,
        "duplicate_name",
        "The payload (part 2) contains the name \"session_epoch\" twice.",
    );
}

#[test]
fn a_sign_in_of_somebody_else_does_not_count() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let made = app.post("/signup", &application("Bob", "bob@example.com", PASSWORD));
    assert_eq!(made.status, 201, "{}", made.text);
    let forger = Forger::new(&folder, &app);
    let bob = claims(&Tokens::of(&app.login("bob@example.com", PASSWORD)).access);
    let mut ada = claims(&sign_in(&app).access);
    lives(&app, &forger.token(&forger.header(), &ada));
    ada["sid"] = bob["sid"].clone();
    let mixed = forger.token(&forger.header(), &ada);
    dead(&app, &mixed, "signed_out", SIGNED_OUT);
}

#[test]
fn a_sign_out_needs_a_token_for_this_service() {
    let app = with_ada();
    let body = json!({"email": EMAIL, "password": PASSWORD, "audience": NOTES});
    let tokens = Tokens::of(&app.post("/login", &body));
    for path in ["/logout", "/logout-everywhere"] {
        let answer = post_bearer(&app, path, &tokens.access);
        assert_eq!(answer.status, 401, "{}", answer.text);
        assert_eq!(answer.json()["reason"], "aud_mismatch");
    }
    // Its refresh token ends it.
    let body = json!({"refresh_token": tokens.refresh});
    assert_eq!(app.post("/logout", &body).status, 204);
    assert_eq!(
        refresh(&app, &tokens.refresh).json()["reason"],
        "refresh_token_revoked"
    );
}

#[test]
fn the_routes_that_need_no_user_stay_as_they_are() {
    let app = with_ada();
    let answer = app.ask("GET", "/sign-token", None, "");
    assert_eq!(answer.status, 200);
    let token = answer.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(
        app.ask("POST", "/verify-token", Some(&token), "").status,
        200
    );
    let keys = app.ask("GET", "/.well-known/jwks.json", None, "");
    assert_eq!(keys.status, 200);
}
