//! Everything that starts, continues and ends a sign-in, in random order, against a model of a few lines.

use std::time::Duration;

use proptest::prelude::*;
use rusqlite::Connection;

use super::store::{ADA, BOB, START, Store, access, at};
use crate::refresh_token::RefreshToken;
use crate::revocable_families::{GRACE, LIFETIME, SignIn, Use, end, exchange, start};
use crate::revocations::{deny, end_everywhere, end_sign_in, look_up};

const USERS: [&str; 2] = [ADA, BOB];
const ACCESS_SECONDS: u64 = 300;

/// `which` picks one of the tokens that were ever given out.
#[derive(Clone, Debug)]
enum Step {
    SignIn { user: usize },
    Refresh { which: usize },
    RevokeRefreshToken { which: usize },
    RevokeAccessToken { which: usize },
    SignOut { which: usize },
    SignOutEverywhere { which: usize },
    DeleteUser { user: usize },
    Wait(Duration),
}

fn step() -> impl Strategy<Value = Step> {
    let user = || 0_usize..2;
    let which = || 0_usize..40;
    let recent = || 0_usize..5;
    prop_oneof![
        6 => user().prop_map(|user| Step::SignIn { user }),
        6 => recent().prop_map(|which| Step::Refresh { which }),
        2 => which().prop_map(|which| Step::Refresh { which }),
        1 => which().prop_map(|which| Step::RevokeRefreshToken { which }),
        2 => which().prop_map(|which| Step::RevokeAccessToken { which }),
        1 => which().prop_map(|which| Step::SignOut { which }),
        1 => which().prop_map(|which| Step::SignOutEverywhere { which }),
        1 => (0_usize..40).prop_map(|user| Step::DeleteUser { user }),
        3 => (0_u64..15_000).prop_map(|ms| Step::Wait(Duration::from_millis(ms))),
        2 => (0_u64..400).prop_map(|seconds| Step::Wait(Duration::from_secs(seconds))),
        1 => (1_u64..20).prop_map(|days| Step::Wait(Duration::from_secs(days * 86_400))),
    ]
}

struct Family {
    sign_in: SignIn,
    user: usize,
    expires_at: u64,
    /// Oldest first.
    tokens: Vec<RefreshToken>,
    /// When the last but one was used.
    used_at: u64,
    ended: bool,
}

struct Access {
    family: usize,
    jti: String,
    /// In seconds after the start.
    exp: u64,
    revoked: bool,
}

/// What should happen. It knows nothing of a counter or of a list: a token is accepted unless something
/// ended it.
#[derive(Default)]
struct Model {
    deleted: [bool; 2],
    families: Vec<Family>,
    access: Vec<Access>,
    /// In milliseconds after the start.
    now: u64,
}

impl Model {
    fn accepts(&self, token: &Access) -> bool {
        let family = &self.families[token.family];
        !self.deleted[family.user] && !family.ended && !token.revoked && self.now < token.exp * 1000
    }

    /// Whether this refresh token would get the next one.
    fn continues(&self, (family, place): (usize, usize)) -> bool {
        let family = &self.families[family];
        let newest = family.tokens.len() - 1;
        let in_grace = self.now - family.used_at <= GRACE.as_secs() * 1000;
        !self.deleted[family.user]
            && !family.ended
            && self.now < family.expires_at
            && (place == newest || place + 1 == newest && in_grace)
    }

    /// All refresh tokens by family and place, the newest families first.
    fn refresh_tokens(&self) -> Vec<(usize, usize)> {
        let families = self.families.iter().enumerate().rev();
        families
            .flat_map(|(index, family)| (0..family.tokens.len()).rev().map(move |at| (index, at)))
            .collect()
    }

    fn pick(&self, which: usize) -> Option<(usize, usize)> {
        self.refresh_tokens().into_iter().cycle().nth(which)
    }

    fn pick_access(&self, which: usize) -> Option<usize> {
        (0..self.access.len()).rev().cycle().nth(which)
    }

    fn give_access(&mut self, family: usize) {
        let jti = self.access.len().to_string();
        let exp = self.now / 1000 + ACCESS_SECONDS;
        self.access.push(Access {
            family,
            jti,
            exp,
            revoked: false,
        });
    }
}

/// Carries a step out, in the database and in the model.
fn carry_out(step: Step, db: &mut Connection, model: &mut Model) -> Result<(), TestCaseError> {
    match step {
        Step::Wait(duration) => model.now += u64::try_from(duration.as_millis()).unwrap(),
        Step::SignIn { user } => {
            let started = start(db, USERS[user], "students", at(model.now)).unwrap();
            prop_assert_eq!(started.is_none(), model.deleted[user]);
            if let Some((token, sign_in)) = started {
                model.families.push(Family {
                    sign_in,
                    user,
                    expires_at: model.now + LIFETIME.as_secs() * 1000,
                    tokens: vec![token],
                    used_at: 0,
                    ended: false,
                });
                model.give_access(model.families.len() - 1);
            }
        }
        Step::Refresh { which } => {
            if let Some((index, place)) = model.pick(which) {
                let token = model.families[index].tokens[place].clone();
                let continues = model.continues((index, place));
                let outcome = exchange(db, &token, at(model.now)).unwrap();
                prop_assert_eq!(matches!(outcome, Use::Next(..)), continues);
                let family = &mut model.families[index];
                match outcome {
                    Use::Next(next, sign_in) => {
                        prop_assert_eq!(&sign_in, &family.sign_in);
                        if place + 1 == family.tokens.len() {
                            family.tokens.push(next);
                            family.used_at = model.now;
                        }
                        model.give_access(index);
                    }
                    Use::Reused => family.ended = true,
                    _ => (),
                }
            }
        }
        Step::RevokeRefreshToken { which } => {
            if let Some((index, place)) = model.pick(which) {
                let family = &mut model.families[index];
                end(db, &family.tokens[place]).unwrap();
                family.ended = true;
            }
        }
        Step::RevokeAccessToken { which } => {
            if let Some(index) = model.pick_access(which) {
                let token = &mut model.access[index];
                // The route verifies it before, so one that has expired isn't revoked.
                if model.now < token.exp * 1000 {
                    let exp = START + token.exp.cast_signed();
                    deny(db, &token.jti, exp, at(model.now)).unwrap();
                    token.revoked = true;
                }
            }
        }
        Step::SignOut { which } => {
            if let Some(index) = model.pick_access(which) {
                let family = &mut model.families[model.access[index].family];
                end_sign_in(db, &family.sign_in.id).unwrap();
                family.ended = true;
            }
        }
        Step::SignOutEverywhere { which } => {
            if let Some(index) = model.pick_access(which) {
                let family = &model.families[model.access[index].family];
                let (user, ended) = (family.user, family.ended);
                // Nobody has a valid token of a sign-in that has expired, and the database forgets it.
                if model.now < family.expires_at {
                    end_everywhere(db, &family.sign_in.id).unwrap();
                    // A sign-in that has ended must not end those that came after it.
                    if !ended {
                        for family in &mut model.families {
                            family.ended |= family.user == user;
                        }
                    }
                }
            }
        }
        // Rarely: without its user, little happens.
        Step::DeleteUser { user } => {
            if let Some(id) = USERS.get(user) {
                db.execute("DELETE FROM users WHERE public_id = ?1", [id])
                    .unwrap();
                model.deleted[user] = true;
            }
        }
    }
    Ok(())
}

/// The server's rule: the token hasn't expired, and the database knows nothing that ended it.
fn accepts(db: &Connection, model: &Model, token: &Access) -> bool {
    let sign_in = &model.families[token.family].sign_in;
    let found = look_up(db, &access(sign_in, &token.jti)).unwrap();
    let alive = found.is_some_and(|found| !found.denied && found.same_epoch && found.signed_in);
    alive && model.now < token.exp * 1000
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn exactly_the_tokens_of_the_model_are_accepted(
        steps in prop::collection::vec(step(), 1..70),
    ) {
        let store = Store::new();
        let mut db = store.connect();
        let mut model = Model::default();
        for step in steps {
            carry_out(step, &mut db, &mut model)?;
            for token in &model.access {
                prop_assert_eq!(accepts(&db, &model, token), model.accepts(token), "{}", token.jti);
            }
        }
        // Using a refresh token changes the database, so each gets a copy.
        for (number, token) in model.refresh_tokens().into_iter().enumerate() {
            let copy = store.0.path().join(number.to_string());
            db.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
            let (family, place) = token;
            let sent = &model.families[family].tokens[place];
            let mut copy = Connection::open(copy).unwrap();
            copy.pragma_update(None, "synchronous", "OFF").unwrap();
            let outcome = exchange(&mut copy, sent, at(model.now)).unwrap();
            prop_assert_eq!(matches!(outcome, Use::Next(..)), model.continues(token));
        }
    }
}
