//! The file with the key: who makes it, who may read it, and every reason not to start.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;

use proofs::app::{App, PASSWORD};
use proofs::process;
use proofs::programs::program;
use proofs::server::{SETTINGS, folder};

use super::{EMAIL, issuer};

/// A key on another curve, made with OpenSSL for this test.
const P384: &str = "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDD+agZhV7/LYJatPHjwLsSYaxrkNmLE0vVwHFI12N0fvlUgzO8cUz64mpZd5UcyWOShZANiAAT4EKYRcuaACL5Yv+ZltXcumhvsgCLmKdMOKP2qpoMMc5b6jySxzCxuxBPXkKsxkorwayoNf6scXb87vgw1A+0wUajSLrxu/FL+dsc4gJhgUrxAlwKenMdjPUaPhQCith8=";

fn kid(app: &App) -> String {
    let set = app.ask("GET", "/.well-known/jwks.json", None, "").json();
    set["keys"][0]["kid"].as_str().unwrap().to_owned()
}

fn names(folder: &TempDir) -> BTreeSet<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("sandbox.sqlite3"))
        .collect()
}

#[test]
fn the_first_start_makes_a_key_for_its_owner_alone() {
    let folder = folder();
    let app = App::start("issuer", &folder);
    let first = kid(&app);
    assert_eq!(names(&folder), ["issuer-key.der".to_owned()].into());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = fs::metadata(folder.path().join("issuer-key.der")).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
    drop(app);
    let (elsewhere, other) = (folder.path().join("other.der"), proofs::server::folder());
    let set = [("ISSUER_KEY_FILE", elsewhere.to_str().unwrap())];
    let app = App::with("issuer", &other, &set);
    assert!(elsewhere.is_file());
    assert_ne!(kid(&app), first, "another file has another key");
}

#[test]
fn a_token_outlives_a_restart() {
    let folder = folder();
    let app = issuer(&folder);
    let (token, before) = (app.token(EMAIL, PASSWORD), kid(&app));
    let key = fs::read(folder.path().join("issuer-key.der")).unwrap();
    drop(app);
    let app = App::start("issuer", &folder);
    assert_eq!(kid(&app), before);
    assert_eq!(app.get("/me", &token).status, 200);
    drop(app);
    assert_eq!(fs::read(folder.path().join("issuer-key.der")).unwrap(), key);

    // A new key: the old token is signed with a key that is gone.
    fs::remove_file(folder.path().join("issuer-key.der")).unwrap();
    let app = App::start("issuer", &folder);
    let detail = format!("The token's kid is {before:?}, and the issuer has no key of that name.");
    app.get("/me", &token).refuses(401, "unknown_key", &detail);
    assert_eq!(app.get("/me", &app.token(EMAIL, PASSWORD)).status, 200);
}

#[test]
fn servers_that_start_at_once_share_one_key() {
    let folder = folder();
    let kids: BTreeSet<String> = thread::scope(|scope| {
        let starts: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| App::start("issuer", &folder)))
            .collect();
        let apps = starts.into_iter().map(|start| start.join().unwrap());
        apps.map(|app| kid(&app)).collect()
    });
    assert_eq!(kids.len(), 1);
    assert_eq!(names(&folder), ["issuer-key.der".to_owned()].into());
}

/// Starts an issuer that must refuse to, and returns the one line that it says.
fn refusal(folder: &Path, path: &str) -> String {
    let variables = [&SETTINGS[..], &[("ISSUER_KEY_FILE", path)]].concat();
    let (status, _, errors) = process::run(program("issuer"), folder, &variables);
    assert_eq!(status.code(), Some(1), "{path}: {errors}");
    assert_eq!(errors.lines().count(), 1, "{path}: {errors}");
    assert!(!errors.contains("panicked"), "{path}: {errors}");
    errors.trim_end().to_owned()
}

#[test]
fn a_file_without_a_key_stops_the_start() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    // A key of another kind, in the same format: made from 32 bytes.
    let ed25519 = [
        b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".as_slice(),
        &[7; 32],
    ]
    .concat();
    let good = p256::SecretKey::from_slice(&[7; 32]).unwrap();
    let good = p256::pkcs8::EncodePrivateKey::to_pkcs8_der(&good).unwrap();
    let p384 = STANDARD.decode(P384).unwrap();
    let mut zero = good.as_bytes().to_vec();
    zero[36..68].fill(0);
    for (name, bytes) in [
        ("empty", &b""[..]),
        ("junk", b"not a key"),
        ("ed25519", &ed25519),
        ("p384", &p384),
        (
            "pem",
            b"-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n",
        ),
        ("cut", &good.as_bytes()[..100]),
        ("longer", &[good.as_bytes(), b"x"].concat()),
        ("zero", &zero),
        ("huge", &[0x30; 100_000]),
    ] {
        write(&at(name), bytes, 0o600);
        let said = refusal(folder.path(), name);
        assert_eq!(
            said,
            format!(
                "jwt-sandbox: ISSUER_KEY_FILE: can't use {name}: it isn't a private P-256 key in PKCS#8 DER format. Name another file, or delete this one to get a new key."
            )
        );
        assert_eq!(fs::read(at(name)).unwrap(), bytes, "{name} wasn't changed");
    }
    write(&at("good"), good.as_bytes(), 0o600);
    let app = App::with("issuer", &folder, &[("ISSUER_KEY_FILE", "good")]);
    assert_eq!(kid(&app).len(), 43, "the control");
}

/// A file with these permissions.
fn write(path: &Path, bytes: &[u8], mode: u32) {
    fs::write(path, bytes).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = mode;
}

#[test]
fn a_path_that_cannot_hold_a_key_stops_the_start() {
    let folder = folder();
    fs::create_dir(folder.path().join("folder")).unwrap();
    for (path, said) in [
        (
            "",
            "ISSUER_KEY_FILE is empty. Name a file, such as ISSUER_KEY_FILE=issuer-key.der, or delete the line.",
        ),
        (
            " ",
            "ISSUER_KEY_FILE is empty. Name a file, such as ISSUER_KEY_FILE=issuer-key.der, or delete the line.",
        ),
        (
            "folder",
            "ISSUER_KEY_FILE: can't use folder: it is a folder or a device. Name a file.",
        ),
        (
            "missing/key.der",
            "ISSUER_KEY_FILE: can't use missing/key.der: its folder doesn't exist. Create the folder, or name another file.",
        ),
    ] {
        assert_eq!(refusal(folder.path(), path), format!("jwt-sandbox: {said}"));
    }
    assert_eq!(names(&folder), ["folder".to_owned()].into());
}

#[cfg(unix)]
#[test]
fn a_key_that_other_users_can_read_stops_the_start() {
    let folder = folder();
    drop(App::start("issuer", &folder));
    let path = folder.path().join("issuer-key.der");
    let key = fs::read(&path).unwrap();
    for mode in [0o644, 0o640, 0o604, 0o660, 0o601, 0o777] {
        write(&path, &key, mode);
        assert_eq!(
            refusal(folder.path(), "issuer-key.der"),
            format!(
                "jwt-sandbox: ISSUER_KEY_FILE: can't use issuer-key.der: other users can read or change it (its permissions are {mode:03o}). Run chmod 600 on it; if somebody may have read it, delete it, and this server makes a new key at its next start."
            )
        );
    }
    for mode in [0o600, 0o400] {
        write(&path, &key, mode);
        drop(App::start("issuer", &folder));
    }
}

/// Nobody, not even root, makes a file in `/proc`.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_file_stops_the_start() {
    let folder = folder();
    let said = refusal(folder.path(), "/proc/issuer-key.der");
    let start = "jwt-sandbox: ISSUER_KEY_FILE: can't use /proc/issuer-key.der: a new key can't be stored there (";
    let end = "). Name a file in a folder that this server can write to.";
    assert!(said.starts_with(start) && said.ends_with(end), "{said}");
    assert_eq!(
        refusal(folder.path(), "/dev/null"),
        "jwt-sandbox: ISSUER_KEY_FILE: can't use /dev/null: it is a folder or a device. Name a file."
    );
}
