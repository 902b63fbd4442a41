//! The denylist, the counter and the families, at chosen moments and without a server.

use std::time::{Duration, SystemTime};

use rusqlite::Connection;
use tempfile::TempDir;

use crate::refresh_token::RefreshToken;
use crate::revocable_families::{SignIn, Use, exchange, start};
use crate::revocation_schema::prepare;
use crate::revocations::{Presented, deny, end_everywhere, end_sign_in, look_up};

pub const ADA: &str = "0b7c7d5e-6f0c-4b5e-9a55-3f1f6f0c9b11";
pub const BOB: &str = "5f0c9a1e-1d3b-4a7a-8c64-0e2d6a4b7c22";

/// The second that all times here are counted from.
pub const START: i64 = 1_800_000_000;

pub fn at(milliseconds: u64) -> SystemTime {
    let start = Duration::from_secs(START.unsigned_abs());
    SystemTime::UNIX_EPOCH + start + Duration::from_millis(milliseconds)
}

/// A database with two users, in a file, so that several connections can use it.
pub struct Store(pub TempDir);

impl Store {
    pub fn new() -> Self {
        let store = Self(proofs::server::folder());
        let db = store.connect();
        for (id, name) in [(ADA, "Ada"), (BOB, "Bob")] {
            db.execute(
                "INSERT INTO users (public_id, name, email, email_key) VALUES (?1, ?2, ?2, ?2)",
                [id, name],
            )
            .unwrap();
        }
        store
    }

    pub fn connect(&self) -> Connection {
        let mut connection = Connection::open(self.0.path().join("test.sqlite3")).unwrap();
        connection.busy_timeout(Duration::from_secs(60)).unwrap();
        prepare(&mut connection).unwrap();
        // The tests are about what is stored, not about a power failure.
        connection
            .pragma_update(None, "synchronous", "OFF")
            .unwrap();
        connection
    }
}

pub fn sign_in(db: &mut Connection, user: &str, now: SystemTime) -> (RefreshToken, SignIn) {
    start(db, user, "jwt-sandbox-students", now)
        .unwrap()
        .unwrap()
}

/// An access token of a sign-in, as far as the database is concerned.
pub fn access(sign_in: &SignIn, jti: &str) -> Presented {
    Presented {
        jti: jti.into(),
        sid: sign_in.id.clone(),
        sub: sign_in.user.clone(),
        session_epoch: sign_in.session_epoch,
    }
}

/// What has ended a token, in a word for each.
pub fn ended(db: &Connection, token: &Presented) -> Vec<&'static str> {
    let Some(found) = look_up(db, token).unwrap() else {
        return vec!["deleted"];
    };
    [
        (found.denied, "denied"),
        (!found.same_epoch, "everywhere"),
        (!found.signed_in, "signed out"),
    ]
    .into_iter()
    .filter_map(|(is, word)| is.then_some(word))
    .collect()
}

fn outcome(db: &mut Connection, token: &RefreshToken, now: SystemTime) -> &'static str {
    match exchange(db, token, now).unwrap() {
        Use::Next(..) => "next",
        Use::Revoked => "revoked",
        _ => "other",
    }
}

fn denied(db: &Connection) -> Vec<String> {
    let mut query = db.prepare("SELECT jti FROM denylist ORDER BY jti").unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_token_is_on_the_denylist_until_its_exp_and_no_longer() {
    let mut db = Store::new().connect();
    let (_, sign_in) = sign_in(&mut db, ADA, at(0));
    let [first, second, third] = ["1", "2", "3"].map(|jti| access(&sign_in, jti));
    deny(&mut db, "1", START + 300, at(0)).unwrap();
    assert_eq!(ended(&db, &first), ["denied"]);
    assert_eq!(ended(&db, &second), [""; 0]);
    // The last moment at which the first one would be accepted: its exp is the next second.
    deny(&mut db, "2", START + 600, at(299_999)).unwrap();
    assert_eq!(denied(&db), ["1", "2"]);
    assert_eq!(ended(&db, &first), ["denied"]);
    deny(&mut db, "3", START + 900, at(300_000)).unwrap();
    assert_eq!(denied(&db), ["2", "3"]);
    assert_eq!(ended(&db, &second), ["denied"]);
    assert_eq!(ended(&db, &third), ["denied"]);
    deny(&mut db, "4", START + 5_000, at(4_000_000)).unwrap();
    assert_eq!(denied(&db), ["4"]);
}

#[test]
fn a_token_that_is_revoked_twice_is_one_entry() {
    let mut db = Store::new().connect();
    for now in [0, 1] {
        deny(&mut db, "1", START + 300, at(now)).unwrap();
        assert_eq!(denied(&db), ["1"]);
    }
    // A jti has one exp. If there were another one, the entry would stay as it is.
    deny(&mut db, "1", START + 10, at(2)).unwrap();
    deny(&mut db, "2", START + 300, at(20_000)).unwrap();
    assert_eq!(denied(&db), ["1", "2"]);
}

#[test]
fn a_token_whose_time_is_over_is_not_kept() {
    let mut db = Store::new().connect();
    deny(&mut db, "1", START, at(0)).unwrap();
    assert_eq!(denied(&db), [""; 0]);
    deny(&mut db, "2", START + 1, at(0)).unwrap();
    assert_eq!(denied(&db), ["2"]);
}

#[test]
fn the_denylist_compares_every_byte() {
    let mut db = Store::new().connect();
    let (_, sign_in) = sign_in(&mut db, ADA, at(0));
    deny(&mut db, "abc", i64::MAX, at(0)).unwrap();
    for other in ["ABC", "abc ", "ab", "abc\0", ""] {
        assert_eq!(ended(&db, &access(&sign_in, other)), [""; 0], "{other:?}");
    }
    assert_eq!(ended(&db, &access(&sign_in, "abc")), ["denied"]);
}

#[test]
fn a_sign_in_in_the_same_millisecond_as_a_sign_out_everywhere_is_valid() {
    let mut db = Store::new().connect();
    let (old_refresh, old) = sign_in(&mut db, ADA, at(7));
    end_everywhere(&mut db, &old.id).unwrap();
    let (new_refresh, new) = sign_in(&mut db, ADA, at(7));
    assert_eq!((old.session_epoch, new.session_epoch), (0, 1));
    assert_eq!(ended(&db, &access(&old, "1")), ["everywhere", "signed out"]);
    assert_eq!(ended(&db, &access(&new, "2")), [""; 0]);
    assert_eq!(outcome(&mut db, &old_refresh, at(7)), "revoked");
    assert_eq!(outcome(&mut db, &new_refresh, at(7)), "next");
}

/// Either of the two would be enough today. A service that keeps no families has only the counter.
#[test]
fn the_counter_and_the_families_each_end_a_token() {
    let mut db = Store::new().connect();
    let (_, sign_in) = sign_in(&mut db, ADA, at(0));
    let token = access(&sign_in, "1");
    assert_eq!(ended(&db, &token), [""; 0]);
    let other_epoch = Presented {
        session_epoch: 1,
        ..access(&sign_in, "1")
    };
    assert_eq!(ended(&db, &other_epoch), ["everywhere"]);
    end_sign_in(&db, &sign_in.id).unwrap();
    assert_eq!(ended(&db, &token), ["signed out"]);
}

#[test]
fn a_sign_in_that_has_ended_does_not_end_later_ones() {
    let mut db = Store::new().connect();
    let (_, old) = sign_in(&mut db, ADA, at(0));
    end_everywhere(&mut db, &old.id).unwrap();
    let (_, new) = sign_in(&mut db, ADA, at(1));
    for id in [&old.id, "nobody's", ""] {
        end_everywhere(&mut db, id).unwrap();
        assert_eq!(ended(&db, &access(&new, "1")), [""; 0], "{id}");
    }
    let (_, newest) = sign_in(&mut db, ADA, at(2));
    assert_eq!(newest.session_epoch, 1);
    end_everywhere(&mut db, &new.id).unwrap();
    assert_eq!(
        ended(&db, &access(&newest, "2")),
        ["everywhere", "signed out"]
    );
}

#[test]
fn a_sign_out_everywhere_is_for_one_user() {
    let mut db = Store::new().connect();
    let (_, ada) = sign_in(&mut db, ADA, at(0));
    let (refresh, bob) = sign_in(&mut db, BOB, at(0));
    end_everywhere(&mut db, &ada.id).unwrap();
    assert_eq!(ended(&db, &access(&bob, "1")), [""; 0]);
    assert_eq!(outcome(&mut db, &refresh, at(1)), "next");
}

#[test]
fn a_sign_in_of_somebody_else_or_of_nobody_is_none() {
    let mut db = Store::new().connect();
    let (_, ada) = sign_in(&mut db, ADA, at(0));
    let (_, bob) = sign_in(&mut db, BOB, at(0));
    for sid in [&bob.id, "", "nobody's"] {
        let token = Presented {
            sid: sid.into(),
            ..access(&ada, "1")
        };
        assert_eq!(ended(&db, &token), ["signed out"]);
    }
    assert_eq!(ended(&db, &access(&ada, "1")), [""; 0]);
}

#[test]
fn nobody_can_sign_in_without_an_account() {
    let mut db = Store::new().connect();
    let none = start(&mut db, "nobody", "jwt-sandbox-students", at(0)).unwrap();
    assert!(none.is_none());
    let families: i64 = db
        .query_row("SELECT count(*) FROM families", [], |row| row.get(0))
        .unwrap();
    assert_eq!(families, 0);
}

#[test]
fn the_one_query_brings_the_user_along() {
    let mut db = Store::new().connect();
    let (_, sign_in) = sign_in(&mut db, BOB, at(0));
    let found = look_up(&db, &access(&sign_in, "1")).unwrap().unwrap();
    assert_eq!((&*found.name, &*found.email), ("Bob", "Bob"));
    let nobody = Presented {
        sub: "nobody".into(),
        ..access(&sign_in, "1")
    };
    assert_eq!(ended(&db, &nobody), ["deleted"]);
}
