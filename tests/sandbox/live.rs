//! `GET /live`: who may listen, and what the events say and never say.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use proofs::forge;
use proofs::server::TestServer;
use proptest::prelude::*;
use rocket::http::uri::{Authority, Host};
use rocket::http::{ContentType, Header, Status};
use serde_json::{Value, json};

use crate::local::{client, problem};

fn server() -> TestServer {
    TestServer::alone_with("jwt-sandbox", &[("ROCKET_PROFILE", "release")])
}

/// A connection that gets the events.
struct Listener(BufReader<TcpStream>);

impl Listener {
    /// Asks for the list and returns the status.
    fn ask(server: &TestServer) -> (Self, u16) {
        let mut stream = TcpStream::connect(server.origin().trim_start_matches("http://")).unwrap();
        // A hang must fail, not keep the test running forever.
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        // HTTP/1.0 sends an answer as it is; 1.1 would split it into chunks, even inside a line.
        stream
            .write_all(b"GET /live HTTP/1.0\r\nHost: localhost\r\n\r\n")
            .unwrap();
        let mut listener = Self(BufReader::new(stream));
        let line = listener.line().unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        (listener, status)
    }

    /// Listens, and waits for the first comment, so that no event is missed.
    fn new(server: &TestServer) -> Self {
        let (mut listener, status) = Self::ask(server);
        assert_eq!(status, 200);
        while listener.line().unwrap() != ":watching" {}
        listener
    }

    /// The next line, or `None` if the stream has ended.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.trim_end().to_owned()),
        }
    }

    /// The next event.
    fn event(&mut self) -> Value {
        loop {
            let line = self.line().expect("an event, not the end");
            if let Some(data) = line.strip_prefix("data:") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }
}

fn verify(server: &TestServer, authorization: &str) {
    let headers = [("Authorization", authorization)];
    server.send("POST", "/verify-token", &headers, "");
}

fn good() -> String {
    format!(
        "Bearer {}",
        forge::token(&forge::header(), &forge::payload())
    )
}

#[test]
fn each_request_to_a_guarded_route_is_an_event() {
    let server = server();
    let mut listener = Listener::new(&server);
    let before = forge::now();
    verify(&server, &good());
    let mut event = listener.event();
    let time = event["time"].take().as_u64().unwrap();
    assert!((before..=forge::now()).contains(&time));
    assert_eq!(
        event,
        json!({
            "time": null, "method": "POST", "path": "/verify-token", "status": 200,
            "reason": null, "detail": null, "address": "127.0.0.1", "left_out": 0,
        })
    );

    verify(&server, "Bearer a.b");
    let event = listener.event();
    assert_eq!(event["status"], 401);
    assert_eq!(event["reason"], "wrong_part_count");
    assert_eq!(event["detail"], "The token has 2 parts, but a JWT has 3.");

    let aud = forge::token(&forge::header(), &forge::with("aud", "another-service"));
    verify(&server, &format!("Bearer {aud}"));
    let event = listener.event();
    assert_eq!(event["reason"], "aud_mismatch");
    let detail = event["detail"].as_str().unwrap();
    assert!(detail.starts_with("The token's aud is "), "{detail}");
    assert!(!detail.contains("another-service"), "{detail}");

    // Requests to other routes aren't events: the next event is the next guarded request.
    server.send("GET", "/sign-token", &[], "");
    verify(&server, "Basic YTpi");
    assert_eq!(listener.event()["reason"], "scheme_not_bearer");
}

/// A value of the header with `W` in a place where somebody might put a password. In a token, it's
/// there before the token is signed.
fn authorization(word: String) -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just(r#""W""#),
        Just(r#"["W"]"#),
        Just(r#"{"W":1}"#),
        Just(r#"{"a":"W"}"#),
        Just(r#""a\"W""#),
        Just(r#""a}W""#),
        Just(r#""a long value, of which the end is left out before it \"W""#),
    ];
    let names = vec!["iss", "aud", "sub", "exp", "nbf", "iat", "jti", "password"];
    let claim = (prop::sample::select(names), value.clone()).prop_map(|(name, value)| {
        let mut payload = forge::payload();
        payload[name] = serde_json::from_str(value).unwrap();
        (forge::header().to_string(), payload.to_string())
    });
    let names = vec!["alg", "typ", "crit", "kid", "W"];
    let header = (prop::sample::select(names), value).prop_map(|(name, value)| {
        (
            format!(r#"{{"{name}":{value}}}"#),
            forge::payload().to_string(),
        )
    });
    let twice = Just((forge::header().to_string(), r#"{"W":1,"W":2}"#.to_owned()));
    let filled = word.clone();
    let token = prop_oneof![claim, header, twice].prop_map(move |(header, payload)| {
        let texts = [header, payload].map(|text| text.replace('W', &filled));
        let [header, payload] = texts;
        format!("Bearer {}", forge::token_of_text(header, payload))
    });
    let mistakes = vec![
        "Bearer W",
        "W",
        "Bearer: W",
        "Basic W",
        "Bearer \"W\"",
        "Bearer <W>",
        "Bearer {{W}}",
        "{{W}}",
        "Bearer {\"token\":\"W\"}",
        "Bearer a W",
        "Bearer W.W.W",
        "Bearer a.b.c.d.W",
        "Bearer Bearer W",
    ];
    let mistake =
        prop::sample::select(mistakes).prop_map(move |mistake| mistake.replace('W', &word));
    prop_oneof![2 => token, 1 => mistake]
}

/// The word in the header, and at every other place of a request.
fn ask_with(server: &TestServer, word: &str, authorization: &str) {
    let path = format!("/verify-token?password={word}&token={word}");
    let headers = [
        ("Authorization", authorization),
        ("Cookie", &format!("session={word}")),
        ("X-Real-IP", "203.0.113.7"),
        ("X-Forwarded-For", word),
        ("User-Agent", word),
    ];
    server.send("POST", &path, &headers, word);
}

proptest! {
    // A second has room for twenty events, so each server is asked twenty times.
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_event_has_a_word_that_was_sent(
        (word, values) in "[xyz]{4}[a-zA-Z0-9]{8,30}"
            .prop_flat_map(|word| (Just(word.clone()), prop::collection::vec(authorization(word), 20)))
    ) {
        let server = server();
        let mut listener = Listener::new(&server);
        for value in values {
            ask_with(&server, &word, &value);
            let event = listener.event();
            prop_assert_eq!(&event["path"], "/verify-token");
            prop_assert_eq!(&event["address"], "127.0.0.1");
            let told = event.to_string();
            for secret in [word.as_str(), forge::KEY, "eyJ"] {
                prop_assert!(!told.contains(secret), "{} in {}", secret, told);
            }
        }
    }
}

#[test]
fn a_burst_is_thinned_and_the_next_event_counts_what_was_left_out() {
    const BURST: u64 = 400;
    let server = server();
    let mut listener = Listener::new(&server);
    let start = Instant::now();
    let authorization = good();

    // All at once on one connection, so that they arrive faster than twenty in a second.
    let request = format!(
        "POST /verify-token HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(server.origin().trim_start_matches("http://")).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let reader = thread::spawn(move || {
        let lines = answers.by_ref().lines().map_while(Result::ok);
        lines
            .filter(|line| line.starts_with("HTTP/1.1 200") || line.contains("}}HTTP/1.1 200"))
            .take(BURST as usize)
            .count()
    });
    stream
        .write_all(request.repeat(BURST as usize).as_bytes())
        .unwrap();
    assert_eq!(reader.join().unwrap() as u64, BURST);

    // From here on, one at a time, until an event says how many were left out.
    let (sender, events) = mpsc::channel();
    thread::spawn(move || while sender.send(listener.event()).is_ok() {});
    let (mut sent, mut told, mut left_out) = (BURST, 0, 0);
    while left_out == 0 {
        verify(&server, &authorization);
        sent += 1;
        while let Ok(event) = events.recv_timeout(Duration::from_millis(100)) {
            told += 1;
            left_out += event["left_out"].as_u64().unwrap();
        }
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "nothing was left out"
        );
    }
    assert_eq!(told + left_out, sent);
    let seconds = start.elapsed().as_secs() + 1;
    assert!(told <= 20 * seconds, "{told} events in {seconds} seconds");
}

fn from(host: &str, remote: &str, header: Option<Header<'static>>) -> (Status, String) {
    let client = client();
    let mut request = client.get("/live").remote(remote.parse().unwrap());
    if !host.is_empty() {
        let authority: Authority<'_> = Authority::parse_owned(host.to_owned()).unwrap();
        request.inner_mut().set_host(Host::new(authority));
    }
    if let Some(header) = header {
        request.add_header(header);
    }
    let answer = request.dispatch();
    let status = answer.status();
    if status == Status::Ok {
        let event_stream = Some(ContentType::EventStream);
        assert_eq!(answer.content_type(), event_stream);
        return (status, String::new());
    }
    let reason = "not_this_machine";
    problem(answer, Status::Forbidden, reason);
    (status, reason.into())
}

#[test]
fn a_browser_on_this_machine_may_listen() {
    for host in [
        "localhost",
        "localhost:8000",
        "LOCALHOST:8000",
        "127.0.0.1:8000",
        "[::1]:8000",
    ] {
        assert_eq!(from(host, "127.0.0.1:4000", None).0, Status::Ok, "{host}");
    }
    for remote in ["127.0.0.1:4000", "[::1]:4000", "[::ffff:127.0.0.1]:4000"] {
        assert_eq!(from("localhost", remote, None).0, Status::Ok, "{remote}");
    }
}

#[test]
fn nobody_else_may_listen_whatever_they_claim() {
    for host in [
        "",
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8000",
        "192.0.2.7:8000",
    ] {
        assert_eq!(
            from(host, "127.0.0.1:4000", None).1,
            "not_this_machine",
            "{host}"
        );
    }
    for remote in [
        "192.0.2.7:4000",
        "[2001:db8::7]:4000",
        "[::ffff:192.0.2.7]:4000",
        "0.0.0.0:4000",
    ] {
        for claimed in ["127.0.0.1", "::1"] {
            let header = Header::new("X-Real-IP", claimed);
            assert_eq!(
                from("localhost", remote, Some(header)).1,
                "not_this_machine",
                "{remote}"
            );
        }
    }
    // The header doesn't lock out a local client, either.
    let header = Header::new("X-Real-IP", "192.0.2.7");
    assert_eq!(
        from("localhost", "127.0.0.1:4000", Some(header)).0,
        Status::Ok
    );
}

#[test]
fn sixty_four_may_listen_and_a_vacated_place_is_free_again() {
    let server = server();
    let mut listeners: Vec<Listener> = (0..64).map(|_| Listener::new(&server)).collect();
    // An endless answer would hold up a client that reads it all, so the status comes first.
    assert_eq!(Listener::ask(&server).1, 503);
    let refused = server.send("GET", "/live", &[], "");
    assert_eq!(refused.json()["reason"], "too_many_listeners");

    verify(&server, &good());
    for listener in &mut listeners {
        assert_eq!(listener.event()["status"], 200);
    }
    listeners.pop();
    // The server notices that a listener has left when it sends something.
    let deadline = Instant::now() + Duration::from_secs(60);
    while Listener::ask(&server).1 != 200 {
        verify(&server, &good());
        assert!(Instant::now() < deadline, "the place is not free again");
    }
}

#[cfg(unix)]
#[test]
fn the_server_stops_at_ctrl_c_although_somebody_listens() {
    let server = server();
    let mut listeners: Vec<Listener> = (0..30).map(|_| Listener::new(&server)).collect();
    let start = Instant::now();
    let status = server.interrupt();
    assert_eq!(status.code(), Some(0));
    // It takes two seconds. If a stream didn't end, Rocket would wait for five, and fail.
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    for listener in &mut listeners {
        while listener.line().is_some() {}
    }
}
