//! The real binary, started with good and bad settings.

use std::fs;
use std::path::{Path, PathBuf};

use jwt_sandbox::settings::EXAMPLE_SECRET;

use crate::asked::exchange;
use proofs::forge;
use proofs::server::{Server, run};

const LONG: &str = "a secret of my own, long enough for HS256";
const RANDOM: &str = "JWT_SECRET isn't set: this run signs with a random secret, so its tokens are rejected after a restart and by every other server. To keep one, copy .env.example to .env.";

fn binary() -> &'static Path {
    proofs::programs::sandbox()
}

/// An empty folder of its own, so that no `.env` or `Rocket.toml` of the project is found.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jwt-sandbox-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn with(self, file: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.0.join(file), content).unwrap();
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Starts, signs and verifies, and returns what the server printed.
fn serves(folder: &Folder, variables: &[(&str, &str)]) -> String {
    let server = Server::start(binary(), &folder.0, variables);
    let token = sign(&server);
    let (status, _) = verify(&server, &token);
    assert_eq!(status, 200);
    let (status, _) = verify(&server, "an-unlikely-word.b.c");
    assert_eq!(status, 401);
    let printed = server.stop();
    for secret in [
        token.as_str(),
        "an-unlikely-word",
        EXAMPLE_SECRET,
        LONG,
        "tiny key!",
    ] {
        assert!(
            !printed.contains(secret),
            "{secret} is in the output:\n{printed}"
        );
    }
    printed
}

/// Does not start: status 1, and this single line on standard error.
fn refuses(folder: &Folder, variables: &[(&str, &str)], line: &str) {
    let (status, stdout, stderr) = run(binary(), &folder.0, variables);
    assert_eq!(status.code(), Some(1), "{stdout}{stderr}");
    assert_eq!(stderr, format!("jwt-sandbox: {line}\n"));
    assert!(!stdout.contains("panicked"), "{stdout}");
}

fn sign(server: &Server) -> String {
    let (status, body) = exchange(&server.origin, "GET", "/sign-token", None);
    assert_eq!(status, 200);
    body["token"].as_str().unwrap().to_owned()
}

fn verify(server: &Server, token: &str) -> (u16, serde_json::Value) {
    exchange(
        &server.origin,
        "POST",
        "/verify-token",
        Some(&format!("Bearer {token}")),
    )
}

#[test]
fn without_any_setting_a_debug_run_serves_with_a_random_secret_and_says_so() {
    let folder = Folder::new("bare");
    let printed = serves(&folder, &[("ROCKET_PROFILE", "debug")]);
    assert!(printed.contains(&format!("Warning: {RANDOM}")), "{printed}");
}

#[test]
fn two_runs_without_a_secret_refuse_each_others_tokens() {
    let folder = Folder::new("random");
    let variables = [("ROCKET_PROFILE", "debug")];
    let (first, second) = (
        Server::start(binary(), &folder.0, &variables),
        Server::start(binary(), &folder.0, &variables),
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
    let folder = Folder::new("pair");
    let start = |secret| {
        Server::start(
            binary(),
            &folder.0,
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
fn a_good_secret_serves_in_every_profile_without_a_warning() {
    let folder = Folder::new("good");
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
        &Folder::new("digits"),
        &[("ROCKET_PROFILE", "release"), ("JWT_SECRET", digits)],
    );
    assert!(!printed.contains(digits));
}

#[test]
fn the_example_file_serves_in_debug_and_is_refused_in_release() {
    let folder = Folder::new("example").with(".env", include_str!("../../.env.example"));
    let printed = serves(&folder, &[("ROCKET_PROFILE", "debug")]);
    assert!(!printed.contains("Warning:"), "{printed}");
    refuses(
        &folder,
        &[("ROCKET_PROFILE", "release")],
        "JWT_SECRET is the public value from .env.example, so anyone could sign: put one of your own into .env (openssl rand -hex 32 makes one).",
    );
}

#[test]
fn a_short_secret_is_a_warning_in_debug_and_refused_in_release() {
    let folder = Folder::new("short");
    let line = "JWT_SECRET has 9 bytes, but HS256 needs at least 32 (RFC 7518 §3.2), because a short one can be guessed from any token: put one of your own into .env (openssl rand -hex 32 makes one).";
    let short = ("JWT_SECRET", "tiny key!");
    let printed = serves(&folder, &[("ROCKET_PROFILE", "debug"), short]);
    assert!(printed.contains(&format!("Warning: {line}")), "{printed}");
    for profile in ["release", "staging"] {
        refuses(&folder, &[("ROCKET_PROFILE", profile), short], line);
    }
    // The twin: 32 bytes are enough, and they are counted as bytes.
    serves(
        &folder,
        &[
            ("ROCKET_PROFILE", "release"),
            ("JWT_SECRET", &"é".repeat(16)),
        ],
    );
}

#[test]
fn no_secret_is_refused_in_release() {
    refuses(
        &Folder::new("none"),
        &[("ROCKET_PROFILE", "release")],
        "JWT_SECRET isn't set, and a release build doesn't make one up: put one of your own into .env (openssl rand -hex 32 makes one).",
    );
}

#[test]
fn an_empty_secret_is_refused_everywhere() {
    let line = "JWT_SECRET is empty, so anyone could sign: put one of your own into .env (openssl rand -hex 32 makes one), or delete the line.";
    for profile in ["debug", "release"] {
        refuses(
            &Folder::new("empty"),
            &[("ROCKET_PROFILE", profile), ("JWT_SECRET", "")],
            line,
        );
    }
}

#[test]
fn a_bad_value_stops_the_start_with_its_name_and_the_remedy() {
    let folder = Folder::new("values");
    let ttl = |value: &str| {
        format!(
            "JWT_TTL_SECONDS is {value:?}: write a whole number of seconds from 1 to 86400, such as JWT_TTL_SECONDS=1800."
        )
    };
    for (name, value, line) in [
        ("JWT_TTL_SECONDS", "30m", ttl("30m")),
        ("JWT_TTL_SECONDS", "0", ttl("0")),
        ("JWT_TTL_SECONDS", "-1", ttl("-1")),
        ("JWT_TTL_SECONDS", "1.5", ttl("1.5")),
        ("JWT_TTL_SECONDS", "86401", ttl("86401")),
        ("JWT_TTL_SECONDS", "", ttl("")),
        ("JWT_ISSUER", "", "JWT_ISSUER is empty: write a name, such as JWT_ISSUER=jwt-sandbox, or delete the line.".into()),
        ("JWT_AUDIENCE", " ", "JWT_AUDIENCE is empty: write a name, such as JWT_AUDIENCE=jwt-sandbox-students, or delete the line.".into()),
        ("ROCKET_PORT", "http", "ROCKET_PORT (port in Rocket.toml) can't be used: invalid type: found string \"http\", expected u16; correct it, or delete the line for the default.".into()),
        ("ROCKET_PORT", "70000", "ROCKET_PORT (port in Rocket.toml) can't be used: invalid value unsigned int `70000`, expected u16; correct it, or delete the line for the default.".into()),
        ("ROCKET_ADDRESS", "localhost", "ROCKET_ADDRESS (address in Rocket.toml) can't be used: invalid IP address syntax; correct it, or delete the line for the default.".into()),
        ("ROCKET_WORKERS", "0", "ROCKET_WORKERS is 0, so nothing would run: write 1 or more, or delete the line.".into()),
        ("ROCKET_MAX_BLOCKING", "0", "ROCKET_MAX_BLOCKING is 0, so nothing would run: write 1 or more, or delete the line.".into()),
        ("ROCKET_LOG_LEVEL", "loud", "ROCKET_LOG_LEVEL (log_level in Rocket.toml) can't be used: invalid value string \"loud\", expected one of `critical`, `normal`, `debug`, `off`; correct it, or delete the line for the default.".into()),
        ("ROCKET_LOG_LEVEL", "debug", "ROCKET_LOG_LEVEL=debug would write the headers of each request to the log, tokens included: choose normal, critical or off.".into()),
    ] {
        refuses(&folder, &[("JWT_SECRET", LONG), (name, value)], &line);
    }
}

#[test]
fn a_value_that_the_env_file_would_change_stops_the_start() {
    for (content, place, mistake) in [
        (
            "JWT_ISSUER=me\nDATABASE_PATH=C:\\new\\file\n",
            "line 2 (DATABASE_PATH)",
            "a backslash has a meaning of its own here",
        ),
        (
            "JWT_SECRET=a-secret-of-32-bytes-$and-a-dollar\n",
            "line 1 (JWT_SECRET)",
            "a $ stands for a variable here",
        ),
    ] {
        let folder = Folder::new("changed").with(".env", content);
        let name = place.split(['(', ')']).nth(1).unwrap();
        let file = folder.0.canonicalize().unwrap().join(".env");
        refuses(
            &folder,
            &[],
            &format!(
                "{}, {place}: {mistake}, so the value would change. Put it in single quotes: {name}='…'.",
                file.display()
            ),
        );
    }
    let folder = Folder::new("quoted").with(
        ".env",
        "JWT_SECRET='a-secret-of-32-bytes-$and-a-dollar'\nDATABASE_PATH='C:\\new\\file'\n",
    );
    let server = Server::start(binary(), &folder.0, &[]);
    sign(&server);
    assert!(!server.stop().contains("Warning: JWT_SECRET"));
}

#[test]
fn white_space_around_the_secret_gets_a_warning_and_is_kept() {
    let folder = Folder::new("space");
    let secret = format!("{LONG} ");
    let server = Server::start(binary(), &folder.0, &[("JWT_SECRET", &secret)]);
    let token = sign(&server);
    let printed = server.stop();
    assert!(
        printed.contains("Warning: JWT_SECRET has white space at its start or end, and that is part of the secret. In cmd, set X=Y && … keeps the space before &&: write set \"X=Y\" && … instead."),
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

#[test]
fn the_limits_of_the_lifetime_are_good_values() {
    let folder = Folder::new("limits");
    for seconds in ["1", "86400"] {
        let server = Server::start(
            binary(),
            &folder.0,
            &[("JWT_SECRET", LONG), ("JWT_TTL_SECONDS", seconds)],
        );
        assert_eq!(sign(&server).split('.').count(), 3);
    }
}

#[test]
fn a_malformed_env_file_is_refused_by_line_and_name_and_not_quoted() {
    let named = |folder: &Folder| {
        folder
            .0
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
        let folder = Folder::new("malformed").with(".env", content);
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
        let folder = Folder::new("encoding").with(".env", content);
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
fn an_env_file_is_read_also_with_windows_ends_quotes_and_from_a_folder_below() {
    let content = format!("\u{feff}# mine\r\nJWT_SECRET='{LONG}'\r\nROCKET_PROFILE=release\r\n");
    let folder = Folder::new("windows").with(".env", content);
    serves(&folder, &[]);
    fs::create_dir(folder.0.join("below")).unwrap();
    let below = Folder(folder.0.join("below"));
    serves(&below, &[]);
}

#[test]
fn the_environment_goes_over_the_env_file_over_rocket_toml() {
    let folder = Folder::new("order")
        .with(
            "Rocket.toml",
            "[default]\njwt_issuer = \"toml\"\njwt_audience = \"toml\"\njwt_ttl_seconds = 60\n",
        )
        .with(
            ".env",
            format!("JWT_SECRET='{LONG}'\nJWT_ISSUER=dotenv\nJWT_AUDIENCE=dotenv\n"),
        );
    let server = Server::start(binary(), &folder.0, &[("JWT_ISSUER", "environment")]);
    let (_, body) = verify(&server, &sign(&server));
    let user = &body["user"];
    assert_eq!(user["iss"], "environment");
    assert_eq!(user["aud"], "dotenv");
    assert_eq!(
        user["exp"].as_u64().unwrap() - user["iat"].as_u64().unwrap(),
        60
    );
}

#[test]
fn a_broken_rocket_toml_is_refused_without_its_lines() {
    let folder = Folder::new("toml").with(
        "Rocket.toml",
        "[default]\njwt_secret = \"a secret without an end\nport = 1\n",
    );
    let (status, _, stderr) = run(binary(), &folder.0, &[]);
    assert_eq!(status.code(), Some(1));
    assert!(
        stderr.starts_with(
            "jwt-sandbox: Rocket.toml can't be read (TOML parse error at line 2, column "
        ),
        "{stderr}"
    );
    assert!(!stderr.contains("without an end"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1);

    let folder = Folder::new("kind").with("Rocket.toml", "[default]\njwt_issuer = [\"a\"]\n");
    refuses(
        &folder,
        &[("JWT_SECRET", LONG)],
        "jwt_issuer in Rocket.toml is neither text nor a number: write it in quotes, or set JWT_ISSUER in .env.",
    );
}

#[test]
fn a_secret_in_rocket_toml_works_but_is_warned_of() {
    let folder = Folder::new("toml-secret").with(
        "Rocket.toml",
        format!("[default]\njwt_secret = \"{LONG}\"\n"),
    );
    let printed = serves(&folder, &[("ROCKET_PROFILE", "release")]);
    assert!(printed.contains("Warning: JWT_SECRET comes from Rocket.toml, which git tracks: move it to .env, which git ignores."), "{printed}");
}

#[test]
fn a_misspelled_setting_gets_a_warning() {
    let printed = serves(
        &Folder::new("misspelled"),
        &[("JWT_SECRET", LONG), ("JWT_TTL", "60")],
    );
    assert!(printed.contains("Warning: JWT_TTL is set, but this server doesn't know it. It knows JWT_SECRET, JWT_TTL_SECONDS, JWT_ISSUER, JWT_AUDIENCE."), "{printed}");
}

// The numbers are those of Linux; other systems have their own.
#[cfg(target_os = "linux")]
#[test]
fn a_taken_port_is_named() {
    let folder = Folder::new("port");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (status, stdout, stderr) = run(
        binary(),
        &folder.0,
        &[("JWT_SECRET", LONG), ("ROCKET_PORT", &port)],
    );
    assert_eq!(status.code(), Some(1), "{stdout}");
    assert_eq!(
        stderr,
        format!(
            "jwt-sandbox: ROCKET_PORT: can't listen on 127.0.0.1:{port} (Address already in use (os error 98)): another program has this port, perhaps an earlier run of the server; stop it with Ctrl-C, or choose another port, such as ROCKET_PORT=8001.\n"
        )
    );
}

#[cfg(target_os = "linux")]
#[test]
fn an_address_of_another_machine_is_named() {
    // RFC 5737: an address for documentation, which no machine has.
    refuses(
        &Folder::new("address"),
        &[
            ("JWT_SECRET", LONG),
            ("ROCKET_ADDRESS", "203.0.113.7"),
            ("ROCKET_PORT", "0"),
        ],
        "ROCKET_ADDRESS: can't listen on 203.0.113.7:0 (Cannot assign requested address (os error 99)): this machine doesn't have that address; use ROCKET_ADDRESS=127.0.0.1, or 0.0.0.0 for all of its addresses.",
    );
}

#[test]
fn a_token_in_the_address_is_not_in_the_log() {
    let folder = Folder::new("address");
    let server = Server::start(
        binary(),
        &folder.0,
        &[("ROCKET_PROFILE", "debug"), ("JWT_SECRET", LONG)],
    );
    let token = sign(&server);
    let path = format!("/verify-token?token={token}");
    assert_eq!(exchange(&server.origin, "POST", &path, None).0, 401);
    let printed = server.stop();
    assert!(
        printed.contains("POST /verify-token?token=REDACTED"),
        "{printed}"
    );
    assert!(!printed.contains(&token));
}
