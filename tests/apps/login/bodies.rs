//! What `POST /login` says about a body that it can't use.

use proofs::app::PASSWORD;
use serde_json::json;

use super::{EMAIL, WRONG, app};

/// As much as Rocket reads. A body that is only slightly larger is sent before the response comes.
const ONE_MIB: usize = 1 << 20;

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
