//! Real sockets: many requests at once, and bytes that no client library would send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use proofs::client::Response;
use proofs::course::SANDBOX;
use proofs::forge;
use proofs::server::TestServer;

/// A server with the workers and the limits of a release build.
fn server() -> TestServer {
    TestServer::alone_with(SANDBOX, &[("ROCKET_PROFILE", "release")])
}

fn verify(server: &TestServer, token: &str) -> Response {
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str())];
    server.send("POST", "/verify-token", &headers, "")
}

#[test]
fn hundreds_of_simultaneous_verifications_are_all_answered_correctly() {
    const THREADS: usize = 16;
    const REQUESTS: usize = 32;
    let server = server();
    let server = &server;
    thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                for request in 0..REQUESTS {
                    let name = format!("student {thread}-{request}");
                    let good =
                        forge::token(&forge::header(), &forge::with("username", name.as_str()));
                    let forged = format!(
                        "{}.{}",
                        good.rsplit_once('.').unwrap().0,
                        forge::base64url([7; 32])
                    );
                    // Half of them are forged, and each valid one must get its own user back.
                    let accepted = verify(server, &good);
                    assert_eq!(accepted.status, 200);
                    assert_eq!(accepted.json()["user"]["username"], name);
                    let rejected = verify(server, &forged);
                    assert_eq!(rejected.status, 401);
                    assert_eq!(rejected.json()["reason"], "signature_mismatch");
                }
            });
        }
    });
}

/// Sends these bytes and reads to the end of the connection.
fn raw(server: &TestServer, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.origin().trim_start_matches("http://")).unwrap();
    // A hang must fail, not keep the test running forever.
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    // The server may answer and close before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn bytes_that_no_client_would_send_get_an_answer_and_the_server_survives() {
    let server = server();
    let verify = |header: &[u8]| {
        let head = b"POST /verify-token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        raw(&server, &[head, header, b"\r\n\r\n"].concat())
    };
    for (header, status, reason) in [
        // Rocket drops a value that isn't UTF-8, so the header looks absent.
        (
            b"Authorization: Bearer \xff\xfe".to_vec(),
            "401",
            "authorization_missing",
        ),
        (
            "Authorization: Bearer tökén".into(),
            "400",
            "authorization_not_ascii",
        ),
        (b"Authorization:".to_vec(), "401", "authorization_missing"),
        (b"aUTHORIZATION: bEARER".to_vec(), "400", "token_missing"),
        (
            b"Authorization: Bearer a\r\nAuthorization: Bearer b".to_vec(),
            "400",
            "authorization_repeated",
        ),
        (
            format!("Authorization: Bearer {}", "a".repeat(8_192)).into_bytes(),
            "431",
            "authorization_too_large",
        ),
        (
            format!("Authorization: Bearer {}", "a".repeat(300_000)).into_bytes(),
            "431",
            "authorization_too_large",
        ),
    ] {
        let answer = verify(&header);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{reason}: {answer}"
        );
        assert!(
            answer.contains(&format!("\"reason\":\"{reason}\"")),
            "{answer}"
        );
    }
    // If a request can't be parsed as HTTP, the library below Rocket answers, without a body.
    for (bytes, status) in [
        (b"nonsense\r\n\r\n".to_vec(), "400"),
        (
            b"POST /verify-token HTTP/1.1\r\nAuthorization: a\0b\r\n\r\n".to_vec(),
            "400",
        ),
        (
            format!(
                "GET / HTTP/1.1\r\nHost: x\r\n{}\r\n",
                "X: y\r\n".repeat(200)
            )
            .into_bytes(),
            "431",
        ),
        (
            b"GET /sign token HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
            "400",
        ),
        (
            b"GET / HTTP/1.1\r\nHost: x\r\nA: one\r\n two\r\n\r\n".to_vec(),
            "400",
        ),
        (
            format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(70_000)).into_bytes(),
            "414",
        ),
    ] {
        let answer = raw(&server, &bytes);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
        assert!(answer.contains("content-length: 0\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    }
    let unknown = raw(
        &server,
        b"BREW /sign-token HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    assert!(unknown.starts_with("HTTP/1.1 400 "), "{unknown}");
    assert!(unknown.contains("\"reason\":\"bad_request\""), "{unknown}");

    assert_eq!(server.send("GET", "/sign-token", &[], "").status, 200);
    let printed = server.stop();
    assert!(!printed.contains("panicked"), "{printed}");
}

#[test]
fn a_large_body_is_not_read_and_does_no_harm() {
    let server = server();
    let token = forge::token(&forge::header(), &forge::payload());
    let head = format!(
        "POST /verify-token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Length: 20000\r\n\r\n"
    );
    let answer = raw(&server, &[head.as_bytes(), &[b'x'; 20_000]].concat());
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}
