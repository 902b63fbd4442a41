//! The sandbox without a socket, through Rocket's own client, and what all refusals promise.

use jwt_sandbox::explanation::Lesson;
use jwt_sandbox::settings::Settings;
use rocket::http::{Header, Status};
use rocket::local::blocking::{Client, LocalResponse};
use serde_json::Value;

use proofs::forge;

/// A server that shares the forger's key.
pub fn client() -> Client {
    client_with(Settings::with_secret(forge::KEY))
}

/// A server with these settings.
pub fn client_with(mut settings: Settings) -> Client {
    settings.server.log_level = rocket::config::LogLevel::Off;
    Client::tracked(jwt_sandbox::rocket(settings)).unwrap()
}

/// `POST /verify-token` with each of these values as an `Authorization` header.
pub fn verify<'c>(client: &'c Client, authorization: &[&str]) -> LocalResponse<'c> {
    let mut request = client.post("/verify-token");
    for value in authorization {
        request.add_header(Header::new("Authorization", value.to_string()));
    }
    request.dispatch()
}

/// `POST /verify-token` with a token in the header: the user, or the reason of the refusal.
pub fn verdict(client: &Client, token: &str) -> Result<Value, String> {
    let response = verify(client, &[&format!("Bearer {token}")]);
    let status = response.status();
    let body: Value = response.into_json().unwrap();
    match status {
        Status::Ok => Ok(body["user"].clone()),
        _ => Err(body["reason"].as_str().unwrap().to_owned()),
    }
}

/// Asserts everything that every refusal promises, and returns its body.
pub fn problem(response: LocalResponse<'_>, status: Status, reason: &str) -> Value {
    assert_eq!(response.status(), status, "the status of {reason}");
    let content_type = response.headers().get_one("Content-Type");
    assert_eq!(content_type, Some("application/problem+json"), "{reason}");
    let body: Value = serde_json::from_str(&response.into_string().unwrap()).unwrap();

    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        ["detail", "hint", "lesson", "reason", "status", "title"]
    );
    assert_eq!(body["reason"], reason, "{body}");
    assert_eq!(body["title"], status.reason().unwrap());
    assert_eq!(body["status"], status.code);
    for words in ["detail", "hint"] {
        let words = body[words].as_str().unwrap();
        assert!(words.ends_with('.'), "no sentence: {words}");
    }
    let lesson = body["lesson"].as_str().unwrap();
    assert!(
        Lesson::ALL.iter().any(|known| known.folder() == lesson),
        "{lesson}"
    );
    body
}
