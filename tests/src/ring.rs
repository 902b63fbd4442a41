//! The keys of lesson 21's issuer, as its owner sees and changes them.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::app::{App, PASSWORD};
use crate::client::Response;

/// Takes a step before its time.
pub const EARLY: &str = "?early=true";

/// An issuer with one account.
pub fn issuer(folder: &TempDir, email: &str, settings: &[(&str, &str)]) -> App {
    let app = App::with("21-rotation", folder, settings);
    let account = json!({"name": "Ada", "email": email, "password": PASSWORD});
    let made = app.post("/signup", &account);
    assert_eq!(made.status, 201, "{}", made.text);
    app
}

/// Each key, as `GET /keys` lists it.
pub fn listed(app: &App) -> Vec<Value> {
    let answer = app.ask("GET", "/keys", None, "");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["keys"].as_array().unwrap().clone()
}

/// `state kid` for each key.
pub fn states(app: &App) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let keys = listed(app);
    keys.iter()
        .map(|key| (text(&key["state"]), text(&key["kid"])))
        .collect()
}

/// The kid of the only key in this state.
pub fn in_state(app: &App, state: &str) -> String {
    let all = states(app);
    let mut found = all.iter().filter(|(its, _)| its == state);
    let (Some((_, kid)), None) = (found.next(), found.next()) else {
        panic!("not one {state} key: {all:?}");
    };
    kid.clone()
}

/// How long the issuer makes the next step of this key wait, in seconds.
pub fn wait(app: &App, kid: &str) -> u64 {
    let keys = listed(app);
    let key = keys.iter().find(|key| key["kid"] == kid).unwrap();
    key["earliest"].as_u64().unwrap() - key["since"].as_u64().unwrap()
}

/// The kids in the key set.
pub fn published(app: &App) -> BTreeSet<String> {
    let set = app.ask("GET", "/.well-known/jwks.json", None, "").json();
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

/// The key that signed a token.
pub fn kid_of(token: &str) -> String {
    let header = token.split('.').next().unwrap();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

/// Makes the next key.
pub fn add(app: &App) -> String {
    let answer = app.ask("POST", "/keys", None, "");
    assert_eq!(answer.status, 201, "{}", answer.text);
    let added = answer.json();
    assert_eq!(listed(app)[0], added);
    assert_eq!(added["state"], "next");
    added["kid"].as_str().unwrap().to_owned()
}

/// Tries to sign with the next key.
pub fn activate(app: &App, kid: &str, early: &str) -> Response {
    app.ask("POST", &format!("/keys/{kid}/activate{early}"), None, "")
}

/// Tries to remove a key.
pub fn remove(app: &App, kid: &str, early: &str) -> Response {
    app.ask("DELETE", &format!("/keys/{kid}{early}"), None, "")
}
