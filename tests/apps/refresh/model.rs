//! Refresh tokens under random uses, against a model of a few lines, and with many clients at once.

use std::collections::HashMap;
use std::sync::Barrier;
use std::thread;

use proptest::prelude::*;
use rusqlite::Connection;

use super::{Store, at, exchange, name, next, outcome, sign_in};
use crate::families::{GRACE, Use, end};
use crate::refresh_token::RefreshToken;

/// What a client or a thief may do. `which` picks one of the tokens that were ever given out.
#[derive(Clone, Debug)]
enum Step {
    SignIn,
    Exchange { which: usize },
    SignOut { which: usize },
    Wait { milliseconds: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::SignIn),
        // Mostly recent tokens: an old one ends the family, and then little happens.
        8 => (0_usize..4).prop_map(|which| Step::Exchange { which }),
        2 => (0_usize..40).prop_map(|which| Step::Exchange { which }),
        1 => (0_usize..40).prop_map(|which| Step::SignOut { which }),
        4 => (0_u64..15_000).prop_map(|milliseconds| Step::Wait { milliseconds }),
    ]
}

/// A family in the model: its tokens, oldest first, the time when its last but one was used, and
/// whether it has ended.
struct Family {
    tokens: Vec<String>,
    used_at: u64,
    revoked: bool,
}

#[derive(Default)]
struct Model {
    families: Vec<Family>,
    /// Where each token is: its family, and its place in it.
    places: HashMap<String, (usize, usize)>,
    /// In the order in which they were given out.
    given: Vec<RefreshToken>,
    now: u64,
}

impl Model {
    fn pick(&self, which: usize) -> Option<RefreshToken> {
        let newest_first = self.given.iter().rev();
        newest_first.cycle().nth(which).cloned()
    }

    fn start(&mut self, token: RefreshToken) {
        self.places.insert(token.text(), (self.families.len(), 0));
        self.families.push(Family {
            tokens: vec![token.text()],
            used_at: 0,
            revoked: false,
        });
        self.given.push(token);
    }

    /// What must become of a token; for `next`, the successor if it was given out before.
    fn expect(&self, token: &RefreshToken) -> (&'static str, Option<String>) {
        let (family, place) = self.places[&token.text()];
        let family = &self.families[family];
        let newest = family.tokens.len() - 1;
        let in_grace = self.now - family.used_at <= GRACE.as_secs() * 1000;
        if family.revoked {
            ("revoked", None)
        } else if place == newest {
            ("next", None)
        } else if place + 1 == newest && in_grace {
            ("next", family.tokens.last().cloned())
        } else {
            ("reused", None)
        }
    }

    fn apply(&mut self, token: &RefreshToken, outcome: Use) {
        let (index, place) = self.places[&token.text()];
        let family = &mut self.families[index];
        match outcome {
            Use::Next(successor, _) if place + 1 == family.tokens.len() => {
                self.places.insert(successor.text(), (index, place + 1));
                family.tokens.push(successor.text());
                family.used_at = self.now;
                self.given.push(successor);
            }
            Use::Reused => family.revoked = true,
            _ => (),
        }
    }
}

/// The tokens of a family that isn't revoked and that weren't used yet.
fn most_live_tokens_of_a_family(db: &Connection) -> i64 {
    db.query_row(
        "SELECT coalesce(max(live), 0) FROM (
             SELECT count(*) AS live
             FROM refresh_tokens JOIN families ON families.id = family_id
             WHERE used_at IS NULL AND NOT revoked GROUP BY family_id)",
        [],
        |row| row.get(0),
    )
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_family_has_at_most_one_live_token(steps in prop::collection::vec(step(), 1..60)) {
        let store = Store::new();
        let mut db = store.connect();
        let mut model = Model::default();
        model.start(sign_in(&mut db, at(0)));
        for step in steps {
            match step {
                Step::SignIn => model.start(sign_in(&mut db, at(model.now))),
                Step::Wait { milliseconds } => model.now += milliseconds,
                Step::SignOut { which } => if let Some(token) = model.pick(which) {
                    end(&db, &token).unwrap();
                    let (family, _) = model.places[&token.text()];
                    model.families[family].revoked = true;
                },
                Step::Exchange { which } => if let Some(token) = model.pick(which) {
                    let (expected, same) = model.expect(&token);
                    let outcome = exchange(&mut db, &token, at(model.now)).unwrap();
                    prop_assert_eq!(name(&outcome), expected);
                    if let (Use::Next(successor, _), Some(same)) = (&outcome, same) {
                        prop_assert_eq!(successor.text(), same);
                    }
                    model.apply(&token, outcome);
                },
            }
            prop_assert!(most_live_tokens_of_a_family(&db) <= 1);
        }
    }
}

#[test]
fn of_many_clients_with_one_token_all_get_the_same_successor() {
    for clients in [2, 20] {
        let store = Store::new();
        let token = sign_in(&mut store.connect(), at(0));
        let start = Barrier::new(clients);
        let successors: Vec<String> = thread::scope(|scope| {
            let threads: Vec<_> = (0..clients)
                .map(|_| {
                    scope.spawn(|| {
                        let mut db = store.connect();
                        start.wait();
                        next(&mut db, &token, at(1)).text()
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(successors.iter().all(|text| *text == successors[0]));
        let mut db = store.connect();
        assert_eq!(most_live_tokens_of_a_family(&db), 1);
        let successor = RefreshToken::parse(&successors[0]).unwrap();
        assert_eq!(outcome(&mut db, &successor, at(2)), "next");
    }
}

#[test]
fn of_many_clients_with_a_stale_token_one_ends_the_family() {
    let store = Store::new();
    let mut db = store.connect();
    let first = sign_in(&mut db, at(0));
    let second = next(&mut db, &first, at(1));
    let third = next(&mut db, &second, at(2));
    let start = Barrier::new(20);
    let mut outcomes: Vec<&str> = thread::scope(|scope| {
        let threads: Vec<_> = (0..20)
            .map(|_| {
                scope.spawn(|| {
                    let mut db = store.connect();
                    start.wait();
                    outcome(&mut db, &first, at(3))
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    outcomes.sort_unstable();
    assert_eq!(outcomes[0], "reused");
    assert!(outcomes[1..].iter().all(|outcome| *outcome == "revoked"));
    assert_eq!(outcome(&mut db, &third, at(4)), "revoked");
}
