//! Lesson 13: its database file.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use rusqlite::{Connection, TransactionBehavior};
use serde_json::Value;
use tempfile::TempDir;

use crate::accounts::{application, rows};
use proofs::app::{App, PASSWORD};
use proofs::client::Response;
use proofs::forge;
use proofs::process::run;
use proofs::programs::program;
use proofs::server::{SETTINGS, folder};

const NAME: &str = "13-accounts";
const UNAVAILABLE: &str =
    "The database isn't available at the moment. Your data may not have been saved.";

fn sign_up(app: &App, email: &str) -> Response {
    app.post("/signup", &application("Ada", email, PASSWORD))
}

fn unavailable(answer: &Response) {
    unavailable_until(
        answer,
        "Try again in a few seconds. The server's terminal shows the cause.",
    );
}

fn gone(answer: &Response) {
    unavailable_until(
        answer,
        "Restart the server: its database file was deleted or replaced while it ran.",
    );
}

fn unavailable_until(answer: &Response, hint: &str) {
    answer.refuses(503, "database_unavailable", UNAVAILABLE);
    assert_eq!(answer.json()["hint"], hint);
    assert_eq!(answer.header("Retry-After"), Some("5"));
}

/// The file, opened by another program.
fn other(folder: &TempDir) -> Connection {
    Connection::open(folder.path().join("sandbox.sqlite3")).unwrap()
}

#[test]
fn what_was_answered_201_survives_a_kill() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    let stored: Mutex<Vec<Value>> = Mutex::default();
    // Several people sign up, one after the other, until the server is killed in the middle of it.
    thread::scope(|scope| {
        for person in 0..4 {
            let (app, stored) = (&app, &stored);
            scope.spawn(move || {
                for number in 0.. {
                    let body = application(
                        "Ada",
                        &format!("ada{person}-{number}@example.com"),
                        PASSWORD,
                    );
                    match app.try_ask("POST", "/signup", None, body.to_string()) {
                        Some(answer) if answer.status == 201 => {
                            stored.lock().unwrap().push(answer.json())
                        }
                        Some(answer) => panic!("{} {}", answer.status, answer.text),
                        None => break,
                    }
                }
            });
        }
        while stored.lock().unwrap().len() < 12 {
            thread::yield_now();
        }
        app.kill();
    });
    drop(app);

    let stored = stored.into_inner().unwrap();
    let app = App::start(NAME, &folder);
    for user in &stored {
        let sub = user["user"]["id"].clone();
        let token = forge::token(&forge::header(), &forge::with("sub", sub));
        assert_eq!(app.get("/me", &token).json(), *user);
    }
    let email = stored[0]["user"]["email"].as_str().unwrap();
    app.token(email, PASSWORD);
}

#[test]
fn accounts_are_there_after_a_restart() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    let made = sign_up(&app, "ada@example.com").json();
    let token = app.token("ada@example.com", PASSWORD);
    app.stop();
    let app = App::start(NAME, &folder);
    assert_eq!(app.get("/me", &token).json(), made);
    app.token("ada@example.com", PASSWORD);
}

#[test]
fn while_another_program_writes_a_sign_up_waits_and_reads_continue() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    assert_eq!(sign_up(&app, "ada@example.com").status, 201);
    let token = app.token("ada@example.com", PASSWORD);

    let mut other = other(&folder);
    let lock = other
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    unavailable(&sign_up(&app, "bob@example.com"));
    unavailable(&app.ask("DELETE", "/me", Some(&token), ""));
    assert_eq!(app.get("/me", &token).status, 200);
    app.token("ada@example.com", PASSWORD);
    lock.rollback().unwrap();

    assert_eq!(rows(&folder, "SELECT count(*) FROM users"), 1);
    assert_eq!(sign_up(&app, "bob@example.com").status, 201);
    assert_eq!(app.ask("DELETE", "/me", Some(&token), "").status, 204);
    assert!(app.stop().contains("Error: database: database is locked"));
}

/// The server has one thread for requests here. If that thread waited for the lock, the others would
/// get hardly any answers in the second before the server gives up.
#[test]
fn a_query_that_waits_does_not_block_other_requests() {
    let folder = folder();
    let app = App::with(NAME, &folder, &[("ROCKET_WORKERS", "1")]);
    assert_eq!(sign_up(&app, "ada@example.com").status, 201);
    let token = app.token("ada@example.com", PASSWORD);

    let mut other = other(&folder);
    let lock = other
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    let answered = thread::scope(|scope| {
        let waiting = scope.spawn(|| app.ask("DELETE", "/me", Some(&token), ""));
        let mut answered = 0;
        while !waiting.is_finished() {
            assert_eq!(app.get("/sign-token", "").status, 200);
            answered += 1;
        }
        unavailable(&waiting.join().unwrap());
        answered
    });
    lock.rollback().unwrap();
    assert!(answered > 50, "{answered} answers in the meantime");
}

#[cfg(unix)]
#[test]
fn a_sign_up_is_rejected_once_the_file_was_deleted_or_replaced() {
    for replaced in [false, true] {
        let folder = folder();
        let app = App::start(NAME, &folder);
        assert_eq!(sign_up(&app, "ada@example.com").status, 201);
        let token = app.token("ada@example.com", PASSWORD);
        let file = folder.path().join("sandbox.sqlite3");
        let copy = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        if replaced {
            fs::write(&file, copy).unwrap();
        }
        gone(&sign_up(&app, "bob@example.com"));
        gone(&app.get("/me", &token));
        gone(&app.get("/protected", &token));
        gone(&app.login("ada@example.com", PASSWORD));
        assert_eq!(app.get("/sign-token", "").status, 200);
        let log = app.stop();
        assert!(
            log.contains("database: sandbox.sqlite3 was deleted or replaced; restart the server"),
            "{log}"
        );
    }
}

#[test]
fn the_file_has_a_version_and_a_write_ahead_log() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    let other = other(&folder);
    let text = |pragma: &str| -> String {
        other
            .pragma_query_value(None, pragma, |row| row.get(0))
            .unwrap()
    };
    let number = |pragma: &str| -> i64 {
        other
            .pragma_query_value(None, pragma, |row| row.get(0))
            .unwrap()
    };
    assert_eq!(text("journal_mode"), "wal");
    assert_eq!(number("user_version"), 2);
    assert_eq!(
        number("application_id"),
        i64::from(u32::from_be_bytes(*b"JWTs"))
    );
    drop(app);
}

/// A file as version 1 left it. It stays like this, whatever the schema becomes.
#[test]
fn a_file_of_an_older_version_is_brought_up_to_date_and_keeps_its_users() {
    let folder = folder();
    other(&folder)
        .execute_batch(
            "PRAGMA application_id = 0x4a575473;
             CREATE TABLE users (id INTEGER PRIMARY KEY, public_id TEXT NOT NULL UNIQUE,
                 name TEXT NOT NULL, email TEXT NOT NULL, email_key TEXT NOT NULL UNIQUE) STRICT;
             INSERT INTO users VALUES (7, 'an-old-id', 'Ada', 'Ada@Example.com', 'ada@example.com');
             PRAGMA user_version = 1;",
        )
        .unwrap();
    let app = App::start(NAME, &folder);
    let token = forge::token(&forge::header(), &forge::with("sub", "an-old-id"));
    assert_eq!(
        app.get("/me", &token).json()["user"],
        serde_json::json!({"id": "an-old-id", "name": "Ada", "email": "Ada@Example.com"})
    );
    app.login("ada@example.com", PASSWORD).refuses(
        401,
        "wrong_credentials",
        "The email or the password is wrong.",
    );
    assert_eq!(sign_up(&app, "bob@example.com").status, 201);
    assert_eq!(rows(&folder, "PRAGMA user_version"), 2);
}

#[test]
fn several_servers_can_start_with_one_new_file() {
    let folder = folder();
    let apps: Vec<App> = thread::scope(|scope| {
        let all: Vec<_> = (0..6)
            .map(|_| scope.spawn(|| App::start(NAME, &folder)))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(sign_up(&apps[0], "ada@example.com").status, 201);
    assert_eq!(sign_up(&apps[1], "Ada@example.com").status, 409);
    apps[1].token("ada@example.com", PASSWORD);
}

/// Asserts that the server doesn't start: status 1, and this single line on standard error.
fn refuses(folder: &TempDir, path: &str, line: &str) {
    let variables = [&SETTINGS[..], &[("DATABASE_PATH", path)]].concat();
    let (status, stdout, stderr) = run(program(NAME), folder.path(), &variables);
    assert_eq!(status.code(), Some(1), "{stdout}{stderr}");
    assert_eq!(stderr, format!("jwt-sandbox: {line}\n"));
    assert!(!stdout.contains("panicked"), "{stdout}");
}

fn unusable(folder: &TempDir, path: &str, why: &str) {
    refuses(
        folder,
        path,
        &format!("DATABASE_PATH: can't use {path}: {why}"),
    );
}

#[test]
fn an_unusable_file_stops_the_start_with_one_line() {
    let folder = folder();
    let file = |name: &str, content: &[u8]| fs::write(folder.path().join(name), content).unwrap();
    let open = |name: &str| Connection::open(folder.path().join(name)).unwrap();

    for nameless in ["", "  ", ":memory:"] {
        refuses(
            &folder,
            nameless,
            &format!(
                "DATABASE_PATH is {nameless:?}. Name a file, such as DATABASE_PATH=sandbox.sqlite3, or delete the line."
            ),
        );
    }
    fs::create_dir(folder.path().join("folder")).unwrap();
    unusable(&folder, "folder", "it is a folder. Name a file.");
    unusable(
        &folder,
        "missing/sandbox.sqlite3",
        "its folder doesn't exist. Create the folder, or name another file.",
    );

    file("junk.sqlite3", &[0x5a; 5000]);
    unusable(
        &folder,
        "junk.sqlite3",
        "it isn't a database. Name a different file.",
    );

    open("other.sqlite3")
        .execute_batch("CREATE TABLE songs (title TEXT)")
        .unwrap();
    unusable(
        &folder,
        "other.sqlite3",
        "it is the database of another program. Name a different file.",
    );

    for version in ["3", "-1"] {
        open("newer.sqlite3")
            .execute_batch(&format!("CREATE TABLE IF NOT EXISTS users (id); PRAGMA application_id = 0x4a575473; PRAGMA user_version = {version}"))
            .unwrap();
        unusable(
            &folder,
            "newer.sqlite3",
            &format!(
                "its schema is version {version}, but this server only knows version 2. Start a newer version of the server, or name another file."
            ),
        );
    }

    let busy = open("busy.sqlite3");
    busy.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE t (x)")
        .unwrap();
    unusable(
        &folder,
        "busy.sqlite3",
        "database is locked. Close the programs that use it, or name another file.",
    );

    // The control: a different name, and a file that exists but is empty.
    file("mine.db", b"");
    let app = App::with(NAME, &folder, &[("DATABASE_PATH", "mine.db")]);
    assert_eq!(sign_up(&app, "ada@example.com").status, 201);
    assert!(!folder.path().join("sandbox.sqlite3").exists());
}

#[test]
fn a_damaged_file_stops_the_start() {
    let folder = folder();
    let app = App::start(NAME, &folder);
    for number in 0..8 {
        assert_eq!(
            sign_up(&app, &format!("user{number}@example.com")).status,
            201
        );
    }
    drop(app);
    // Move the write-ahead log into the file, then overwrite the pages after the first two.
    other(&folder)
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")
        .unwrap();
    let file = folder.path().join("sandbox.sqlite3");
    let good = fs::read(&file).unwrap();
    let mut bad = good.clone();
    bad[8192..].fill(0x5a);
    fs::write(&file, bad).unwrap();
    unusable(
        &folder,
        "sandbox.sqlite3",
        "it is damaged. Restore a backup, or move the file away to start with an empty one.",
    );

    fs::write(&file, good).unwrap();
    let app = App::start(NAME, &folder);
    app.token("user7@example.com", PASSWORD);
}

/// Nothing stops root from writing, so for root the server runs as the user nobody.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_file_stops_the_start() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use proofs::process::command;

    let folder = folder();
    drop(App::start(NAME, &folder));
    let file = folder.path().join("sandbox.sqlite3");
    let allow =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    other(&folder)
        .execute_batch("PRAGMA journal_mode = DELETE")
        .unwrap();
    allow(folder.path(), 0o555);
    allow(&file, 0o444);

    let as_root = fs::OpenOptions::new().write(true).open(&file).is_ok();
    let binary = folder.path().join("server");
    let mut start = if as_root {
        // Other users may not be able to read the original.
        fs::copy(program(NAME), &binary).unwrap();
        let mut start = command(Path::new("setpriv"), folder.path(), &SETTINGS);
        start
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(&binary);
        start
    } else {
        command(program(NAME), folder.path(), &SETTINGS)
    };
    let output = Command::output(&mut start).unwrap();
    allow(folder.path(), 0o755);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "jwt-sandbox: DATABASE_PATH: can't use sandbox.sqlite3: it is read-only. Allow this server to write to it, or name another file.\n"
    );
}
