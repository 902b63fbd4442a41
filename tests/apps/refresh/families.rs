//! What becomes of a refresh token, at chosen moments. Each refusal has a counterpart that passes.

use rusqlite::Connection;

use super::{ADA, Store, ada, at, next, outcome, sign_in};
use crate::families::{self, GRACE, LIFETIME, end, start};
use crate::refresh_token::RefreshToken;

const GRACE_MS: u64 = GRACE.as_secs() * 1000;
const LIFETIME_MS: u64 = LIFETIME.as_secs() * 1000;

#[test]
fn each_token_is_exchanged_for_the_next_one() {
    let mut db = Store::new().connect();
    let mut token = sign_in(&mut db, at(0));
    let mut seen = vec![token.text()];
    for use_number in 1..=50 {
        token = next(&mut db, &token, at(use_number * 60_000));
        assert!(!seen.contains(&token.text()), "two equal tokens");
        seen.push(token.text());
    }
    assert!(seen.iter().all(|text| text.len() == 43), "256 bits");
}

#[test]
fn the_database_has_no_token_in_it() {
    let store = Store::new();
    let mut db = store.connect();
    let first = sign_in(&mut db, at(0));
    let second = next(&mut db, &first, at(1));
    let file: Vec<u8> = std::fs::read_dir(store.0.path())
        .unwrap()
        .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    let holds = |wanted: &[u8]| file.windows(wanted.len()).any(|part| part == wanted);
    assert!(holds(&first.hash()) && holds(&second.hash()), "the hashes");
    for token in [first, second] {
        let bytes = base64::Engine::decode(
            &base64::engine::general_purpose::URL_SAFE_NO_PAD,
            token.text(),
        );
        assert!(!holds(&bytes.unwrap()), "the bytes of a token");
        assert!(!holds(token.text().as_bytes()), "the text of a token");
    }
}

#[test]
fn two_sign_ins_are_two_families() {
    let mut db = Store::new().connect();
    let (phone, laptop) = (sign_in(&mut db, at(0)), sign_in(&mut db, at(0)));
    end(&db, &phone).unwrap();
    assert_eq!(outcome(&mut db, &phone, at(1)), "revoked");
    assert_eq!(outcome(&mut db, &laptop, at(1)), "next");
}

#[test]
fn a_token_that_was_used_ends_its_family_after_the_grace() {
    let mut db = Store::new().connect();
    let first = sign_in(&mut db, at(0));
    let second = next(&mut db, &first, at(1000));
    assert_eq!(outcome(&mut db, &first, at(1001 + GRACE_MS)), "reused");
    assert_eq!(outcome(&mut db, &second, at(1002 + GRACE_MS)), "revoked");
    assert_eq!(outcome(&mut db, &first, at(1003 + GRACE_MS)), "revoked");
}

#[test]
fn within_the_grace_the_parent_gets_the_same_successor() {
    let mut db = Store::new().connect();
    let first = sign_in(&mut db, at(0));
    let second = next(&mut db, &first, at(1000));
    for moment in [1000, 1001, 1000 + GRACE_MS] {
        let again = next(&mut db, &first, at(moment));
        assert_eq!(again.text(), second.text());
    }
    // The grace doesn't start again, and the successor works.
    assert_eq!(outcome(&mut db, &second, at(1001 + GRACE_MS)), "next");
}

#[test]
fn a_clock_that_goes_back_ends_nothing() {
    let mut db = Store::new().connect();
    let first = sign_in(&mut db, at(5 * GRACE_MS));
    let second = next(&mut db, &first, at(5 * GRACE_MS));
    assert_eq!(next(&mut db, &first, at(0)).text(), second.text());
}

#[test]
fn the_grace_is_for_the_direct_parent_only() {
    let mut db = Store::new().connect();
    let first = sign_in(&mut db, at(0));
    let second = next(&mut db, &first, at(1));
    let third = next(&mut db, &second, at(2));
    assert_eq!(next(&mut db, &second, at(3)).text(), third.text());
    assert_eq!(outcome(&mut db, &first, at(4)), "reused");
    assert_eq!(outcome(&mut db, &third, at(5)), "revoked");
}

#[test]
fn a_sign_out_beats_the_grace() {
    let mut db = Store::new().connect();
    let first = sign_in(&mut db, at(0));
    let second = next(&mut db, &first, at(1));
    assert_eq!(next(&mut db, &first, at(2)).text(), second.text());
    end(&db, &second).unwrap();
    assert_eq!(outcome(&mut db, &first, at(3)), "revoked");
    assert_eq!(outcome(&mut db, &second, at(3)), "revoked");
}

#[test]
fn any_token_of_a_family_ends_it() {
    let mut db = Store::new().connect();
    let first = sign_in(&mut db, at(0));
    let second = next(&mut db, &first, at(1));
    end(&db, &first).unwrap();
    assert_eq!(outcome(&mut db, &second, at(2)), "revoked");
}

#[test]
fn a_family_ends_thirty_days_after_the_sign_in_however_often_it_is_used() {
    let mut db = Store::new().connect();
    let first = sign_in(&mut db, at(0));
    let second = next(&mut db, &first, at(LIFETIME_MS - 2));
    let third = next(&mut db, &second, at(LIFETIME_MS - 1));
    assert_eq!(outcome(&mut db, &third, at(LIFETIME_MS)), "expired");
    // Not even by the grace.
    assert_eq!(outcome(&mut db, &second, at(LIFETIME_MS)), "expired");
}

#[test]
fn a_token_of_nobody_is_unknown() {
    let mut db = Store::new().connect();
    let ours = sign_in(&mut db, at(0));
    let strange = RefreshToken::random().unwrap();
    assert_eq!(outcome(&mut db, &strange, at(1)), "unknown");
    end(&db, &strange).unwrap();
    assert_eq!(outcome(&mut db, &ours, at(1)), "next");
}

#[test]
fn a_deleted_user_has_no_family() {
    let mut db = Store::new().connect();
    let token = sign_in(&mut db, at(0));
    db.execute("DELETE FROM users WHERE public_id = ?1", [ADA])
        .unwrap();
    assert_eq!(outcome(&mut db, &token, at(1)), "unknown");
    assert!(start(&mut db, &ada(), at(2)).unwrap().is_none());
    assert_eq!(rows(&db, "families"), 0);
    assert_eq!(rows(&db, "refresh_tokens"), 0);
}

#[test]
fn a_family_is_forgotten_a_week_after_its_end() {
    let week = 7 * 24 * 60 * 60 * 1000;
    let mut db = Store::new().connect();
    let old = sign_in(&mut db, at(0));
    sign_in(&mut db, at(LIFETIME_MS + week));
    assert_eq!(outcome(&mut db, &old, at(LIFETIME_MS + week)), "expired");
    sign_in(&mut db, at(LIFETIME_MS + week + 1));
    assert_eq!(
        outcome(&mut db, &old, at(LIFETIME_MS + week + 1)),
        "unknown"
    );
    assert_eq!(rows(&db, "families"), 2);
}

#[test]
fn only_the_text_of_a_token_is_a_token() {
    let token = RefreshToken::random().unwrap();
    let text = token.text();
    assert!(RefreshToken::parse(&text) == Some(token), "the control");
    let others = [
        String::new(),
        text[1..].to_owned(),
        format!("{text}A"),
        format!("{text}="),
        format!(" {text}"),
        text.replace(|_: char| true, "+"),
        // Its last character holds bits that no token has.
        format!("{}_", &text[..42]),
    ];
    for other in others {
        assert!(RefreshToken::parse(&other).is_none(), "{other:?}");
    }
}

#[test]
fn the_sign_in_of_a_token_is_found_even_after_its_end() {
    let mut db = Store::new().connect();
    let (mine, other) = (ada(), ada());
    let first = start(&mut db, &mine, at(0)).unwrap().unwrap();
    let second = next(&mut db, &first, at(1));
    let elsewhere = start(&mut db, &other, at(0)).unwrap().unwrap();
    end(&db, &first).unwrap();
    for token in [&first, &second] {
        assert_eq!(families::sign_in(&db, token).unwrap(), Some(mine.clone()));
    }
    assert_eq!(families::sign_in(&db, &elsewhere).unwrap(), Some(other));
    let strange = RefreshToken::random().unwrap();
    assert_eq!(families::sign_in(&db, &strange).unwrap(), None);
}

fn rows(db: &Connection, table: &str) -> i64 {
    db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
        row.get(0)
    })
    .unwrap()
}
