//! `.env` and `Rocket.toml`: how they are read, and what is refused without being quoted.

use std::fs;

use proofs::process::{Process, run};
use proofs::programs::sandbox;

use super::{Folder, LONG, refuses, serves, serves_in, sign};

#[test]
fn a_value_that_the_env_file_would_change_stops_the_start() {
    for (content, place, mistake) in [
        (
            "JWT_ISSUER=me\nDATABASE_PATH=C:\\new\\file\n",
            "line 2 (DATABASE_PATH)",
            "a backslash has a special meaning here",
        ),
        (
            "JWT_SECRET=a-secret-of-32-bytes-$and-a-dollar\n",
            "line 1 (JWT_SECRET)",
            "a $ starts the name of a variable here",
        ),
    ] {
        let folder = Folder::new().with(".env", content);
        let name = place.split(['(', ')']).nth(1).unwrap();
        let file = folder.path().canonicalize().unwrap().join(".env");
        refuses(
            &folder,
            &[],
            &format!(
                "{}, {place}: {mistake}, so the value would change. Put the value in single quotes: {name}='…'.",
                file.display()
            ),
        );
    }
    let folder = Folder::new().with(
        ".env",
        "JWT_SECRET='a-secret-of-32-bytes-$and-a-dollar'\nDATABASE_PATH='C:\\new\\file'\n",
    );
    let server = Process::start(sandbox(), folder.path(), &[]);
    sign(&server);
    assert!(!server.stop().contains("Warning: JWT_SECRET"));
}

#[test]
fn a_malformed_env_file_is_rejected_by_line_and_name_and_not_quoted() {
    let named = |folder: &Folder| {
        folder
            .path()
            .canonicalize()
            .unwrap()
            .join(".env")
            .display()
            .to_string()
    };
    let remedy =
        "write NAME=value, with single quotes around a value that contains spaces, quotes, # or $.";
    for (content, place) in [
        (
            "# mine\nJWT_SECRET=my secret words\n",
            ", line 2 (JWT_SECRET) can't be read",
        ),
        (
            "JWT_ISSUER=me\n\nJWT_SECRET='unclosed words\n",
            ", line 3 (JWT_SECRET) can't be read",
        ),
        ("JWT_SECRET\n", ", line 1 can't be read"),
        ("JWT SECRET=words\n", ", line 1 can't be read"),
    ] {
        let folder = Folder::new().with(".env", content);
        refuses(
            &folder,
            &[],
            &format!("{}{place}: {remedy}", named(&folder)),
        );
    }
    let utf16: Vec<u8> = "JWT_SECRET=words"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for content in [
        utf16,
        b"JWT_SECRET=\xff\xfe".to_vec(),
        b"JWT_SECRET=a\0b".to_vec(),
    ] {
        let folder = Folder::new().with(".env", content);
        refuses(
            &folder,
            &[],
            &format!(
                "{} isn't UTF-8 text (PowerShell's > writes UTF-16): save it again as UTF-8.",
                named(&folder)
            ),
        );
    }
}

#[test]
fn an_env_file_may_have_windows_line_endings_and_quotes_and_be_in_a_parent_folder() {
    let content = format!("\u{feff}# mine\r\nJWT_SECRET='{LONG}'\r\nROCKET_PROFILE=release\r\n");
    let folder = Folder::new().with(".env", content);
    serves(&folder, &[]);
    let below = folder.path().join("below");
    fs::create_dir(&below).unwrap();
    serves_in(&below, &[]);
}

#[test]
fn a_broken_rocket_toml_is_rejected_without_its_lines() {
    let folder = Folder::new().with(
        "Rocket.toml",
        "[default]\njwt_secret = \"a secret without an end\nport = 1\n",
    );
    let (status, _, stderr) = run(sandbox(), folder.path(), &[]);
    assert_eq!(status.code(), Some(1));
    assert!(
        stderr.starts_with(
            "jwt-sandbox: Rocket.toml can't be read (TOML parse error at line 2, column "
        ),
        "{stderr}"
    );
    assert!(!stderr.contains("without an end"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1);

    let folder = Folder::new().with("Rocket.toml", "[default]\njwt_issuer = [\"a\"]\n");
    refuses(
        &folder,
        &[("JWT_SECRET", LONG)],
        "jwt_issuer in Rocket.toml is neither text nor a number: write it in quotes, or set JWT_ISSUER in .env.",
    );
}

#[test]
fn a_secret_in_rocket_toml_works_with_a_warning() {
    let folder = Folder::new().with(
        "Rocket.toml",
        format!("[default]\njwt_secret = \"{LONG}\"\n"),
    );
    let printed = serves(&folder, &[("ROCKET_PROFILE", "release")]);
    assert!(printed.contains("Warning: JWT_SECRET comes from Rocket.toml, which git tracks: move it to .env, which git ignores."), "{printed}");
}
