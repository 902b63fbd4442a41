use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use proofs::key_pair::KeyPair;
use proofs::stub::{Answer, Stub};
use serde_json::json;

use crate::address;
use crate::fetch::{Fetch, FetchError, Fetched, HttpFetch};

/// As much as a key set may have.
const LIMIT: usize = 64 * 1024;

fn fetch(stub: &Stub) -> Result<Fetched, FetchError> {
    let address = address::parse(&format!("{}/keys", stub.origin)).unwrap();
    HttpFetch::new(address).fetch()
}

fn error(answer: Answer) -> String {
    match fetch(&Stub::start(answer)) {
        Ok(_) => panic!("it was fetched"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_document_arrives_as_it_was_sent() {
    let document = json!({"keys": [KeyPair::random("one").jwk()]}).to_string();
    let stub = Stub::start(Answer::ok(&document));
    let fetched = fetch(&stub).unwrap();
    assert_eq!(fetched.body, document.as_bytes());
    assert_eq!((fetched.max_age, stub.count()), (None, 1));
}

#[test]
fn max_age_is_read_where_there_is_one() {
    for (headers, seconds) in [
        ("", None),
        ("Cache-Control: public\r\n", None),
        ("Cache-Control: max-age=300\r\n", Some(300)),
        ("Cache-Control: public, max-age=300\r\n", Some(300)),
        ("cache-control: MAX-AGE = 0 , must-revalidate\r\n", Some(0)),
        (
            "Cache-Control: no-transform\r\nCache-Control: max-age=7\r\n",
            Some(7),
        ),
        ("Cache-Control: max-age=soon, max-age=8\r\n", Some(8)),
        ("Cache-Control: s-maxage=9\r\n", None),
        ("Cache-Control: max-age=-1\r\n", None),
        (
            "Cache-Control: max-age=18446744073709551615\r\n",
            Some(u64::MAX),
        ),
        ("Cache-Control: max-age=18446744073709551616\r\n", None),
    ] {
        let fetched = fetch(&Stub::start(Answer::with("200 OK", headers, "{}"))).unwrap();
        assert_eq!(
            fetched.max_age,
            seconds.map(Duration::from_secs),
            "{headers}"
        );
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Stub::start(Answer::ok("{}"));
    for status in [301, 302, 303, 307, 308] {
        let headers = format!("Location: {}/keys\r\n", elsewhere.origin);
        let error = error(Answer::with(&format!("{status} Moved"), &headers, ""));
        assert_eq!(
            error,
            format!(
                "the response is a redirect (status {status}), and this service doesn't follow redirects"
            )
        );
    }
    assert_eq!(elsewhere.count(), 0);
    // The control: the address that they named does answer.
    assert_eq!(fetch(&elsewhere).unwrap().body, b"{}");
}

#[test]
fn any_other_status_than_200_is_a_failure() {
    for status in [201, 203, 204, 206, 300, 304, 400, 401, 404, 429, 500, 503] {
        let answer = Answer::with(&format!("{status} Other"), "", "");
        assert_eq!(error(answer), format!("the status is {status}"));
    }
}

#[test]
fn up_to_64_kib_are_read() {
    let largest = fetch(&Stub::start(Answer::ok(" ".repeat(LIMIT)))).unwrap();
    assert_eq!(largest.body.len(), LIMIT);
    let too_large = "the response has more than 65536 bytes";
    assert_eq!(error(Answer::ok(" ".repeat(LIMIT + 1))), too_large);
    // Without a length, the end is where the connection ends.
    let endless = ["HTTP/1.1 200 OK\r\n\r\n", &" ".repeat(10 * LIMIT)].concat();
    assert_eq!(error(Answer::Bytes(endless.into())), too_large);
}

#[test]
fn what_is_not_http_is_a_failure() {
    for answer in [
        Answer::Hangup,
        Answer::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n".into()),
        Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}".into()),
        Answer::Bytes([&b"HTTP/1.1 200 OK\r\n"[..], &b"X: y\r\n".repeat(100_000)].concat()),
    ] {
        let shown = format!("{answer:?}");
        assert!(!error(answer).is_empty(), "{:.60}", shown);
    }
}

#[test]
fn nobody_listens() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/keys", free.local_addr().unwrap());
    drop(free);
    let fetched = HttpFetch::new(address::parse(&address).unwrap()).fetch();
    assert!(matches!(fetched, Err(FetchError::Http(_))));
}

fn is_given_up(answer: Answer) {
    let stub = Stub::start(answer);
    let (sender, result) = mpsc::channel();
    let address = address::parse(&format!("{}/keys", stub.origin)).unwrap();
    thread::spawn(move || sender.send(HttpFetch::new(address).fetch().err()));
    let error = result.recv_timeout(Duration::from_secs(60));
    let error = error.expect("the fetch is still waiting");
    assert!(
        matches!(error, Some(FetchError::Http(ureq::Error::Timeout(_)))),
        "{error:?}"
    );
    assert_eq!(stub.count(), 1);
}

/// Waits for as long as the service does: three seconds.
#[test]
fn a_silent_issuer_is_given_up() {
    is_given_up(Answer::Silence);
}

/// Each byte comes in time, and the last one would never come.
#[test]
fn an_endlessly_slow_issuer_is_given_up() {
    is_given_up(Answer::Drip);
}
