//! The solution of exercise 1: a list of one's sign-ins.

use proofs::app::{App, PASSWORD};
use proofs::client::Response;
use proofs::forge::claims;
use serde_json::{Value, json};

use crate::accounts::application;

const NAME: &str = "22-refresh-exercise-1";
const ADA: &str = "ada@example.com";
const MALLORY: &str = "mallory@example.com";

fn with_accounts() -> App {
    let app = App::alone(NAME);
    for (name, email) in [("Ada", ADA), ("Mallory", MALLORY)] {
        let made = app.post("/signup", &application(name, email, PASSWORD));
        assert_eq!(made.status, 201, "{}", made.text);
    }
    app
}

/// An access token, a refresh token, and the id of the sign-in.
fn sign_in(app: &App, email: &str) -> (String, String, String) {
    let tokens = app.login(email, PASSWORD).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let token = text(&tokens["token"]);
    let id = text(&claims(&token)["sid"]);
    (token, text(&tokens["refresh_token"]), id)
}

fn refresh(app: &App, token: &str) -> Response {
    app.post("/refresh", &json!({"refresh_token": token}))
}

/// Ids of the list, each with whether it is the current one.
fn list(app: &App, token: &str) -> Vec<(String, bool)> {
    let response = app.get("/sessions", token);
    assert_eq!(response.status, 200, "{}", response.text);
    let sessions = response.json()["sessions"].as_array().unwrap().clone();
    let entry = |session: &Value| {
        let id = session["id"].as_str().unwrap().to_owned();
        (id, session["current"].as_bool().unwrap())
    };
    sessions.iter().map(entry).collect()
}

#[test]
fn the_list_has_the_open_sign_ins_of_the_user_and_nobody_elses() {
    let app = with_accounts();
    let (laptop, laptop_refresh, first) = sign_in(&app, ADA);
    let (phone, _, second) = sign_in(&app, ADA);
    let (mallory, _, third) = sign_in(&app, MALLORY);
    assert_eq!(
        list(&app, &phone),
        [(second.clone(), true), (first.clone(), false)]
    );
    assert_eq!(list(&app, &laptop), [(second, false), (first, true)]);
    assert_eq!(list(&app, &mallory), [(third, true)]);

    let sessions = app.get("/sessions", &laptop).json();
    let issued = claims(&laptop)["iat"].as_u64().unwrap();
    let signed_in = sessions["sessions"][1]["signed_in_at"].as_u64().unwrap();
    assert!(signed_in.abs_diff(issued) <= 1, "{sessions} {issued}");
    assert_eq!(sessions["sessions"][1]["refreshed_at"], Value::Null);
    assert_eq!(refresh(&app, &laptop_refresh).status, 200);
    let sessions = app.get("/sessions", &laptop).json();
    let refreshed = sessions["sessions"][1]["refreshed_at"].as_u64().unwrap();
    assert!(refreshed >= signed_in, "{sessions}");
}

#[test]
fn a_sign_in_that_was_ended_gets_no_more_tokens_and_leaves_the_list() {
    let app = with_accounts();
    let (_, laptop, first) = sign_in(&app, ADA);
    let (phone, phone_refresh, second) = sign_in(&app, ADA);
    let path = format!("/sessions/{first}");
    assert_eq!(app.ask("DELETE", &path, Some(&phone), "").status, 204);
    assert_eq!(list(&app, &phone), [(second, true)]);
    let refused = refresh(&app, &laptop);
    assert_eq!(refused.json()["reason"], "refresh_token_revoked");
    assert_eq!(refresh(&app, &phone_refresh).status, 200);
}

#[test]
fn a_sign_in_of_somebody_else_is_the_same_as_none() {
    let app = with_accounts();
    let (_, laptop, first) = sign_in(&app, ADA);
    let (mallory, _, _) = sign_in(&app, MALLORY);
    let unknown = "00000000-0000-4000-8000-000000000000";
    let answers = [first.as_str(), unknown, "junk"].map(|id| {
        let answer = app.ask("DELETE", &format!("/sessions/{id}"), Some(&mallory), "");
        assert_eq!(answer.status, 404, "{}", answer.text);
        assert_eq!(answer.json()["reason"], "session_not_found");
        answer.text
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(refresh(&app, &laptop).status, 200);
}

#[test]
fn without_a_token_there_is_no_list() {
    let app = with_accounts();
    assert_eq!(app.ask("GET", "/sessions", None, "").status, 401);
    assert_eq!(app.ask("DELETE", "/sessions/x", None, "").status, 401);
}
