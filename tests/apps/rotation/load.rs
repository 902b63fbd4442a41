//! A rotation under load, as the issuer and another service see it.
//!
//! The other service is made of what lesson 20 is made of: it verifies with a key set that it keeps for
//! as long as the set's `max-age` allows, and asks for nothing else in between.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant, SystemTime};

use jsonwebtoken::DecodingKey;

use proofs::app::{App, PASSWORD};
use proofs::forge::now;
use proofs::server::folder;

use super::{EARLY, SHORT, activate, add, in_state, issuer, kid_of, published, remove};
use crate::access_token::{AccessToken, AccessTokenError, Expected};
use crate::issuer::{EMAIL, OURS, part};

/// A service that caches the key set.
struct Service {
    keys: BTreeMap<String, DecodingKey>,
    until: Instant,
}

impl Service {
    fn new(app: &App) -> Self {
        let mut service = Self {
            keys: BTreeMap::new(),
            until: Instant::now(),
        };
        service.fetch(app);
        service
    }

    fn fetch(&mut self, app: &App) {
        let asked = Instant::now();
        let answer = app.ask("GET", "/.well-known/jwks.json", None, "");
        let control = answer.header("Cache-Control").unwrap();
        let max_age = control.strip_prefix("public, max-age=").unwrap();
        self.until = asked + Duration::from_secs(max_age.parse().unwrap());
        let set = answer.json();
        let keys = set["keys"].as_array().unwrap().iter().map(|key| {
            let text = |name: &str| key[name].as_str().unwrap();
            let decoding = DecodingKey::from_ec_components(text("x"), text("y")).unwrap();
            (text("kid").to_owned(), decoding)
        });
        self.keys = keys.collect();
    }

    fn verify(&mut self, app: &App, token: &str) -> Result<(), AccessTokenError> {
        if Instant::now() >= self.until {
            self.fetch(app);
        }
        let token = AccessToken::read(token)?;
        let key = self.keys.get(token.kid()).ok_or(token.unknown_key())?;
        let expected = Expected {
            issuer: "jwt-sandbox".into(),
            audience: OURS.into(),
        };
        token.verify(key, &expected, SystemTime::now()).map(|_| ())
    }
}

/// Whether a token has expired. One that has may be refused.
fn has_expired(token: &str) -> bool {
    part(token, 1)["exp"].as_u64().unwrap() <= now()
}

/// What a client has seen: how many requests, and each refusal.
#[derive(Default)]
struct Seen {
    requests: usize,
    refusals: Vec<String>,
}

/// Signs in, and uses each token at the issuer and at the other service until it expires. A refusal
/// counts if the token is still valid after it, so that a slow machine doesn't matter.
fn client(app: &App, stop: &AtomicBool) -> Seen {
    let mut service = Service::new(app);
    let mut seen = Seen::default();
    let mut tokens = vec![app.token(EMAIL, PASSWORD)];
    while !stop.load(Ordering::Relaxed) {
        tokens.retain(|token| !has_expired(token));
        tokens.push(app.token(EMAIL, PASSWORD));
        // The oldest, whose key may have retired, and the newest, whose key may be new.
        for token in [&tokens[0], &tokens[tokens.len() - 1]] {
            let answer = app.get("/protected", token);
            let verdict = service.verify(app, token);
            seen.requests += 2;
            if has_expired(token) {
                continue;
            }
            if answer.status != 200 {
                seen.refusals.push(format!("issuer: {}", answer.text));
            }
            if let Err(error) = verdict {
                seen.refusals.push(format!("service: {error:?}"));
            }
        }
    }
    seen
}

/// Asks for a step until it is no longer too early.
fn when_it_is_time(step: impl Fn() -> proofs::client::Response) {
    loop {
        let answer = step();
        if answer.status != 409 {
            assert!([200, 204].contains(&answer.status), "{}", answer.text);
            return;
        }
        assert_eq!(answer.json()["reason"], "too_early");
        thread::yield_now();
    }
}

#[test]
fn in_the_right_order_no_request_is_refused() {
    let folder = folder();
    let settings = [("KEY_SET_MAX_AGE", "1"), ("JWT_TTL_SECONDS", "3")];
    let app = issuer(&folder, &settings);
    let stop = AtomicBool::new(false);
    let all: Vec<Seen> = thread::scope(|scope| {
        let clients: Vec<ScopedJoinHandle<'_, Seen>> = (0..3)
            .map(|_| scope.spawn(|| client(&app, &stop)))
            .collect();
        for _ in 0..2 {
            let old = in_state(&app, "active");
            let next = add(&app);
            when_it_is_time(|| activate(&app, &next, ""));
            assert_eq!(kid_of(&app.token(EMAIL, PASSWORD)), next);
            when_it_is_time(|| remove(&app, &old, ""));
            assert_eq!(published(&app), [next].into());
        }
        stop.store(true, Ordering::Relaxed);
        clients.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for seen in all {
        assert_eq!(seen.refusals, [""; 0]);
        assert!(
            seen.requests > 0,
            "the control: the client has sent something"
        );
    }
}

#[test]
fn a_key_that_signs_too_early_is_unknown_to_a_service() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    let mut service = Service::new(&app);
    let old = app.token(EMAIL, PASSWORD);
    let next = add(&app);
    assert_eq!(activate(&app, &next, EARLY).status, 200);
    let new = app.token(EMAIL, PASSWORD);
    let unknown = AccessTokenError::UnknownKey(next);
    assert_eq!(service.verify(&app, &new), Err(unknown));
    assert_eq!(service.verify(&app, &old), Ok(()), "the control");
    service.fetch(&app);
    assert_eq!(service.verify(&app, &new), Ok(()), "the second control");
}

#[test]
fn a_key_that_goes_too_early_takes_its_tokens_along() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    let mut service = Service::new(&app);
    let (old, first) = (app.token(EMAIL, PASSWORD), in_state(&app, "active"));
    let next = add(&app);
    assert_eq!(activate(&app, &next, EARLY).status, 200);
    assert_eq!(app.get("/me", &old).status, 200, "the control");
    assert_eq!(remove(&app, &first, EARLY).status, 204);
    let detail = format!("The token's kid is {first:?}, and the issuer has no key of that name.");
    app.get("/me", &old).refuses(401, "unknown_key", &detail);
    // The service still has the key, until its set is too old.
    assert_eq!(service.verify(&app, &old), Ok(()));
    service.fetch(&app);
    let unknown = AccessTokenError::UnknownKey(first);
    assert_eq!(service.verify(&app, &old), Err(unknown));
}

/// A removed key ends when it must: once the key can be removed, each of its tokens has expired.
#[test]
fn a_key_can_be_removed_when_its_last_token_has_expired() {
    let folder = folder();
    let app = issuer(&folder, &SHORT);
    let first = in_state(&app, "active");
    let next = add(&app);
    // Signs until the very moment of the step.
    let last = Cell::new(String::new());
    when_it_is_time(|| {
        last.set(app.token(EMAIL, PASSWORD));
        activate(&app, &next, "")
    });
    let last = last.into_inner();
    assert_eq!(kid_of(&last), first);
    when_it_is_time(|| remove(&app, &first, ""));
    let exp = part(&last, 1)["exp"].as_u64().unwrap();
    assert!(
        now() >= exp,
        "the key went {} s before its token",
        exp - now()
    );
    assert_eq!(app.get("/me", &last).json()["reason"], "unknown_key");
}
