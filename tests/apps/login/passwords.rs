//! Hashing a password and comparing one, without a server; and the command that hashes.

use std::io::Write;
use std::process::Stdio;

use argon2::{Argon2, PasswordVerifier};
use proofs::app::PASSWORD;
use proofs::process::command;
use proofs::programs::program;
use proofs::server::folder;

use crate::hasher::Hasher;
use crate::password::Password;

/// The decoy isn't a back door: knowing its password doesn't give anyone an account.
#[test]
fn without_a_stored_hash_no_password_is_right() {
    let hasher = Hasher::start().unwrap();
    let matches = |password: &str, stored: Option<String>| {
        rocket::execute(hasher.verify(Password::new(password).unwrap(), stored)).unwrap()
    };
    let stored = rocket::execute(hasher.hash(Password::new(PASSWORD).unwrap())).unwrap();
    assert!(matches(PASSWORD, Some(stored.clone())));
    assert!(!matches("another password", Some(stored)));
    for password in [PASSWORD, "nobody's password", ""] {
        assert!(!matches(password, None), "{password}");
    }
}

#[test]
fn a_stored_line_that_is_not_a_hash_is_a_server_error() {
    let hasher = Hasher::start().unwrap();
    for stored in ["", "secret", "$2b$12$R9h/cIPz0gi.URNNX3kh2O"] {
        let password = Password::new(PASSWORD).unwrap();
        let matched = rocket::execute(hasher.verify(password, Some(stored.into())));
        assert_eq!(matched.unwrap_err().status().code, 500, "{stored}");
    }
}

/// Two keyboards, one password: with one code point or two, and with different kinds of space.
#[test]
fn a_password_is_the_same_in_every_spelling() {
    let hasher = Hasher::start().unwrap();
    let typed = "\u{e9}l\u{e8}ve \u{1f980} \u{ac00}";
    let stored = rocket::execute(hasher.hash(Password::new(typed).unwrap())).unwrap();
    let matches = |password: &str| {
        let password = Password::new(password).unwrap();
        rocket::execute(hasher.verify(password, Some(stored.clone()))).unwrap()
    };
    for same in [
        typed,
        "e\u{301}le\u{300}ve \u{1f980} \u{1100}\u{1161}",
        "\u{e9}l\u{e8}ve\u{a0}\u{1f980}\u{3000}\u{ac00}",
    ] {
        assert!(matches(same), "{same:?}");
    }
    for other in [
        "ele\u{300}ve \u{1f980} \u{ac00}",
        "\u{c9}l\u{e8}ve \u{1f980} \u{ac00}",
        "\u{e9}l\u{e8}ve\t\u{1f980}\t\u{ac00}",
        "\u{e9}l\u{e8}ve \u{1f980} \u{ac00} ",
    ] {
        assert!(!matches(other), "{other:?}");
    }
    // 128 characters, of two code points each.
    assert_eq!(
        Password::new(&"u\u{308}".repeat(128)).unwrap().length(),
        128
    );
    assert!(Password::new(&"u\u{308}".repeat(129)).is_err());
}

/// The lesson's command for hashing: two hashes of one password differ, and both match it.
#[test]
fn the_hash_command_prints_a_line_that_can_be_stored() {
    let folder = folder();
    let hash = |line: &[u8]| {
        let mut command = command(program("12-login"), folder.path(), &[]);
        let mut child = command.arg("hash").stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(line).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let hashes = [b"my own password\n".as_slice(), b"my own password\r\n"].map(hash);
    for (status, hash, _) in &hashes {
        assert_eq!(*status, Some(0));
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let verified =
            |password: &[u8]| Argon2::default().verify_password(password, hash.trim_end());
        assert!(verified(b"my own password").is_ok());
        assert!(verified(b"my own passwords").is_err());
    }
    assert_ne!(hashes[0].1, hashes[1].1);
    let refused = |line: &[u8], why: &str| {
        assert_eq!(
            hash(line),
            (Some(1), String::new(), format!("No hash: {why}\n"))
        );
    };
    refused(
        b"\n",
        "the line is empty; type a password, then press Enter",
    );
    refused(
        &[b'x'; 129],
        "The password has 129 characters. The maximum is 128.",
    );
}
