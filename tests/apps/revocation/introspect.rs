//! A service that verifies tokens by itself, and the solution of exercise 1, which it could ask instead.

use proofs::app::{App, PASSWORD};
use proofs::client::form;
use proofs::forge::claims;
use proofs::key_pair::KeyPair;
use proofs::server::folder;

use super::*;

const EXERCISE: &str = "23-revocation-exercise-1";
const NOT_A_SERVICE: &str = "Only a service on the machine that runs this server can ask about tokens, and only at an address such as 127.0.0.1.";

fn for_notes(app: &App) -> Tokens {
    let body = json!({"email": EMAIL, "password": PASSWORD, "audience": NOTES});
    Tokens::of(&app.post("/login", &body))
}

#[test]
fn the_notes_service_accepts_a_revoked_token_until_its_exp() {
    let app = with_ada();
    let address = format!("{}/.well-known/jwks.json", app.origin());
    let notes = App::alone_with("notes", &[("KEY_SET_URL", &address)]);
    let (revoked, signed_out, open) = (for_notes(&app), for_notes(&app), for_notes(&app));
    let asks = |tokens: &Tokens| notes.get("/notes", &tokens.access).status;
    revoke(&app, &revoked.access);
    revoke(&app, &signed_out.refresh);
    // The issuer knows, and this service doesn't ask. What ends it is the five minutes.
    for tokens in [&revoked, &signed_out, &open] {
        assert_eq!(asks(tokens), 200);
        let claims = claims(&tokens.access);
        let seconds = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
        assert_eq!(seconds, 300);
    }
    // No new one comes, at least.
    assert_eq!(refresh(&app, &signed_out.refresh).status, 401);
}

#[test]
fn after_its_exp_the_notes_service_refuses_it_too() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let address = format!("{}/.well-known/jwks.json", app.origin());
    let notes = App::alone_with("notes", &[("KEY_SET_URL", &address)]);
    let forger = Forger::new(&folder, &app);
    let mut payload = claims(&for_notes(&app).access);
    let token = |payload: &Value| forger.token(&forger.header(), payload);
    revoke(&app, &token(&payload));
    assert_eq!(notes.get("/notes", &token(&payload)).status, 200);
    payload["exp"] = payload["iat"].clone();
    let answer = notes.get("/notes", &token(&payload));
    assert_eq!(answer.status, 401, "{}", answer.text);
    assert_eq!(answer.json()["reason"], "token_expired");
}

fn exercise() -> App {
    let app = App::alone(EXERCISE);
    with_account(&app);
    app
}

fn introspect(app: &App, token: &str) -> Value {
    let answer = send_form(app, "/introspect", form([("token", token)]));
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("Content-Type"), Some("application/json"));
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    answer.json()
}

fn inactive(app: &App, token: &str) {
    assert_eq!(introspect(app, token), json!({"active": false}), "{token}");
}

#[test]
fn a_service_learns_what_a_valid_token_says() {
    let app = exercise();
    for tokens in [sign_in(&app), for_notes(&app)] {
        let mut expected = claims(&tokens.access);
        expected["active"] = true.into();
        expected["token_type"] = "Bearer".into();
        assert_eq!(introspect(&app, &tokens.access), expected);
        for name in ["sub", "client_id", "exp", "iat", "sid", "aud", "jti"] {
            assert!(!expected[name].is_null(), "{name}");
        }
    }
}

#[test]
fn whatever_ended_a_token_it_is_inactive_and_nothing_more_is_said() {
    let app = exercise();
    let (revoked, signed_out, ended) = (for_notes(&app), for_notes(&app), for_notes(&app));
    let everywhere = [sign_in(&app), for_notes(&app)];
    revoke(&app, &revoked.access);
    inactive(&app, &revoked.access);
    let body = json!({"refresh_token": signed_out.refresh});
    assert_eq!(app.post("/logout", &body).status, 204);
    inactive(&app, &signed_out.access);
    revoke(&app, &ended.refresh);
    inactive(&app, &ended.access);
    for tokens in &everywhere {
        assert_eq!(introspect(&app, &tokens.access)["active"], true);
    }
    logout_everywhere(&app, &everywhere[0].access);
    for tokens in &everywhere {
        inactive(&app, &tokens.access);
    }
    let deleted = sign_in(&app);
    assert_eq!(introspect(&app, &deleted.access)["active"], true);
    assert_eq!(
        app.ask("DELETE", "/me", Some(&deleted.access), "").status,
        204
    );
    inactive(&app, &deleted.access);
}

#[test]
fn what_is_not_a_valid_access_token_is_inactive() {
    let folder = folder();
    let app = App::start(EXERCISE, &folder);
    with_account(&app);
    let tokens = sign_in(&app);
    let forger = Forger::new(&folder, &app);
    let stranger = KeyPair::random(&forger.kid);
    let real = claims(&tokens.access);
    let edited = |name: &str, value: Value| {
        let mut claims = real.clone();
        claims[name] = value;
        forger.token(&forger.header(), &claims)
    };
    assert_eq!(
        introspect(&app, &edited("jti", json!("another")))["active"],
        true
    );
    for token in [
        stranger.sign(&stranger.header(), &real),
        edited("exp", real["iat"].clone()),
        edited("iss", json!("elsewhere")),
        edited("aud", json!("elsewhere")),
        edited("session_epoch", Value::Null),
        edited("session_epoch", json!(1)),
        edited("sid", json!("elsewhere")),
        edited("sub", json!("elsewhere")),
        // No service may accept a refresh token.
        tokens.refresh.clone(),
        format!("Bearer {}", tokens.access),
        "junk".into(),
    ] {
        inactive(&app, &token);
    }
    // Asking changes nothing.
    assert_eq!(introspect(&app, &tokens.access)["active"], true);
    Tokens::of(&refresh(&app, &tokens.refresh));
}

#[test]
fn only_a_service_on_this_machine_may_ask() {
    let app = exercise();
    let tokens = sign_in(&app);
    let body = form([("token", &*tokens.access)]);
    for header in [
        ("Host", "issuer.example.com"),
        ("Origin", "http://127.0.0.1:8001"),
    ] {
        let headers = [("Content-Type", FORM), header];
        app.send("POST", "/introspect", &headers, &body).refuses(
            403,
            "not_a_service",
            NOT_A_SERVICE,
        );
    }
    assert_eq!(introspect(&app, &tokens.access)["active"], true);
}

#[test]
fn a_question_without_exactly_one_token_is_refused() {
    let app = exercise();
    for body in ["", "token=", "token=a&token=b", "x=y"] {
        send_form(&app, "/introspect", body).refuses(
            400,
            "token_needed",
            "The form needs the field token exactly once, with a value.",
        );
    }
    app.post("/introspect", &json!({"token": "x"})).refuses(
        415,
        "form_wanted",
        "This route accepts only a form, but the request has a different Content-Type.",
    );
    let asked = app.send("GET", "/introspect", &[], "");
    assert_eq!((asked.status, asked.header("Allow")), (405, Some("POST")));
}

/// "Inactive" would make the service sign its user out.
#[cfg(unix)]
#[test]
fn without_the_database_there_is_no_answer() {
    let folder = folder();
    let app = App::start(EXERCISE, &folder);
    with_account(&app);
    let tokens = sign_in(&app);
    assert_eq!(introspect(&app, &tokens.access)["active"], true);
    std::fs::remove_file(folder.path().join("sandbox.sqlite3")).unwrap();
    let body = form([("token", &*tokens.access)]);
    let answer = send_form(&app, "/introspect", body);
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert_eq!(answer.header("Retry-After"), Some("5"));
    inactive(&app, "junk");
}
