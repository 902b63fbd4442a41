//! One server without a socket, and what its answers have in common.

use std::io::{Read, Write};
use std::net::TcpStream;

use jwt_sandbox::explanation::Lesson;
use jwt_sandbox::settings::Settings;
use rocket::http::{Header, Status};
use rocket::local::blocking::{Client, LocalResponse};
use serde_json::Value;

use crate::support::forge;

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

/// `POST /verify-token` with a token in its place: the user, or the reason of the refusal.
pub fn verdict(client: &Client, token: &str) -> Result<Value, String> {
    let response = verify(client, &[&format!("Bearer {token}")]);
    let status = response.status();
    let body: Value = response.into_json().unwrap();
    match status {
        Status::Ok => Ok(body["user"].clone()),
        _ => Err(body["reason"].as_str().unwrap().to_owned()),
    }
}

/// Asserts all that every refusal promises, and returns its body.
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

/// One request over a real connection: the status and the JSON of the answer.
pub fn exchange(
    origin: &str,
    method: &str,
    path: &str,
    authorization: Option<&str>,
) -> (u16, Value) {
    let host = origin.trim_start_matches("http://");
    let authorization =
        authorization.map_or(String::new(), |value| format!("Authorization: {value}\r\n"));
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}Connection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}
