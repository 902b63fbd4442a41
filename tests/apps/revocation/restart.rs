//! What a kill, a file of lesson 22 and a database that can't answer do to it.

use std::fs;

use proofs::app::{App, PASSWORD};
use proofs::client::form;
use proofs::forge::claims;
use proofs::server::folder;
use rusqlite::{Connection, TransactionBehavior};
use tempfile::TempDir;

use super::*;
use crate::accounts::rows;

const UNAVAILABLE: &str =
    "The database isn't available at the moment. Your data may not have been saved.";

fn kill_and_start(app: App, folder: &TempDir) -> App {
    app.kill();
    drop(app);
    App::start(NAME, folder)
}

#[test]
fn each_end_that_was_answered_survives_a_kill() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let everywhere = sign_in(&app);
    logout_everywhere(&app, &everywhere.access);
    let app = kill_and_start(app, &folder);

    let (revoked, ended, signed_out, open) =
        (sign_in(&app), sign_in(&app), sign_in(&app), sign_in(&app));
    revoke(&app, &revoked.access);
    let app = kill_and_start(app, &folder);
    revoke(&app, &ended.refresh);
    let app = kill_and_start(app, &folder);
    logout(&app, &signed_out.access);
    let app = kill_and_start(app, &folder);

    dead(
        &app,
        &everywhere.access,
        "signed_out_everywhere",
        SIGNED_OUT_EVERYWHERE,
    );
    dead(&app, &revoked.access, "token_revoked", TOKEN_REVOKED);
    dead(&app, &ended.access, "signed_out", SIGNED_OUT);
    dead(&app, &signed_out.access, "signed_out", SIGNED_OUT);
    for tokens in [&everywhere, &ended, &signed_out] {
        refresh(&app, &tokens.refresh).refuses(401, "refresh_token_revoked", REFRESH_REVOKED);
    }
    lives(&app, &open.access);
    lives(&app, &Tokens::of(&refresh(&app, &revoked.refresh)).access);
}

#[test]
fn a_token_stays_revoked_after_a_restart() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let (revoked, open) = (sign_in(&app), sign_in(&app));
    revoke(&app, &revoked.access);
    app.stop();
    let app = App::start(NAME, &folder);
    dead(&app, &revoked.access, "token_revoked", TOKEN_REVOKED);
    lives(&app, &open.access);
}

#[test]
fn an_entry_leaves_the_file_after_its_exp() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let db = Connection::open(folder.path().join("sandbox.sqlite3")).unwrap();
    let count = || rows(&folder, "SELECT count(*) FROM denylist");
    let (first, second) = (sign_in(&app), sign_in(&app));
    revoke(&app, &first.access);
    assert_eq!(count(), 1);
    // The list says when: the exp of the token.
    let exp = claims(&first.access)["exp"].as_i64().unwrap();
    assert_eq!(rows(&folder, "SELECT expires_at FROM denylist"), exp);
    // Five minutes later, for the entry at least.
    db.execute("UPDATE denylist SET expires_at = expires_at - 300", [])
        .unwrap();
    revoke(&app, &second.access);
    assert_eq!(count(), 1);
    dead(&app, &second.access, "token_revoked", TOKEN_REVOKED);
}

#[test]
fn a_file_of_lesson_22_keeps_its_accounts_and_its_sign_ins() {
    let folder = folder();
    let before = App::start("22-refresh", &folder);
    with_account(&before);
    let (open, signed_out) = (sign_in(&before), sign_in(&before));
    let body = json!({"refresh_token": signed_out.refresh});
    assert_eq!(before.post("/logout", &body).status, 204);
    before.stop();

    let app = App::start(NAME, &folder);
    // Five minutes at most, and a refresh token gets the next one.
    dead(&app, &open.access, "session_epoch_missing", EPOCH_MISSING);
    let next = Tokens::of(&refresh(&app, &open.refresh));
    lives(&app, &next.access);
    assert_eq!(claims(&next.access)["session_epoch"], 0);
    assert_eq!(claims(&next.access)["sid"], claims(&open.access)["sid"]);
    refresh(&app, &signed_out.refresh).refuses(401, "refresh_token_revoked", REFRESH_REVOKED);
    let other = sign_in(&app);
    logout_everywhere(&app, &next.access);
    for tokens in [&next, &other] {
        let answer = app.get("/me", &tokens.access);
        answer.refuses(401, "signed_out_everywhere", SIGNED_OUT_EVERYWHERE);
    }
    app.stop();
    // And it stays that way, because the older app refuses the newer file.
    let app = App::start(NAME, &folder);
    lives(&app, &sign_in(&app).access);
}

fn unavailable(answer: &Response) {
    answer.refuses(503, "database_unavailable", UNAVAILABLE);
    assert_eq!(answer.header("Retry-After"), Some("5"));
}

/// An answer of 200 would be a lie: the client would throw the token away, and it would still work.
#[test]
fn while_another_program_writes_a_revocation_is_not_confirmed() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let (access, refresh_token, signed_out) = (sign_in(&app), sign_in(&app), sign_in(&app));
    let mut other = Connection::open(folder.path().join("sandbox.sqlite3")).unwrap();
    let lock = other
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    for token in [&access.access, &refresh_token.refresh] {
        unavailable(&send_form(&app, "/revoke", form([("token", &**token)])));
    }
    for path in ["/logout", "/logout-everywhere"] {
        unavailable(&post_bearer(&app, path, &signed_out.access));
    }
    for tokens in [&access, &refresh_token, &signed_out] {
        lives(&app, &tokens.access);
    }
    lock.rollback().unwrap();
    revoke(&app, &access.access);
    dead(&app, &access.access, "token_revoked", TOKEN_REVOKED);
}

/// Without an answer, nobody gets in.
#[cfg(unix)]
#[test]
fn without_the_database_no_token_is_accepted() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    with_account(&app);
    let tokens = sign_in(&app);
    lives(&app, &tokens.access);
    fs::remove_file(folder.path().join("sandbox.sqlite3")).unwrap();
    unavailable(&app.get("/me", &tokens.access));
    unavailable(&app.get("/protected", &tokens.access));
    unavailable(&app.ask("DELETE", "/me", Some(&tokens.access), ""));
    for token in [&tokens.access, &tokens.refresh] {
        unavailable(&send_form(&app, "/revoke", form([("token", &**token)])));
    }
    unavailable(&post_bearer(&app, "/logout", &tokens.access));
    unavailable(&post_bearer(&app, "/logout-everywhere", &tokens.access));
    // A token that we didn't sign isn't worth a query.
    assert_eq!(app.get("/me", "junk").status, 401);
    assert_eq!(app.login(EMAIL, PASSWORD).status, 503);
}
