//! Each saved example of the Postman collections is what the server really answers, by the rule of
//! postman/check/README.md.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod asked;
mod compare;
mod forged;
mod variables;

use std::fs;

use serde_json::{Value, json};

use asked::{Asked, Came};
use compare::same;
use proofs::client::percent;
use variables::Variables;

#[test]
fn each_saved_example_of_part_1_is_what_the_sandbox_answers() {
    replay_all("1-sign-and-verify", &Asked::sandbox());
}

#[test]
fn each_saved_example_of_part_2_is_what_the_app_of_lesson_14_answers() {
    replay_all("2-accounts-and-sessions", &Asked::app());
}

#[test]
fn an_example_with_another_status_header_or_body_is_found() {
    let server = Asked::sandbox();
    let example = |code: u16, allow: &str, title: &str| {
        json!({
            "originalRequest": { "method": "PUT", "header": [], "url": { "raw": "{{baseUrl}}/sign-token" } },
            "code": code,
            "header": [{ "key": "Allow", "value": allow }],
            "body": json!({
                "title": title, "status": 405, "detail": "…", "reason": "…", "hint": "Send GET …", "lesson": "…",
            }).to_string(),
        })
    };
    for (example, outcome) in [
        (example(405, "GET, HEAD", "Method Not Allowed"), Ok(())),
        (
            example(404, "GET, HEAD", "Method Not Allowed"),
            Err("the status is saved as 404, and 405 came"),
        ),
        (
            example(405, "GET", "Method Not Allowed"),
            Err(r#"Allow is saved as "GET", and "GET, HEAD" came"#),
        ),
        (
            example(405, "GET, HEAD", "Not Allowed"),
            Err(r#"the body's title is saved as "Not Allowed", and "Method Not Allowed" came"#),
        ),
    ] {
        assert_eq!(replay(&server, &example), outcome.map_err(str::to_owned));
    }
}

#[test]
fn each_cookie_of_an_example_is_compared_in_any_order() {
    let came = Came {
        status: 200,
        headers: vec![
            ("set-cookie".into(), "b=2; Path=/".into()),
            ("set-cookie".into(), "a=1".into()),
        ],
        body: String::new(),
    };
    let example = |cookies: &[&str]| {
        let headers: Vec<_> = cookies
            .iter()
            .map(|cookie| json!({"key": "Set-Cookie", "value": cookie}))
            .collect();
        json!({"code": 200, "header": headers, "body": ""})
    };
    assert_eq!(compare(&example(&["a=…", "b=2; Path=/"]), &came), Ok(()));
    assert_eq!(
        compare(&example(&["a=1"]), &came).unwrap_err(),
        r#"Set-Cookie is saved as "a=1", and ["a=1","b=2; Path=/"] came"#
    );
    assert_eq!(
        compare(&example(&["a=1", "b=2"]), &came).unwrap_err(),
        r#"Set-Cookie is saved as "b=2", and "b=2; Path=/" came"#
    );
}

#[test]
#[should_panic(expected = "no value is known for {{forged_nonsense}}")]
fn a_variable_that_nobody_knows_is_not_sent() {
    Variables::new(&Asked::sandbox()).fill("Bearer {{forged_nonsense}}");
}

/// Replays all examples of a collection, and tells of all that differ.
fn replay_all(name: &str, server: &Asked) {
    let file = proofs::root().join(format!("postman/{name}.postman_collection.json"));
    let collection: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for folder in list(&collection["item"]) {
        for request in list(&folder["item"]) {
            let examples = list(&request["response"]);
            let name = format!("{} › {}", text(&folder["name"]), text(&request["name"]));
            assert!(!examples.is_empty(), "{name} has no saved example");
            for example in examples {
                if let Err(difference) = replay(server, example) {
                    wrong.push(format!("{name}: {difference}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Sends the request of an example again and compares the answer with the one that is saved.
fn replay(server: &Asked, example: &Value) -> Result<(), String> {
    let sent = &example["originalRequest"];
    let variables = Variables::new(server);
    let mut headers: Vec<_> = list(&sent["header"])
        .iter()
        .map(|header| {
            (
                text(&header["key"]).to_owned(),
                variables.fill(text(&header["value"])),
            )
        })
        .collect();
    let body = match &sent["body"] {
        Value::Null => String::new(),
        body if body["mode"] == "urlencoded" => {
            const TYPE: &str = "Content-Type";
            if !headers.iter().any(|(name, _)| name == TYPE) {
                headers.push((TYPE.into(), "application/x-www-form-urlencoded".into()));
            }
            let rows = list(&body["urlencoded"]).iter().map(|row| {
                let value = variables.fill(text(&row["value"]));
                format!("{}={}", percent(text(&row["key"])), percent(&value))
            });
            rows.collect::<Vec<_>>().join("&")
        }
        body => variables.fill(text(&body["raw"])),
    };
    let address = variables.fill(text(&sent["url"]["raw"]));
    let came = server.ask(text(&sent["method"]), &address, &headers, &body);
    compare(example, &came)
}

fn compare(example: &Value, came: &Came) -> Result<(), String> {
    same("the status", &example["code"], &json!(came.status))?;
    let headers = list(&example["header"]);
    for header in headers {
        let name = text(&header["key"]);
        let saved = headers.iter().filter(|other| other["key"] == name);
        let saved = saved.map(|header| text(&header["value"])).collect();
        let came = came.values(name).collect();
        same(name, &in_any_order(saved), &in_any_order(came))?;
    }
    let body = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| json!(text));
    same("the body", &body(text(&example["body"])), &body(&came.body))
}

/// What a header says: a text, or a list where there are several.
fn in_any_order(mut values: Vec<&str>) -> Value {
    values.sort_unstable();
    match values.as_slice() {
        [one] => json!(one),
        several => json!(several),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
}
