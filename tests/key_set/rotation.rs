//! A rotation of the issuer's keys under load, as the whole service of lesson 20 sees it: on a real
//! socket, with real fetches from lesson 21's issuer. Only the time is the test's. At the issuer, a step
//! is early; for the service, the time before it has passed.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jwt_sandbox::settings::Settings;
use proofs::app::{App, PASSWORD};
use proofs::client::{Client, Response};
use proofs::forge;
use proofs::ring::{EARLY, activate, add, in_state, issuer, kid_of, remove, wait};
use proofs::server::folder;
use rocket::Shutdown;
use rocket::config::LogLevel;
use rocket::fairing::AdHoc;
use serde_json::json;

use crate::address;
use crate::authorized;
use crate::cache::PAUSE;
use crate::clock::Clock;
use crate::fetch::HttpFetch;
use crate::keys::Keys;
use crate::moments::TestClock;
use crate::notes;

const EMAIL: &str = "ada@example.com";
const MILLISECOND: Duration = Duration::from_millis(1);

/// The default of `JWT_TTL_SECONDS`.
const LIFETIME: Duration = Duration::from_secs(1800);

/// The running service.
struct Notes {
    origin: String,
    client: Client,
    keys: Keys,
    clock: TestClock,
    stop: Shutdown,
    server: Option<JoinHandle<()>>,
}

impl Notes {
    fn start(issuer: &App) -> Self {
        let address = format!("{}/.well-known/jwks.json", issuer.origin());
        let clock = TestClock::new();
        let source = HttpFetch::new(address::parse(&address).unwrap());
        let keys = Keys::new(source, clock.clone());
        let mut settings = Settings::with_secret(forge::KEY);
        settings.server.port = 0;
        settings.server.log_level = LogLevel::Off;
        // Otherwise, it would wait for the connections that the clients keep.
        let shutdown = &mut settings.server.shutdown;
        (shutdown.grace, shutdown.mercy) = (0, 0);
        let authorized = authorized::stage(&settings.token).unwrap();
        let (sender, up) = mpsc::channel();
        let server = jwt_sandbox::rocket(settings)
            .manage(keys.clone())
            .attach(authorized)
            .attach(notes::stage())
            .attach(AdHoc::on_liftoff("Up", move |rocket| {
                Box::pin(async move {
                    let up = (rocket.config().port, rocket.shutdown());
                    sender.send(up).unwrap();
                })
            }));
        let server = thread::spawn(|| {
            rocket::execute(server.launch()).unwrap();
        });
        let (port, stop) = up.recv().unwrap();
        Self {
            origin: format!("http://127.0.0.1:{port}"),
            client: Client::default(),
            keys,
            clock,
            stop,
            server: Some(server),
        }
    }

    fn get(&self, token: &str) -> Response {
        let address = format!("{}/notes", self.origin);
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str())];
        self.client.send("GET", &address, &headers, "").unwrap()
    }

    /// Lets time pass. The service looks at its keys every thirty seconds, and once more at the end.
    fn pass(&self, time: Duration) {
        let end = self.clock.now() + time;
        while self.clock.now() < end {
            let step = PAUSE.min(end - self.clock.now());
            self.clock.forward(0, step.as_millis().try_into().unwrap());
            rocket::execute(self.keys.refresh());
        }
    }

    /// Sends these tokens again and again, from several clients at once. All answers to a token have to
    /// be the same: its status and its reason.
    fn load<const N: usize>(&self, tokens: [&str; N]) -> [(u16, String); N] {
        let answers = |token: &str| -> BTreeSet<(u16, String)> {
            let answers = (0..10).map(|_| {
                let answer = self.get(token);
                let reason = answer.json()["reason"].as_str().unwrap_or_default().into();
                (answer.status, reason)
            });
            answers.collect()
        };
        let clients = thread::scope(|scope| {
            let clients: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| tokens.map(answers)))
                .collect();
            let clients = clients.into_iter().map(|client| client.join().unwrap());
            clients.collect::<Vec<_>>()
        });
        std::array::from_fn(|token| {
            let all = clients.iter().flat_map(|client| client[token].clone());
            let all: BTreeSet<_> = all.collect();
            assert_eq!(all.len(), 1, "{all:?}");
            all.first().unwrap().clone()
        })
    }
}

impl Drop for Notes {
    fn drop(&mut self) {
        self.stop.clone().notify();
        if let Some(server) = self.server.take() {
            let _ = server.join();
        }
    }
}

fn accepted() -> (u16, String) {
    (200, String::new())
}

fn refused(status: u16, reason: &str) -> (u16, String) {
    (status, reason.into())
}

/// A token for the service.
fn sign_in(issuer: &App) -> String {
    let credentials =
        json!({"email": EMAIL, "password": PASSWORD, "audience": "jwt-sandbox-notes"});
    let answer = issuer.post("/login", &credentials);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// What a client has seen: which keys signed its tokens, and each refusal of a token that was valid.
#[derive(Default)]
struct Seen {
    kids: BTreeSet<String>,
    refusals: Vec<String>,
}

/// Signs in, and uses each token until it expires, as the clock of the test has it.
fn client(issuer: &App, notes: &Notes, stop: &AtomicBool, round: &SyncSender<()>) -> Seen {
    let mut seen = Seen::default();
    let mut tokens: Vec<(Instant, String)> = Vec::new();
    let is_valid = |signed: Instant| notes.clock.now() < signed + LIFETIME;
    while !stop.load(Ordering::Relaxed) {
        let signed = notes.clock.now();
        tokens.push((signed, sign_in(issuer)));
        tokens.retain(|(signed, _)| is_valid(*signed));
        // The oldest, whose key may have retired, and the newest, whose key may be new.
        for (signed, token) in tokens.first().into_iter().chain(tokens.last()) {
            seen.kids.insert(kid_of(token));
            let answer = notes.get(token);
            if answer.status != 200 && is_valid(*signed) {
                seen.refusals.push(answer.text);
            }
        }
        // Nobody may be waiting for it.
        let _ = round.try_send(());
    }
    seen
}

/// Ends the clients, even if the test fails: otherwise, it would wait for them.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Waits until each client has used its tokens since now: the first round may have started before.
fn rounds(clients: &[Receiver<()>]) {
    for client in clients {
        while client.try_recv().is_ok() {}
        client.recv().unwrap();
        client.recv().unwrap();
    }
}

#[test]
fn in_the_right_order_notes_refuses_no_request() {
    let folder = folder();
    let issuer = issuer(&folder, EMAIL, &[]);
    let notes = Notes::start(&issuer);
    let seconds = |kid: &str| Duration::from_secs(wait(&issuer, kid));
    let first = in_state(&issuer, "active");
    let old = sign_in(&issuer);
    let stop = AtomicBool::new(false);
    let (next, all) = thread::scope(|scope| {
        let guard = Stop(&stop);
        let (clients, round): (Vec<_>, Vec<_>) = (0..3)
            .map(|_| {
                let (sender, round) = mpsc::sync_channel(1);
                let (issuer, notes, stop) = (&issuer, &notes, &stop);
                (
                    scope.spawn(move || client(issuer, notes, stop, &sender)),
                    round,
                )
            })
            .unzip();
        rounds(&round);
        let next = add(&issuer);
        rounds(&round);
        notes.pass(seconds(&next));
        rounds(&round);
        assert_eq!(activate(&issuer, &next, EARLY).status, 200);
        rounds(&round);
        notes.pass(seconds(&first));
        rounds(&round);
        assert_eq!(remove(&issuer, &first, EARLY).status, 204);
        rounds(&round);
        notes.pass(Duration::from_secs(300));
        rounds(&round);
        drop(guard);
        let all = clients.into_iter().map(|client| client.join().unwrap());
        (next, all.collect::<Vec<Seen>>())
    });
    for seen in all {
        assert_eq!(seen.refusals, [""; 0]);
        assert_eq!(seen.kids, [first.clone(), next.clone()].into());
    }
    // The control: the old key is really gone.
    assert_eq!(notes.load([&old]), [refused(401, "unknown_key")]);
}

#[test]
fn a_key_that_signs_too_early_is_refused_for_thirty_seconds_and_no_other_is() {
    let folder = folder();
    let issuer = issuer(&folder, EMAIL, &[]);
    let notes = Notes::start(&issuer);
    let old = sign_in(&issuer);
    assert_eq!(notes.load([&old]), [accepted()]);
    let next = add(&issuer);
    assert_eq!(activate(&issuer, &next, EARLY).status, 200);
    let new = sign_in(&issuer);
    let unknown = || [accepted(), refused(401, "unknown_key")];
    assert_eq!(notes.load([&old, &new]), unknown());
    notes.pass(PAUSE - MILLISECOND);
    assert_eq!(notes.load([&old, &new]), unknown());
    notes.pass(MILLISECOND);
    assert_eq!(notes.load([&old, &new]), [accepted(), accepted()]);
}

#[test]
fn a_key_that_goes_too_early_is_believed_for_max_age_and_then_its_tokens_are_refused() {
    let folder = folder();
    let issuer = issuer(&folder, EMAIL, &[]);
    let notes = Notes::start(&issuer);
    let (first, old) = (in_state(&issuer, "active"), sign_in(&issuer));
    let next = add(&issuer);
    let new = {
        assert_eq!(activate(&issuer, &next, EARLY).status, 200);
        sign_in(&issuer)
    };
    assert_eq!(notes.load([&old, &new]), [accepted(), accepted()]);
    assert_eq!(remove(&issuer, &first, EARLY).status, 204);
    notes.pass(Duration::from_secs(300) - MILLISECOND);
    assert_eq!(notes.load([&old, &new]), [accepted(), accepted()]);
    notes.pass(MILLISECOND);
    let gone = [refused(401, "unknown_key"), accepted()];
    assert_eq!(notes.load([&old, &new]), gone);
}

/// The issuer can't know how often others ask.
#[test]
fn a_max_age_below_the_pause_is_too_short_for_this_service() {
    let folder = folder();
    let issuer = issuer(&folder, EMAIL, &[("KEY_SET_MAX_AGE", "5")]);
    let notes = Notes::start(&issuer);
    let old = sign_in(&issuer);
    assert_eq!(notes.load([&old]), [accepted()]);
    let next = add(&issuer);
    let waits = wait(&issuer, &next);
    notes.pass(Duration::from_secs(waits));
    assert_eq!(activate(&issuer, &next, EARLY).status, 200);
    let new = sign_in(&issuer);
    let unavailable = refused(503, "keys_unavailable");
    assert_eq!(notes.load([&old, &new]), [accepted(), unavailable]);
    notes.pass(PAUSE - Duration::from_secs(waits));
    assert_eq!(notes.load([&old, &new]), [accepted(), accepted()]);
}
