//! All other settings, wherever they come from, and the port and the address that they name.

use proofs::process::{Process, run};
use proofs::programs::sandbox;

use super::{Folder, LONG, exchange, refuses, serves, sign, verify};

#[test]
fn a_bad_value_stops_the_start_with_its_name_and_the_remedy() {
    let folder = Folder::new();
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
fn the_limits_of_the_lifetime_are_valid() {
    let folder = Folder::new();
    for seconds in ["1", "86400"] {
        let server = Process::start(
            sandbox(),
            folder.path(),
            &[("JWT_SECRET", LONG), ("JWT_TTL_SECONDS", seconds)],
        );
        assert_eq!(sign(&server).split('.').count(), 3);
    }
}

#[test]
fn the_environment_overrides_the_env_file_which_overrides_rocket_toml() {
    let folder = Folder::new()
        .with(
            "Rocket.toml",
            "[default]\njwt_issuer = \"toml\"\njwt_audience = \"toml\"\njwt_ttl_seconds = 60\n",
        )
        .with(
            ".env",
            format!("JWT_SECRET='{LONG}'\nJWT_ISSUER=dotenv\nJWT_AUDIENCE=dotenv\n"),
        );
    let server = Process::start(sandbox(), folder.path(), &[("JWT_ISSUER", "environment")]);
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
fn a_misspelled_setting_gets_a_warning() {
    let printed = serves(&Folder::new(), &[("JWT_SECRET", LONG), ("JWT_TTL", "60")]);
    assert!(printed.contains("Warning: JWT_TTL is set, but this server doesn't know it. It knows JWT_SECRET, JWT_TTL_SECONDS, JWT_ISSUER, JWT_AUDIENCE."), "{printed}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_port_that_is_in_use_is_named() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (status, stdout, stderr) = run(
        sandbox(),
        folder.path(),
        &[("JWT_SECRET", LONG), ("ROCKET_PORT", &port)],
    );
    assert_eq!(status.code(), Some(1), "{stdout}");
    assert_eq!(
        stderr,
        format!(
            "jwt-sandbox: ROCKET_PORT: can't listen on 127.0.0.1:{port} (Address already in use (os error 98)): another program is using this port, perhaps an earlier run of the server; stop that program with Ctrl-C, or choose a different port, such as ROCKET_PORT=8001.\n"
        )
    );
}

#[cfg(target_os = "linux")]
#[test]
fn an_address_of_another_machine_is_named() {
    // RFC 5737: an address for documentation, which no machine has.
    refuses(
        &Folder::new(),
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
    let folder = Folder::new();
    let server = Process::start(
        sandbox(),
        folder.path(),
        &[("ROCKET_PROFILE", "debug"), ("JWT_SECRET", LONG)],
    );
    let token = sign(&server);
    let path = format!("/verify-token?token={token}");
    assert_eq!(exchange(&server, "POST", &path, None).0, 401);
    let printed = server.stop();
    assert!(
        printed.contains("POST /verify-token?token=REDACTED"),
        "{printed}"
    );
    assert!(!printed.contains(&token));
}
