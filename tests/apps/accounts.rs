//! Lesson 13: what its routes answer.

use std::collections::BTreeSet;
use std::thread;

use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::Verifier;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use proofs::app::{App, PASSWORD};
use proofs::client::Response;
use proofs::forge;
use proofs::server::folder;

pub const NOT_FOUND: &str = "The token is valid, but its user doesn't exist or was deleted.";
pub const TAKEN: &str = "There is already an account with this email.";
const WRONG: &str = "The email or the password is wrong.";

fn app(folder: &TempDir) -> App {
    App::start("13-accounts", folder)
}

pub fn application(name: &str, email: &str, password: &str) -> Value {
    json!({"name": name, "email": email, "password": password})
}

/// The rows of a query on the database, from outside the server.
pub fn rows(folder: &TempDir, question: &str) -> i64 {
    let database = Connection::open(folder.path().join("sandbox.sqlite3")).unwrap();
    database.query_row(question, [], |row| row.get(0)).unwrap()
}

fn sign_up(app: &App, email: &str) -> Response {
    app.post("/signup", &application("Ada", email, PASSWORD))
}

#[test]
fn a_new_account_can_log_in_and_see_itself() {
    let folder = folder();
    let app = app(&folder);
    let answer = app.post(
        "/signup",
        &application(" Ada Lovelace ", " Ada@Example.com ", PASSWORD),
    );
    assert_eq!(answer.status, 201, "{}", answer.text);
    let body = answer.json();
    let id = body["user"]["id"].as_str().unwrap();
    assert_eq!(Uuid::parse_str(id).unwrap().get_version_num(), 4);
    assert_eq!(
        body,
        json!({"user": {"id": id, "name": "Ada Lovelace", "email": "Ada@Example.com"}})
    );

    for email in ["Ada@Example.com", "ada@example.COM "] {
        let token = app.token(email, PASSWORD);
        let verifier = Verifier::new(&Settings::with_secret(forge::KEY).token);
        assert_eq!(verifier.verify(&token).unwrap().sub(), id);
        assert_eq!(app.get("/me", &token).json(), body);
        assert_eq!(
            app.get("/protected", &token).text,
            r#"{"message":"Welcome, Ada Lovelace!"}"#
        );
    }
}

#[test]
fn each_user_sees_themselves() {
    let folder = folder();
    let app = app(&folder);
    let tokens = ["ada@example.com", "bob@example.com"].map(|email| {
        assert_eq!(sign_up(&app, email).status, 201);
        (email, app.token(email, PASSWORD))
    });
    for (email, token) in &tokens {
        assert_eq!(app.get("/me", token).json()["user"]["email"], *email);
    }
}

#[test]
fn an_unknown_email_is_answered_like_a_wrong_password() {
    let folder = folder();
    let app = app(&folder);
    assert_eq!(sign_up(&app, "ada@example.com").status, 201);
    let (wrong, unknown) = (
        app.login("ada@example.com", "wrong"),
        app.login("b@c.d", "wrong"),
    );
    wrong.refuses(401, "wrong_credentials", WRONG);
    assert_eq!(wrong.text, unknown.text);
}

#[test]
fn two_hundred_sign_ups_at_once_for_one_email_make_one_account() {
    let folder = folder();
    let app = app(&folder);
    let answers: Vec<Response> = thread::scope(|scope| {
        let all: Vec<_> = (0..200)
            .map(|number| {
                let app = &app;
                // The same email in many spellings: aDA, ADa …
                let email: String = "ada@example.com"
                    .chars()
                    .enumerate()
                    .map(|(at, c)| {
                        if number >> (at % 8) & 1 == 1 {
                            c.to_ascii_uppercase()
                        } else {
                            c
                        }
                    })
                    .collect();
                scope.spawn(move || sign_up(app, &email))
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let (made, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), refused.len()), (1, 199));
    for answer in refused {
        answer.refuses(409, "email_taken", TAKEN);
    }
    assert_eq!(rows(&folder, "SELECT count(*) FROM users"), 1);
    assert_eq!(rows(&folder, "SELECT count(*) FROM passwords"), 1);
}

#[test]
fn sql_in_a_field_is_text() {
    let folder = folder();
    let app = app(&folder);
    for (number, sql) in [
        "Robert'); DROP TABLE users;--",
        "' OR '1'='1",
        "x\" OR 1=1 --",
        "'; DELETE FROM passwords; --",
        "%_?1:email$1@x\\",
    ]
    .iter()
    .enumerate()
    {
        let email = format!("{}{number}@example.com", sql.replace([' ', '@'], ""));
        let password = format!("{sql}{sql}");
        let made = app.post("/signup", &application(sql, &email, &password));
        assert_eq!(made.status, 201, "{}", made.text);
        let token = app.token(&email, &password);
        let me = app.get("/me", &token).json();
        assert_eq!(
            (&me["user"]["name"], &me["user"]["email"]),
            (&json!(sql), &json!(email))
        );

        app.login(sql, sql).refuses(401, "wrong_credentials", WRONG);
        app.login(&email, sql)
            .refuses(401, "wrong_credentials", WRONG);
        let forged = forge::token(&forge::header(), &forge::with("sub", *sql));
        app.get("/me", &forged)
            .refuses(401, "user_not_found", NOT_FOUND);
        assert_eq!(
            rows(&folder, "SELECT count(*) FROM users"),
            number as i64 + 1
        );
    }
}

#[test]
fn the_refusal_of_a_sign_up_names_the_field() {
    let folder = folder();
    let app = app(&folder);
    let email_wrong = "This isn't an email address: it needs one @ with text before and after it, no spaces or invisible characters, and at most 254 characters.";
    let invisible = "The name is empty, or all of its characters are invisible.";
    let unprintable =
        "The name contains a line break, a control character or an invisible character.";
    let long = |local: usize| format!("{}@example.com", "ü".repeat(local));
    let refused: Vec<(Value, &str, String)> = [
        ("", invisible),
        ("  \t ", invisible),
        ("\u{2800}", invisible),
        ("\u{3164} \u{3164}", invisible),
        ("\u{115f}\u{1160}\u{ffa0}", invisible),
        ("\u{200d}\u{200c}", invisible),
        ("\u{301}\u{fe0f}", invisible),
        ("\u{200b}", unprintable),
        ("Ada\u{200b}", unprintable),
        ("\u{feff}Ada", unprintable),
        ("A\u{ad}da", unprintable),
        ("Ada\u{202e}nimdA", unprintable),
        ("Ada\u{2028}Eve", unprintable),
        ("Ada\u{2029}Eve", unprintable),
        ("Ada\u{85}Eve", unprintable),
        ("Ada\u{e000}", unprintable),
        ("a\nb", unprintable),
        ("a\0b", unprintable),
        (
            &"ü".repeat(81),
            "The name has 81 characters. The maximum is 80.",
        ),
    ]
    .map(|(name, detail)| {
        (
            application(name, "a@b.c", PASSWORD),
            "name_wrong",
            detail.to_owned(),
        )
    })
    .into_iter()
    .chain(
        [
            "",
            "a",
            "@",
            "a@",
            "@b.c",
            "a@b@c",
            "a b@c.d",
            "a@b\n.c",
            "a\u{200b}@b.c",
            "a@b\u{2060}.c",
            "\u{3164}@b.c",
            "a@\u{2800}",
            "a\u{a0}b@c.d",
            &long(243),
        ]
        .map(|email| {
            (
                application("Ada", email, PASSWORD),
                "email_wrong",
                email_wrong.to_owned(),
            )
        }),
    )
    .chain(
        [("", 0), ("eleven char", 11), ("üüüüüüüüüüü", 11)].map(|(password, length)| {
            let detail = format!("The password has {length} characters. The minimum is 12.");
            (
                application("Ada", "a@b.c", password),
                "password_too_short",
                detail,
            )
        }),
    )
    .chain([(
        application("Ada", "a@b.c", &"ü".repeat(129)),
        "password_too_long",
        "The password has 129 characters. The maximum is 128.".into(),
    )])
    .collect();
    for (body, reason, detail) in &refused {
        app.post("/signup", body).refuses(422, reason, detail);
    }
    app.ask("POST", "/signup", None, "{").refuses(
        400,
        "body_not_json",
        "The body isn't JSON: see line 1, column 1.",
    );
    app.post("/signup", &json!({"name": "Ada", "email": "a@b.c"}))
        .refuses(422, "fields_wrong", "The field password is missing.");
    app.post("/signup", &json!(["Ada", "a@b.c", PASSWORD]))
        .refuses(
            422,
            "fields_wrong",
            "The body is JSON, but it isn't an object.",
        );
    assert_eq!(rows(&folder, "SELECT count(*) FROM users"), 0);

    // The controls, at each limit.
    for body in [
        application("A", "a@b", PASSWORD),
        application(&"ü".repeat(80), "b@b.c", PASSWORD),
        application("O'Brien 李 🦀", "c@b.c", PASSWORD),
        application("علی\u{200c}رضا 👩\u{200d}🔬❤\u{fe0f}", "f@b.c", PASSWORD),
        application("Ada", &long(242), PASSWORD),
        application("Ada", "d@b.c", "twelve chars"),
        application("Ada", "e@b.c", &"ü".repeat(128)),
    ] {
        let answer = app.post("/signup", &body);
        assert_eq!(answer.status, 201, "{body} {}", answer.text);
        let (email, password) = (
            body["email"].as_str().unwrap(),
            body["password"].as_str().unwrap(),
        );
        let me = app.get("/me", &app.token(email, password)).json();
        assert_eq!(
            (&me["user"]["name"], &me["user"]["email"]),
            (&body["name"], &body["email"])
        );
    }
}

/// `é` as one code point and as two, in both directions.
#[test]
fn an_email_and_a_password_are_the_same_in_every_spelling() {
    let folder = folder();
    let app = app(&folder);
    let composed = (
        "ren\u{e9}@example.com",
        "caf\u{e9} au lait s'il vous pla\u{ee}t",
    );
    let decomposed = (
        "rene\u{301}@example.com",
        "cafe\u{301} au lait s'il vous plai\u{302}t",
    );
    for (number, ((email, password), (other_email, other_password))) in
        [(composed, decomposed), (decomposed, composed)]
            .into_iter()
            .enumerate()
    {
        let of = |email: &str| email.replace('@', &format!("{number}@"));
        let made = app.post("/signup", &application("René", &of(email), password));
        assert_eq!(made.status, 201, "{}", made.text);
        let again = application("René", &of(other_email).to_uppercase(), other_password);
        app.post("/signup", &again)
            .refuses(409, "email_taken", TAKEN);
        let token = app.token(&of(other_email), other_password);
        assert_eq!(app.get("/me", &token).json(), made.json());
        app.login(&of(other_email), "cafe au lait s'il vous plait")
            .refuses(401, "wrong_credentials", WRONG);
    }
    // The minimum counts what a person sees.
    let short = application("René", "short@example.com", &"e\u{301}".repeat(11));
    app.post("/signup", &short).refuses(
        422,
        "password_too_short",
        "The password has 11 characters. The minimum is 12.",
    );
}

#[test]
fn a_deleted_user_is_out_at_once() {
    let folder = folder();
    let app = app(&folder);
    let first = sign_up(&app, "ada@example.com").json();
    assert_eq!(sign_up(&app, "bob@example.com").status, 201);
    let (token, other) = (
        app.token("ada@example.com", PASSWORD),
        app.token("bob@example.com", PASSWORD),
    );

    let deleted = app.ask("DELETE", "/me", Some(&token), "");
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));

    for (method, path) in [("GET", "/me"), ("GET", "/protected"), ("DELETE", "/me")] {
        let answer = app.ask(method, path, Some(&token), "");
        answer.refuses(401, "user_not_found", NOT_FOUND);
        assert_eq!(
            answer.header("WWW-Authenticate").unwrap(),
            format!(
                "Bearer realm=\"jwt-sandbox\", error=\"invalid_token\", error_description=\"{NOT_FOUND}\""
            )
        );
    }
    app.login("ada@example.com", PASSWORD)
        .refuses(401, "wrong_credentials", WRONG);
    assert_eq!(rows(&folder, "SELECT count(*) FROM passwords"), 1);
    assert_eq!(app.get("/me", &other).status, 200);

    // If the same person signs up again, that is another user, and the old token stays invalid.
    let again = sign_up(&app, "ada@example.com").json();
    assert_ne!(first["user"]["id"], again["user"]["id"]);
    app.get("/me", &token)
        .refuses(401, "user_not_found", NOT_FOUND);
}

#[test]
fn a_token_of_an_unknown_user_is_rejected() {
    let folder = folder();
    let app = app(&folder);
    assert_eq!(sign_up(&app, "ada@example.com").status, 201);
    let mock = app.get("/sign-token", "").json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let stranger = forge::token(
        &forge::header(),
        &forge::with("sub", Uuid::new_v4().to_string()),
    );
    for token in [mock, stranger] {
        app.get("/me", &token)
            .refuses(401, "user_not_found", NOT_FOUND);
        assert_eq!(
            app.ask("POST", "/verify-token", Some(&token), "").status,
            200
        );
    }
    app.ask("GET", "/me", None, "").refuses(
        401,
        "authorization_missing",
        "The request has no Authorization header that this server can read.",
    );
    let other_method = app.ask("PUT", "/me", None, "");
    other_method.refuses(
        405,
        "method_not_allowed",
        "You sent PUT /me, but this route wants DELETE, GET or HEAD.",
    );
    let hint = other_method.json()["hint"].to_string();
    assert!(hint.contains("Send GET instead"), "{hint}");
}

#[test]
fn ids_reveal_nothing_about_the_number_of_users() {
    let folder = folder();
    let app = app(&folder);
    let ids: BTreeSet<String> = (0..5)
        .map(|number| {
            let answer = sign_up(&app, &format!("user{number}@example.com")).json();
            answer["user"]["id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 5);
    assert!(
        ids.iter()
            .all(|id| Uuid::parse_str(id).unwrap().get_version_num() == 4)
    );
}

#[test]
fn no_password_and_no_hash_leaves_the_server() {
    let folder = folder();
    let app = app(&folder);
    let mut seen = sign_up(&app, "ada@example.com").text;
    seen += &sign_up(&app, "ada@example.com").text;
    seen += &app.post("/signup", &application("", "x", PASSWORD)).text;
    let token = app.token("ada@example.com", PASSWORD);
    seen += &app.get("/me", &token).text;
    let log = app.stop();
    assert!(log.contains("POST /signup"), "{log}");
    seen += &log;
    for secret in [PASSWORD, "argon2", &token, forge::KEY] {
        assert!(
            !seen.contains(secret),
            "{secret} is in an answer or in the log:\n{seen}"
        );
    }
    assert_eq!(
        rows(
            &folder,
            "SELECT count(*) FROM passwords WHERE hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'"
        ),
        1
    );
}
