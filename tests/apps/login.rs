//! Lesson 12.

use std::io::Write;
use std::process::Stdio;
use std::thread;

use argon2::{Argon2, PasswordVerifier};
use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::Verifier;
use serde_json::json;

use crate::hasher::Hasher;
use crate::password::Password;
use proofs::app::{App, PASSWORD};
use proofs::forge;
use proofs::process::command;
use proofs::programs::program;
use proofs::server::folder;

const EMAIL: &str = "test@example.com";
/// As much as Rocket reads. A body that is only slightly larger is sent before the answer comes.
const ONE_MIB: usize = 1 << 20;
const WRONG: &str = "The email or the password is wrong.";

fn app() -> App {
    App::alone("12-login")
}

#[test]
fn the_right_password_gets_a_token_for_half_an_hour() {
    let app = app();
    for email in [EMAIL, "Test@Example.COM", " test@example.com "] {
        let answer = app.login(email, PASSWORD);
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        let body = answer.json();
        assert_eq!(body.as_object().unwrap().len(), 1, "{body}");

        let token = body["token"].as_str().unwrap();
        let verifier = Verifier::new(&Settings::with_secret(forge::KEY).token);
        let claims = verifier.verify(token).unwrap();
        assert_eq!(claims.sub(), "1");
        assert_eq!(claims.get("username"), Some(json!("test")));
        let seconds = |name| claims.get::<u64>(name).unwrap();
        assert_eq!(seconds("exp") - seconds("iat"), 1800);
    }
}

#[test]
fn an_unknown_email_is_answered_like_a_wrong_password() {
    let app = app();
    let mut answers = [
        app.login(EMAIL, "incorrect horse battery staple"),
        app.login(EMAIL, ""),
        app.login("nobody@example.com", PASSWORD),
        app.login("nobody@example.com", ""),
        app.login("", PASSWORD),
    ];
    for answer in &mut answers {
        answer.headers.remove("date");
        answer.refuses(401, "wrong_credentials", WRONG);
        assert_eq!(
            answer.header("WWW-Authenticate"),
            Some("Bearer realm=\"jwt-sandbox\"")
        );
    }
    for other in &answers[1..] {
        assert_eq!(answers[0].text, other.text);
        assert_eq!(answers[0].headers, other.headers);
    }
}

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

/// This measures work, not time, so it doesn't depend on what else the machine is doing.
#[cfg(target_os = "linux")]
#[test]
fn an_unknown_email_costs_as_much_work_as_a_wrong_password() {
    let app = app();
    let work = |email: &str| {
        let before = ticks(&app);
        for _ in 0..12 {
            app.login(email, "incorrect horse battery staple");
        }
        ticks(&app) - before
    };
    let (known, unknown) = (work(EMAIL), work("nobody@example.com"));
    assert!(
        unknown * 2 > known && known * 2 > unknown,
        "{known} ticks for a known email, {unknown} for an unknown one"
    );
}

/// The processor time of a server, in the ticks of the system.
#[cfg(target_os = "linux")]
fn ticks(app: &App) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", app.id())).unwrap();
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let fields: Vec<&str> = fields.split(' ').collect();
    fields[11..13]
        .iter()
        .map(|ticks| ticks.parse::<u64>().unwrap())
        .sum()
}

#[cfg(target_os = "linux")]
#[test]
fn after_a_hundred_logins_at_once_the_process_uses_little_memory() {
    const MOST_MIB: usize = 120;
    let app = app();
    thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| app.token(EMAIL, PASSWORD));
        }
    });
    let status = std::fs::read_to_string(format!("/proc/{}/status", app.id())).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let peak: usize = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(
        peak / 1024 < MOST_MIB,
        "{} MiB at the peak, expected less than {MOST_MIB}",
        peak / 1024
    );
}

/// All of them are queued before the first one finishes: a hash takes longer than a thousand requests
/// without a socket.
#[test]
fn a_login_beyond_the_queue_gets_a_503() {
    use rocket::futures::future::join_all;
    use rocket::http::Status;
    use rocket::local::asynchronous::Client;
    use rocket::{State, get, routes};

    use jwt_sandbox::problem::Problem;

    #[get("/")]
    async fn hash(hasher: &State<Hasher>) -> Result<String, Problem> {
        hasher.hash(Password::new(PASSWORD)?).await
    }

    const SENT: usize = 300;
    const QUEUE: usize = 256;
    rocket::execute(async {
        let rocket = rocket::build()
            .manage(Hasher::start().unwrap())
            .mount("/", routes![hash]);
        let client = Client::untracked(rocket).await.unwrap();
        let answers = join_all((0..SENT).map(|_| client.get("/").dispatch())).await;
        let answers: Vec<_> = answers
            .iter()
            .map(|answer| (answer.status(), answer.headers().get_one("Retry-After")))
            .collect();
        let done = answers
            .iter()
            .filter(|answer| **answer == (Status::Ok, None));
        let refused = (Status::ServiceUnavailable, Some("5"));
        let refused = answers.iter().filter(|answer| **answer == refused);
        let (done, refused) = (done.count(), refused.count());
        assert_eq!(done + refused, SENT);
        // Each thread may have taken a job or two out of the queue.
        let threads = thread::available_parallelism().unwrap().get().min(4);
        assert!(
            (QUEUE..=QUEUE + 2 * threads).contains(&done),
            "{done} of {SENT} were hashed"
        );
        // A refused login can be sent again.
        assert_eq!(client.get("/").dispatch().await.status(), Status::Ok);
    });
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

/// RFC 8259 allows all of these, even though this server can't use them.
#[test]
fn valid_json_that_the_server_cannot_use_is_not_called_invalid() {
    let app = app();
    let fields = "The body is JSON, but it isn't an object, or a field isn't text.";
    let value = |column: usize| {
        format!(
            "The body is JSON, but this server can't read a value in it: a number that is too large, or a string with half of a surrogate pair, such as \\ud83d (see line 1, column {column})."
        )
    };
    let deep = |with: &str| format!("{}{with}{}", "[".repeat(200), "]".repeat(200));
    let login = |email: &str| format!(r#"{{"email":{email},"password":"secret-thing"}}"#);
    for (body, detail) in [
        ("1e400".into(), value(5)),
        (login(r#""\ud83d""#), value(17)),
        (login(r#""\ud83dx""#), value(17)),
        (login(r#""\ude00""#), value(16)),
        (login(r#""a\ud83d\ud83d""#), value(23)),
        (login("1e400"), value(14)),
        (login(&deep("")), fields.into()),
        (deep("1"), fields.into()),
        (login(r#"{"a":"\ud83d"}"#), fields.into()),
    ] as [(String, String); 9]
    {
        let answer = app.ask("POST", "/login", None, &body);
        answer.refuses(422, "fields_wrong", &detail);
        assert!(!answer.text.contains("secret-thing"), "{}", answer.text);
    }
    // Not JSON, although its first value is already wrong.
    for (body, column) in [
        (r#"{"email":1,"#, 11),
        ("[1", 2),
        (r#"{"email":"a","password":"b","x":"\ud8zz"}"#, 39),
        (r#"{"email":"a","password":"b","x":01}"#, 34),
    ] {
        app.ask("POST", "/login", None, body).refuses(
            400,
            "body_not_json",
            &format!("The body isn't JSON: see line 1, column {column}."),
        );
    }
    // The control: such values are accepted in a field that this route doesn't use.
    let more = format!(
        r#"{{"email":"{EMAIL}","password":"{PASSWORD}","a":1e400,"b":"\ud83d","c":{}}}"#,
        deep("")
    );
    assert_eq!(app.ask("POST", "/login", None, more).status, 200);
}

#[test]
fn the_refusal_of_a_body_says_what_is_wrong() {
    let app = app();
    let login =
        |email: &str, password: &str| json!({"email": email, "password": password}).to_string();
    for (body, status, reason, detail) in [
        ("".into(), 400, "body_not_json", "The body is empty."),
        (
            " \n ".into(),
            400,
            "body_not_json",
            "The body isn't JSON: see line 2, column 1.",
        ),
        (
            "email=a&password=secret-thing".into(),
            400,
            "body_not_json",
            "The body isn't JSON: see line 1, column 1.",
        ),
        (
            r#"{"email":"a","password":"secret-thing""#.into(),
            400,
            "body_not_json",
            "The body isn't JSON: see line 1, column 38.",
        ),
        (
            r#"{"email":"a","password":"secret-thing"} x"#.into(),
            400,
            "body_not_json",
            "The body isn't JSON: see line 1, column 41.",
        ),
        (
            "{}".into(),
            422,
            "fields_wrong",
            "The field email is missing.",
        ),
        (
            r#"{"password":"secret-thing"}"#.into(),
            422,
            "fields_wrong",
            "The field email is missing.",
        ),
        (
            r#"{"email":null,"password":"secret-thing"}"#.into(),
            422,
            "fields_wrong",
            "The field email isn't text.",
        ),
        (
            r#"{"email":"a","password":["secret-thing"]}"#.into(),
            422,
            "fields_wrong",
            "The field password isn't text.",
        ),
        (
            r#"{"email":"a","email":"a","password":"secret-thing"}"#.into(),
            422,
            "fields_wrong",
            "The field email appears twice.",
        ),
        (
            r#"["a","secret-thing"]"#.into(),
            422,
            "fields_wrong",
            "The body is JSON, but it isn't an object.",
        ),
        (
            r#""secret-thing""#.into(),
            422,
            "fields_wrong",
            "The body is JSON, but it isn't an object.",
        ),
        (
            login("a", &"ü".repeat(129)),
            422,
            "password_too_long",
            "The password has 129 characters. The maximum is 128.",
        ),
        (
            login("a", &"x".repeat(100_000)),
            422,
            "password_too_long",
            "The password has 100000 characters. The maximum is 128.",
        ),
        (
            login("a", &"x".repeat(ONE_MIB)),
            413,
            "payload_too_large",
            "The body is larger than this route accepts.",
        ),
    ] as [(String, u16, &str, &str); 15]
    {
        let answer = app.ask("POST", "/login", None, &body);
        answer.refuses(status, reason, detail);
        assert!(!answer.text.contains("secret-thing"), "{}", answer.text);
    }
    let answer = app.ask("POST", "/login", None, b"\xff\xfe");
    answer.refuses(
        400,
        "body_not_json",
        "The body can't be read, or it isn't UTF-8 text.",
    );

    // The controls: the longest values, and unknown names.
    app.login("a", &"ü".repeat(128))
        .refuses(401, "wrong_credentials", WRONG);
    let more = json!({"email": EMAIL, "password": PASSWORD, "remember": true});
    assert_eq!(app.post("/login", &more).status, 200);
}

#[test]
fn no_password_and_no_token_is_in_the_log() {
    let app = app();
    let token = app.token(EMAIL, PASSWORD);
    app.get("/protected", &token);
    app.login(EMAIL, "secret-thing");
    for broken in [
        r#"{"email":"a","password":"secret-thing""#,
        r#"{"password":"secret-thing"}"#,
    ] {
        app.ask("POST", "/login", None, broken);
    }
    let log = app.stop();
    assert_eq!(
        log.matches("Matched: (login) POST /login").count(),
        4,
        "{log}"
    );
    for secret in [PASSWORD, "secret-thing", &token, forge::KEY] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[test]
fn only_a_valid_token_opens_the_protected_route() {
    let app = app();
    let token = app.token(EMAIL, PASSWORD);
    let answer = app.get("/protected", &token);
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (200, r#"{"message":"Welcome, test!"}"#)
    );
    let nameless = forge::token(&forge::header(), &forge::without("username"));
    assert_eq!(
        app.get("/protected", &nameless).text,
        r#"{"message":"Welcome, 1!"}"#
    );

    app.ask("GET", "/protected", None, "").refuses(
        401,
        "authorization_missing",
        "The request has no Authorization header that this server can read.",
    );
    let expired = forge::token(&forge::header(), &forge::with("exp", forge::now() - 60));
    app.get("/protected", &expired).refuses(
        401,
        "token_expired",
        "The token expired 1 minute ago.",
    );
    let (start, _) = token.rsplit_once('.').unwrap();
    app.get("/protected", &forge::sign_with(start, "another secret", jsonwebtoken::Algorithm::HS256)).refuses(
        401,
        "signature_mismatch",
        "The signature doesn't match: the token was signed with another secret, or changed after it was signed.",
    );
    app.ask("POST", "/protected", Some(&token), "").refuses(
        405,
        "method_not_allowed",
        "You sent POST /protected, but this route wants GET or HEAD.",
    );
}

#[test]
fn the_sandbox_routes_still_sign_and_verify() {
    let app = app();
    let token = app.token(EMAIL, PASSWORD);
    let mock = app.get("/sign-token", "").json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    for token in [token, mock] {
        let verified = app.ask("POST", "/verify-token", Some(&token), "");
        assert_eq!(verified.status, 200, "{}", verified.text);
        assert_eq!(verified.json()["user"]["sub"], "1");
    }
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
