//! The file with the keys.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use proofs::app::{App, PASSWORD};
use proofs::forge::now;
use proofs::process;
use proofs::programs::program;
use proofs::ring::listed;
use proofs::server::{SETTINGS, folder};

use super::{EARLY, activate, add, in_state, issuer, kid_of, published, remove, states, wait};
use crate::issuer::EMAIL;

const APP: &str = "21-rotation";

fn ring(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("issuer-keys.json")).unwrap()
}

#[test]
fn each_step_survives_kill_9_and_a_restart() {
    let folder = folder();
    let mut app = issuer(&folder, &[]);
    let first = in_state(&app, "active");
    let old = app.token(EMAIL, PASSWORD);
    // Dropping a server kills it with SIGKILL: it has no time to finish anything.
    let restart = |app: App| {
        let before = states(&app);
        drop(app);
        let app = App::start(APP, &folder);
        assert_eq!(states(&app), before);
        app
    };
    app = restart(app);
    let second = add(&app);
    app = restart(app);
    assert_eq!(in_state(&app, "next"), second);
    assert_eq!(activate(&app, &second, EARLY).status, 200);
    app = restart(app);
    assert_eq!(in_state(&app, "retired"), first);
    assert_eq!(kid_of(&app.token(EMAIL, PASSWORD)), second);
    assert_eq!(app.get("/me", &old).status, 200);
    assert_eq!(remove(&app, &first, EARLY).status, 204);
    app = restart(app);
    assert_eq!(published(&app), [second].into());
    assert_eq!(app.get("/me", &old).json()["reason"], "unknown_key");
}

/// Times, too: a restart doesn't make a step wait longer.
#[test]
fn a_restart_keeps_the_times() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    add(&app);
    let before = app.ask("GET", "/keys", None, "").json();
    drop(app);
    let app = App::start(APP, &folder);
    assert_eq!(app.ask("GET", "/keys", None, "").json(), before);
}

/// A shorter lifetime at the next start doesn't shorten the life of tokens that are out already.
#[test]
fn a_retired_key_waits_for_the_longest_token_that_it_may_have_signed() {
    let folder = folder();
    drop(issuer(&folder, &[("JWT_TTL_SECONDS", "5000")]));
    let app = App::with(APP, &folder, &[("JWT_TTL_SECONDS", "60")]);
    let first = in_state(&app, "active");
    let next = add(&app);
    assert_eq!(activate(&app, &next, EARLY).status, 200);
    assert_eq!(wait(&app, &first), 5000);
    let third = add(&app);
    drop(app);
    // Longer this time. The third key was made before, but signs only now.
    let app = App::with(APP, &folder, &[("JWT_TTL_SECONDS", "70")]);
    assert_eq!(activate(&app, &third, EARLY).status, 200);
    assert_eq!(wait(&app, &next), 70);
    let fourth = add(&app);
    assert_eq!(activate(&app, &fourth, EARLY).status, 200);
    assert_eq!(wait(&app, &third), 70);
}

/// A shorter max-age at the next start doesn't change the key sets that are out already.
#[test]
fn a_next_key_waits_for_the_sets_from_before_the_restart() {
    let folder = folder();
    drop(issuer(&folder, &[("KEY_SET_MAX_AGE", "5000")]));
    let before = now();
    let app = App::with(APP, &folder, &[("KEY_SET_MAX_AGE", "5")]);
    let after = now();
    let restarted = |earliest: u64| (before + 10_000..=after + 10_000).contains(&earliest);
    let next = add(&app);
    let earliest = listed(&app)[0]["earliest"].as_u64().unwrap();
    assert!(restarted(earliest), "{earliest}, restarted at {before}");
    drop(app);
    // Another restart doesn't forget them, and a longer max-age counts from the publication.
    for (max_age, waits) in [("4", None), ("6000", Some(12_000))] {
        let app = App::with(APP, &folder, &[("KEY_SET_MAX_AGE", max_age)]);
        match waits {
            None => assert_eq!(listed(&app)[0]["earliest"], earliest),
            Some(seconds) => assert_eq!(wait(&app, &next), seconds),
        }
    }
}

#[test]
fn the_key_of_lesson_19_moves_into_the_ring() {
    let folder = folder();
    let app = crate::issuer::issuer(&folder);
    let token = app.token(EMAIL, PASSWORD);
    drop(app);
    let app = App::start(APP, &folder);
    assert_eq!(in_state(&app, "active"), kid_of(&token));
    assert_eq!(app.get("/me", &token).status, 200);
    let names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("key") || name.ends_with(".der"))
        .collect();
    let mut names = names;
    names.sort();
    assert_eq!(names, ["issuer-keys.json", "issuer-keys.json.lock"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = fs::metadata(folder.path().join("issuer-keys.json")).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
}

/// Starts an issuer that must refuse to, and returns the one line that it says.
fn refusal(folder: &Path, variables: &[(&str, &str)]) -> String {
    let all = [&SETTINGS[..], variables].concat();
    let (status, _, errors) = process::run(program(APP), folder, &all);
    assert_eq!(status.code(), Some(1), "{variables:?}: {errors}");
    assert_eq!(errors.lines().count(), 1, "{variables:?}: {errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    errors.trim_end().to_owned()
}

#[test]
fn a_second_server_on_the_same_keys_stops_at_once() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    assert_eq!(
        refusal(folder.path(), &[]),
        "jwt-sandbox: ISSUER_KEY_RING: issuer-keys.json is used by another server. Stop that one, or name another file."
    );
    drop(app);
    drop(App::start(APP, &folder));
}

#[test]
fn a_ring_that_cannot_be_used_stops_the_start() {
    let folder = folder();
    drop(issuer(&folder, &[]));
    let good = ring(&folder);
    let path = folder.path().join("issuer-keys.json");
    let key = good.split("\"pkcs8\":\"").nth(1).unwrap();
    let key = key.split('"').next().unwrap();
    for bad in [
        "".to_owned(),
        "{}".into(),
        "[]".into(),
        "junk".into(),
        good.replace(key, "AAAA"),
        good.replace(key, "?"),
        good.replace("\"since\":", "\"since\":-"),
        good.replace("\"active\"", "\"next\""),
        good[..good.len() - 1].into(),
        format!("{good}{good}"),
    ] {
        fs::write(&path, &bad).unwrap();
        assert_eq!(
            refusal(folder.path(), &[]),
            "jwt-sandbox: ISSUER_KEY_RING: can't use issuer-keys.json: it isn't a key ring. Name another file, or delete this one to get a new key."
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), bad, "it wasn't changed");
    }
    fs::write(&path, &good).unwrap();
    drop(App::start(APP, &folder));

    fs::create_dir(folder.path().join("folder")).unwrap();
    for (variable, said) in [
        (
            ("ISSUER_KEY_RING", ""),
            "ISSUER_KEY_RING is empty. Name a file, such as ISSUER_KEY_RING=issuer-keys.json, or delete the line.",
        ),
        (
            ("ISSUER_KEY_RING", "folder"),
            "ISSUER_KEY_RING: can't use folder: it is a folder or a device. Name a file.",
        ),
        (
            ("ISSUER_KEY_RING", "missing/keys.json"),
            "ISSUER_KEY_RING: can't use missing/keys.json: its folder doesn't exist. Create the folder, or name another file.",
        ),
        (
            ("KEY_SET_MAX_AGE", "0"),
            "KEY_SET_MAX_AGE is \"0\": write a whole number of seconds from 1 to 86400, such as KEY_SET_MAX_AGE=300.",
        ),
        (
            ("KEY_SET_MAX_AGE", "soon"),
            "KEY_SET_MAX_AGE is \"soon\": write a whole number of seconds from 1 to 86400, such as KEY_SET_MAX_AGE=300.",
        ),
    ] {
        assert_eq!(
            refusal(folder.path(), &[variable]),
            format!("jwt-sandbox: {said}")
        );
    }
}

#[cfg(unix)]
#[test]
fn a_ring_that_other_users_can_read_stops_the_start() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder();
    drop(issuer(&folder, &[]));
    let path = folder.path().join("issuer-keys.json");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(
        refusal(folder.path(), &[]),
        "jwt-sandbox: ISSUER_KEY_RING: can't use issuer-keys.json: other users can read or change it (its permissions are 640). Run chmod 600 on it; if somebody may have read it, delete it, and this server makes a new key at its next start."
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    drop(App::start(APP, &folder));
}

/// If a step can't be stored, nothing has happened. (Windows doesn't move a folder with an open file.)
#[cfg(unix)]
#[test]
fn a_step_that_cannot_be_stored_changes_nothing() {
    let folder = folder();
    fs::create_dir(folder.path().join("keys")).unwrap();
    let settings = [("ISSUER_KEY_RING", "keys/ring.json")];
    let app = issuer(&folder, &settings);
    let before = states(&app);
    let (from, to) = (folder.path().join("keys"), folder.path().join("elsewhere"));
    fs::rename(&from, &to).unwrap();
    let answer = app.ask("POST", "/keys", None, "");
    answer.refuses(
        503,
        "keys_not_stored",
        "The keys can't be stored at the moment, so nothing has changed.",
    );
    assert_eq!(answer.header("Retry-After"), Some("5"));
    assert_eq!(states(&app), before);
    fs::rename(&to, &from).unwrap();
    add(&app);
}

#[test]
fn the_private_keys_are_in_no_log_and_no_answer() {
    let folder = folder();
    let app = issuer(&folder, &[]);
    let next = add(&app);
    let mut seen = app.ask("GET", "/keys", None, "").text;
    seen += &activate(&app, &next, EARLY).text;
    seen += &app.ask("GET", "/.well-known/jwks.json", None, "").text;
    seen += &app.ask("GET", "/issuer-keys.json", None, "").text;
    let stored: serde_json::Value = serde_json::from_str(&ring(&folder)).unwrap();
    seen += &app.stop();
    assert!(seen.contains(&next), "the control");
    for key in [&stored["active"], &stored["retired"][0]] {
        let pkcs8 = key["pkcs8"].as_str().unwrap();
        // Its middle, where the private number is.
        assert!(!seen.contains(&pkcs8[48..88]));
    }
}
