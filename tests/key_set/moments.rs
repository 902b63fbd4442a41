use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use jsonwebtoken::DecodingKey;
use jwt_sandbox::problem::Problem;
use proofs::key_pair::KeyPair;
use proofs::stub::{Answer, Stub};
use rocket::config::{Config, LogLevel};
use rocket::futures::future::{join, join_all};
use rocket::local::blocking::Client;
use rocket::response::Responder;
use serde_json::{Value, json};

use crate::address;
use crate::clock::Clock;
use crate::fetch::{Fetch, FetchError, Fetched, HttpFetch};
use crate::keys::Keys;
use crate::refresh::keep_fresh;

/// A clock that the test moves.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<Instant>>);

impl TestClock {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    /// Seconds and milliseconds, since that is how the limits are tested from both sides.
    pub fn forward(&self, seconds: u64, milliseconds: u64) {
        *self.0.lock().unwrap() +=
            Duration::from_secs(seconds) + Duration::from_millis(milliseconds);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

/// An issuer without a network: what it publishes, or `None` for a failure.
#[derive(Clone)]
struct TestIssuer(Arc<Mutex<Published>>);

struct Published {
    document: Option<String>,
    max_age: Option<Duration>,
    fetches: usize,
}

impl TestIssuer {
    fn new(pairs: &[&KeyPair]) -> Self {
        let issuer = Self(Arc::new(Mutex::new(Published {
            document: None,
            max_age: None,
            fetches: 0,
        })));
        issuer.publish(pairs);
        issuer
    }

    fn publish(&self, pairs: &[&KeyPair]) {
        self.0.lock().unwrap().document = Some(document(pairs));
    }

    fn fail(&self) {
        self.0.lock().unwrap().document = None;
    }

    fn max_age(&self, seconds: u64) {
        self.0.lock().unwrap().max_age = Some(Duration::from_secs(seconds));
    }

    fn fetches(&self) -> usize {
        self.0.lock().unwrap().fetches
    }
}

impl Fetch for TestIssuer {
    fn fetch(&self) -> Result<Fetched, FetchError> {
        let mut published = self.0.lock().unwrap();
        published.fetches += 1;
        let document = published.document.clone().ok_or(FetchError::Status(500))?;
        Ok(Fetched {
            body: document.into_bytes(),
            max_age: published.max_age,
        })
    }
}

fn document(pairs: &[&KeyPair]) -> String {
    let keys: Vec<Value> = pairs.iter().map(|pair| pair.jwk()).collect();
    json!({"keys": keys}).to_string()
}

/// The keys of an issuer, with its clock.
fn keys_of(issuer: &TestIssuer) -> (Keys, TestClock) {
    let clock = TestClock::new();
    (Keys::new(issuer.clone(), clock.clone()), clock)
}

#[derive(Debug, PartialEq)]
enum Found {
    Key,
    /// 401.
    Unknown,
    /// 503, with the seconds in `Retry-After`.
    Unavailable(String),
}

fn found(result: Result<Option<DecodingKey>, Problem>) -> Found {
    match result {
        Ok(Some(_)) => Found::Key,
        Ok(None) => Found::Unknown,
        Err(problem) => Found::Unavailable(retry_after(problem)),
    }
}

/// The header of a 503.
fn retry_after(problem: Problem) -> String {
    assert_eq!(
        (problem.status().code, problem.why().reason),
        (503, "keys_unavailable")
    );
    let client = Client::untracked(rocket::custom(Config {
        log_level: LogLevel::Off,
        ..Config::debug_default()
    }));
    let client = client.unwrap();
    let request = client.get("/");
    let response = problem.respond_to(request.inner()).unwrap();
    let seconds = response.headers().get_one("Retry-After").unwrap();
    seconds.to_owned()
}

fn find(keys: &Keys, kid: &str) -> Found {
    found(rocket::execute(keys.find(kid)))
}

fn refresh(keys: &Keys) {
    rocket::execute(keys.refresh());
}

#[test]
fn nothing_is_fetched_before_the_first_token() {
    let pair = KeyPair::random("one");
    let issuer = TestIssuer::new(&[&pair]);
    let (keys, clock) = keys_of(&issuer);
    refresh(&keys);
    clock.forward(7200, 0);
    refresh(&keys);
    assert_eq!(issuer.fetches(), 0);
    assert_eq!(find(&keys, "one"), Found::Key);
    assert_eq!(issuer.fetches(), 1);
}

#[test]
fn an_unknown_kid_causes_one_fetch_per_pause() {
    let (one, two) = (KeyPair::random("one"), KeyPair::random("two"));
    let issuer = TestIssuer::new(&[&one]);
    let (keys, clock) = keys_of(&issuer);
    assert_eq!(find(&keys, "one"), Found::Key);
    assert_eq!(find(&keys, "two"), Found::Unknown);
    clock.forward(29, 999);
    issuer.publish(&[&one, &two]);
    assert_eq!(find(&keys, "two"), Found::Unknown);
    assert_eq!(issuer.fetches(), 1);
    clock.forward(0, 1);
    assert_eq!(find(&keys, "two"), Found::Key);
    assert_eq!(issuer.fetches(), 2);
    // The next pause started with that attempt.
    clock.forward(29, 999);
    assert_eq!(find(&keys, "three"), Found::Unknown);
    assert_eq!(issuer.fetches(), 2);
}

#[test]
fn the_pause_also_follows_a_failure() {
    let issuer = TestIssuer::new(&[]);
    issuer.fail();
    let (keys, clock) = keys_of(&issuer);
    assert_eq!(find(&keys, "one"), Found::Unavailable("30".into()));
    clock.forward(10, 500);
    assert_eq!(find(&keys, "one"), Found::Unavailable("20".into()));
    clock.forward(19, 499);
    assert_eq!(find(&keys, "one"), Found::Unavailable("1".into()));
    assert_eq!(issuer.fetches(), 1);
    let one = KeyPair::random("one");
    issuer.publish(&[&one]);
    clock.forward(0, 1);
    assert_eq!(find(&keys, "one"), Found::Key);
    assert_eq!(issuer.fetches(), 2);
}

#[test]
fn a_set_is_fresh_for_max_age_but_never_longer_than_ten_minutes() {
    let one = KeyPair::random("one");
    for (max_age, fresh_for) in [
        (None, 600),
        (Some(300), 300),
        (Some(86_400), 600),
        (Some(45), 45),
    ] {
        let issuer = TestIssuer::new(&[&one]);
        if let Some(seconds) = max_age {
            issuer.max_age(seconds);
        }
        let (keys, clock) = keys_of(&issuer);
        assert_eq!(find(&keys, "one"), Found::Key);
        clock.forward(fresh_for - 1, 999);
        refresh(&keys);
        assert_eq!(issuer.fetches(), 1, "{max_age:?}: still fresh");
        clock.forward(0, 1);
        // A known key doesn't ask whether the set is fresh.
        assert_eq!(find(&keys, "one"), Found::Key);
        assert_eq!(issuer.fetches(), 1);
        refresh(&keys);
        assert_eq!(issuer.fetches(), 2, "{max_age:?}: no longer fresh");
    }
}

#[test]
fn a_max_age_of_zero_does_not_shorten_the_pause() {
    let one = KeyPair::random("one");
    let issuer = TestIssuer::new(&[&one]);
    issuer.max_age(0);
    let (keys, clock) = keys_of(&issuer);
    assert_eq!(find(&keys, "one"), Found::Key);
    // The set isn't fresh, so nothing can be said about another key.
    assert_eq!(find(&keys, "two"), Found::Unavailable("30".into()));
    clock.forward(29, 999);
    refresh(&keys);
    assert_eq!(issuer.fetches(), 1);
    clock.forward(0, 1);
    refresh(&keys);
    assert_eq!(issuer.fetches(), 2);
}

#[test]
fn a_key_that_the_issuer_removed_ends_with_the_next_refresh() {
    let (one, two) = (KeyPair::random("one"), KeyPair::random("two"));
    let issuer = TestIssuer::new(&[&one, &two]);
    issuer.max_age(300);
    let (keys, clock) = keys_of(&issuer);
    assert_eq!(find(&keys, "one"), Found::Key);
    issuer.publish(&[&two]);
    clock.forward(300, 0);
    refresh(&keys);
    assert_eq!(find(&keys, "one"), Found::Unknown);
    assert_eq!(find(&keys, "two"), Found::Key);
    assert_eq!(issuer.fetches(), 2);
}

#[test]
fn a_failure_keeps_the_keys_for_an_hour_and_no_longer() {
    let one = KeyPair::random("one");
    let issuer = TestIssuer::new(&[&one]);
    issuer.max_age(300);
    let (keys, clock) = keys_of(&issuer);
    assert_eq!(find(&keys, "one"), Found::Key);
    issuer.fail();

    clock.forward(299, 999);
    assert_eq!(
        find(&keys, "two"),
        Found::Unknown,
        "fresh: there is no such key"
    );
    clock.forward(0, 1);
    assert_eq!(
        find(&keys, "two"),
        Found::Unavailable("30".into()),
        "nobody knows"
    );
    assert_eq!(issuer.fetches(), 2);

    clock.forward(3299, 999);
    refresh(&keys);
    assert_eq!(issuer.fetches(), 3);
    assert_eq!(
        find(&keys, "one"),
        Found::Key,
        "a millisecond before the end"
    );
    clock.forward(0, 1);
    assert_eq!(find(&keys, "one"), Found::Unavailable("30".into()));
    // The attempt a millisecond ago was the last one.
    assert_eq!(issuer.fetches(), 3);
    // Without keys, there's nothing to refresh.
    clock.forward(30, 0);
    refresh(&keys);
    assert_eq!(issuer.fetches(), 3);

    issuer.publish(&[&one]);
    assert_eq!(find(&keys, "one"), Found::Key);
    assert_eq!(issuer.fetches(), 4);
}

#[test]
fn a_refresh_during_an_outage_is_tried_once_per_pause_and_succeeds_in_the_end() {
    let (one, two) = (KeyPair::random("one"), KeyPair::random("two"));
    let issuer = TestIssuer::new(&[&one]);
    let (keys, clock) = keys_of(&issuer);
    assert_eq!(find(&keys, "one"), Found::Key);
    issuer.fail();
    clock.forward(600, 0);
    for attempts in 2..=10 {
        refresh(&keys);
        refresh(&keys);
        assert_eq!(issuer.fetches(), attempts);
        assert_eq!(find(&keys, "one"), Found::Key);
        clock.forward(30, 0);
    }
    issuer.publish(&[&two]);
    refresh(&keys);
    assert_eq!(find(&keys, "one"), Found::Unknown);
    assert_eq!(find(&keys, "two"), Found::Key);
}

/// The loop of the running service, with a shorter pause between its looks.
#[test]
fn the_loop_refreshes_without_a_request() {
    let one = KeyPair::random("one");
    let issuer = TestIssuer::new(&[&one]);
    let (slow, started, go_on) = Slow::new(&issuer);
    let clock = TestClock::new();
    let keys = Keys::new(slow, clock.clone());
    rocket::execute(async {
        go_on.send(()).unwrap();
        assert!(matches!(keys.find("one").await, Ok(Some(_))));
        clock.forward(600, 0);
        go_on.send(()).unwrap();
        let looking = rocket::tokio::spawn(keep_fresh(keys.clone(), Duration::from_millis(1)));
        let fetched = rocket::tokio::task::spawn_blocking(move || {
            started.recv_timeout(Duration::from_secs(60)).unwrap();
            started.recv_timeout(Duration::from_secs(60)).unwrap();
        });
        fetched.await.unwrap();
        looking.abort();
    });
}

/// PyJWT's client once emptied its cache when a fetch failed.
#[test]
fn an_answer_that_cannot_be_used_is_a_failure_like_any_other() {
    let one = KeyPair::random("one");
    let issuer = TestIssuer::new(&[&one]);
    let (keys, clock) = keys_of(&issuer);
    assert_eq!(find(&keys, "one"), Found::Key);
    for bad in [
        "",
        "<html>",
        "{}",
        r#"{"keys":[]}"#,
        r#"{"keys":[{"kty":"oct","kid":"one","k":"AA"}]}"#,
    ] {
        issuer.0.lock().unwrap().document = Some(bad.into());
        clock.forward(30, 0);
        let before = issuer.fetches();
        assert_eq!(find(&keys, "two"), Found::Unknown, "{bad}");
        assert_eq!(issuer.fetches(), before + 1, "{bad}");
        assert_eq!(find(&keys, "one"), Found::Key, "{bad}");
    }
}

/// An issuer that answers when the test says so.
struct Slow {
    issuer: TestIssuer,
    started: Sender<()>,
    go_on: Mutex<Receiver<()>>,
}

impl Slow {
    /// The issuer, what says that a fetch started, and what ends it.
    fn new(issuer: &TestIssuer) -> (Self, Receiver<()>, Sender<()>) {
        let ((started, has_started), (sender, go_on)) = (mpsc::channel(), mpsc::channel());
        let slow = Self {
            issuer: issuer.clone(),
            started,
            go_on: Mutex::new(go_on),
        };
        (slow, has_started, sender)
    }
}

impl Fetch for Slow {
    fn fetch(&self) -> Result<Fetched, FetchError> {
        self.started.send(()).unwrap();
        self.go_on.lock().unwrap().recv().unwrap();
        self.issuer.fetch()
    }
}

#[test]
fn whoever_comes_during_a_fetch_waits_for_its_result() {
    let one = KeyPair::random("one");
    let issuer = TestIssuer::new(&[&one]);
    let (slow, _started, go_on) = Slow::new(&issuer);
    let keys = Keys::new(slow, TestClock::new());
    // All of them are polled before the last one lets the fetch go on.
    let requests = join_all((0..20).map(|_| keys.find("one")));
    let (results, ()) = rocket::execute(join(requests, async { go_on.send(()).unwrap() }));
    assert!(
        results
            .into_iter()
            .all(|result| found(result) == Found::Key)
    );
    assert_eq!(issuer.fetches(), 1);
}

#[test]
fn twenty_threads_at_once_cause_one_fetch() {
    let one = KeyPair::random("one");
    let issuer = TestIssuer::new(&[&one]);
    let (keys, _) = keys_of(&issuer);
    let at_once = Barrier::new(20);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..20)
            .map(|number| {
                let (keys, at_once) = (&keys, &at_once);
                scope.spawn(move || {
                    at_once.wait();
                    let kid = if number % 2 == 0 { "one" } else { "two" };
                    (number, find(keys, kid))
                })
            })
            .collect();
        for thread in threads {
            let (number, found) = thread.join().unwrap();
            let expected = if number % 2 == 0 {
                Found::Key
            } else {
                Found::Unknown
            };
            assert_eq!(found, expected, "{number}");
        }
    });
    assert_eq!(issuer.fetches(), 1);
}

/// Rocket lets a request run to its end, but a fetch shouldn't depend on that.
#[test]
fn a_fetch_goes_on_without_the_request_that_started_it() {
    let one = KeyPair::random("one");
    let issuer = TestIssuer::new(&[&one]);
    let (slow, started, go_on) = Slow::new(&issuer);
    let keys = Keys::new(slow, TestClock::new());
    rocket::execute(async {
        let cancelled = rocket::tokio::spawn({
            let keys = keys.clone();
            async move { keys.find("one").await }
        });
        let arrived = rocket::tokio::task::spawn_blocking(move || {
            started.recv_timeout(Duration::from_secs(60)).unwrap()
        });
        arrived.await.unwrap();
        cancelled.abort();
        assert!(cancelled.await.unwrap_err().is_cancelled());
        let (next, ()) = join(keys.find("one"), async { go_on.send(()).unwrap() }).await;
        assert_eq!(found(next), Found::Key);
    });
    assert_eq!(issuer.fetches(), 1);
}

type Answered = Result<Option<DecodingKey>, Problem>;

/// Over real sockets, with an issuer that answers, then hangs, then is gone.
#[test]
fn random_kids_cause_one_fetch_per_pause_and_known_ones_pass_also_during_an_outage() {
    let one = KeyPair::random("one");
    let stub = Stub::start(Answer::ok(document(&[&one])));
    let address = address::parse(&format!("{}/keys", stub.origin)).unwrap();
    let clock = TestClock::new();
    let keys = Keys::new(HttpFetch::new(address), clock.clone());
    let flood = |expected: fn(&Answered) -> bool| {
        let random: Vec<String> = (0..1000)
            .map(|_| uuid::Uuid::new_v4().to_string())
            .collect();
        let results = rocket::execute(async {
            join_all(
                random
                    .iter()
                    .map(|kid| async { (keys.find(kid).await, keys.find("one").await) }),
            )
            .await
        });
        for (unknown, known) in results {
            assert!(expected(&unknown));
            assert!(matches!(known, Ok(Some(_))));
        }
    };
    let unknown = |answered: &Answered| matches!(answered, Ok(None));
    let unavailable = |answered: &Answered| {
        let reason = answered.as_ref().map_err(|problem| problem.why().reason);
        reason.err() == Some("keys_unavailable")
    };

    flood(unknown);
    assert_eq!(stub.count(), 1);
    flood(unknown);
    assert_eq!(stub.count(), 1);
    clock.forward(30, 0);
    flood(unknown);
    assert_eq!(stub.count(), 2);

    // A silent issuer holds up nobody whose key is known: the fetch is still running.
    stub.wait();
    stub.wait();
    stub.answer(Answer::Silence);
    clock.forward(600, 0);
    rocket::execute(async {
        let waiting = keys.find("another");
        let meanwhile = async {
            let (keys, stub) = (&keys, &stub);
            rocket::tokio::task::block_in_place(|| stub.wait());
            for _ in 0..1000 {
                assert!(matches!(keys.find("one").await, Ok(Some(_))));
            }
            stub.hang_up();
        };
        let (waited, ()) = join(waiting, meanwhile).await;
        assert!(unavailable(&waited));
    });
    flood(unavailable);
    assert_eq!(stub.count(), 3);

    stub.answer(Answer::Hangup);
    clock.forward(30, 0);
    flood(unavailable);
    assert_eq!(stub.count(), 4);

    // It's back, with another key.
    let two = KeyPair::random("two");
    stub.answer(Answer::ok(document(&[&one, &two])));
    clock.forward(30, 0);
    assert_eq!(find(&keys, "two"), Found::Key);
    flood(unknown);
    assert_eq!(stub.count(), 5);
}
