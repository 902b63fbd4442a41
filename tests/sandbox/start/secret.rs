//! The secret: which one is used, refused, or warned about.

use proofs::forge;
use proofs::process::Process;
use proofs::programs::sandbox;

use super::{Folder, LONG, RANDOM, refuses, serves, sign, verify};

#[test]
fn without_any_setting_a_debug_run_serves_with_a_random_secret_and_says_so() {
    let folder = Folder::new();
    let printed = serves(&folder, &[("ROCKET_PROFILE", "debug")]);
    assert!(printed.contains(&format!("Warning: {RANDOM}")), "{printed}");
}

#[test]
fn two_runs_without_a_secret_reject_each_others_tokens() {
    let folder = Folder::new();
    let variables = [("ROCKET_PROFILE", "debug")];
    let (first, second) = (
        Process::start(sandbox(), folder.path(), &variables),
        Process::start(sandbox(), folder.path(), &variables),
    );
    let token = sign(&first);
    assert_eq!(verify(&first, &token).0, 200);
    let (status, body) = verify(&second, &token);
    assert_eq!(
        (status, &body["reason"]),
        (401, &"signature_mismatch".into())
    );
}

#[test]
fn two_servers_with_one_secret_accept_each_others_tokens_and_with_two_they_do_not() {
    let folder = Folder::new();
    let start = |secret| {
        Process::start(
            sandbox(),
            folder.path(),
            &[("JWT_SECRET", secret), ("ROCKET_PROFILE", "release")],
        )
    };
    let (one, same, other) = (start(LONG), start(LONG), start(forge::KEY));
    let token = sign(&one);
    assert_eq!(verify(&same, &token).0, 200);
    assert_eq!(verify(&one, &sign(&same)).0, 200);
    for (server, token) in [(&other, token), (&one, sign(&other))] {
        let (status, body) = verify(server, &token);
        assert_eq!(
            (status, &body["reason"]),
            (401, &"signature_mismatch".into())
        );
    }
}

#[test]
fn a_good_secret_works_in_every_profile_without_a_warning() {
    let folder = Folder::new();
    for profile in ["debug", "release", "staging"] {
        let printed = serves(
            &folder,
            &[("ROCKET_PROFILE", profile), ("JWT_SECRET", LONG)],
        );
        assert!(!printed.contains("Warning:"), "{printed}");
    }
}

#[test]
fn a_secret_made_of_digits_is_a_secret() {
    let digits = "12345678901234567890123456789012";
    let printed = serves(
        &Folder::new(),
        &[("ROCKET_PROFILE", "release"), ("JWT_SECRET", digits)],
    );
    assert!(!printed.contains(digits));
}

#[test]
fn the_example_file_works_in_debug_and_is_rejected_in_release() {
    let folder = Folder::new().with(".env", include_str!("../../../.env.example"));
    let printed = serves(&folder, &[("ROCKET_PROFILE", "debug")]);
    assert!(!printed.contains("Warning:"), "{printed}");
    refuses(
        &folder,
        &[("ROCKET_PROFILE", "release")],
        "JWT_SECRET is the public value from .env.example, so anyone could sign: put your own secret into .env (openssl rand -hex 32 generates one).",
    );
}

#[test]
fn a_short_secret_is_a_warning_in_debug_and_rejected_in_release() {
    let folder = Folder::new();
    let line = "JWT_SECRET has 9 bytes, but HS256 needs at least 32 (RFC 7518 §3.2), because a short secret can be guessed from any token: put your own secret into .env (openssl rand -hex 32 generates one).";
    let short = ("JWT_SECRET", "tiny key!");
    let printed = serves(&folder, &[("ROCKET_PROFILE", "debug"), short]);
    assert!(printed.contains(&format!("Warning: {line}")), "{printed}");
    for profile in ["release", "staging"] {
        refuses(&folder, &[("ROCKET_PROFILE", profile), short], line);
    }
    // The control: 32 bytes are enough, and they are counted as bytes.
    serves(
        &folder,
        &[
            ("ROCKET_PROFILE", "release"),
            ("JWT_SECRET", &"é".repeat(16)),
        ],
    );
}

#[test]
fn a_missing_secret_is_rejected_in_release() {
    refuses(
        &Folder::new(),
        &[("ROCKET_PROFILE", "release")],
        "JWT_SECRET isn't set, and a release build doesn't make one up: put your own secret into .env (openssl rand -hex 32 generates one).",
    );
}

#[test]
fn an_empty_secret_is_rejected_everywhere() {
    let line = "JWT_SECRET is empty, so anyone could sign: put your own secret into .env (openssl rand -hex 32 generates one), or delete the line.";
    for profile in ["debug", "release"] {
        refuses(
            &Folder::new(),
            &[("ROCKET_PROFILE", profile), ("JWT_SECRET", "")],
            line,
        );
    }
}

#[test]
fn white_space_around_the_secret_is_kept_with_a_warning() {
    let folder = Folder::new();
    let secret = format!("{LONG} ");
    let server = Process::start(sandbox(), folder.path(), &[("JWT_SECRET", &secret)]);
    let token = sign(&server);
    let printed = server.stop();
    assert!(
        printed.contains("Warning: JWT_SECRET has white space at its start or end, which counts as part of the secret. In cmd, set X=Y && … keeps the space before &&: write set \"X=Y\" && … instead."),
        "{printed}"
    );
    let key = |secret: &str| jsonwebtoken::DecodingKey::from_secret(secret.as_bytes());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for (secret, fits) in [(&*secret, true), (LONG, false)] {
        let verified = jsonwebtoken::crypto::verify(
            signature,
            signed.as_bytes(),
            &key(secret),
            jsonwebtoken::Algorithm::HS256,
        );
        assert_eq!(verified.unwrap(), fits);
    }
}
