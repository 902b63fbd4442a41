//! Each saved example of the Postman collections is what the server really answers, as
//! grader/check/README.md defines it. `lessons/course.toml` lists the collections; each is replayed
//! against the last checkpoint of its part. Where lessons have a server each, every folder is replayed
//! against its own: in part 3, the solution of the lesson's starter; in part 4, the lesson's checkpoint
//! with the notes service beside it.
//!
//! - `server.rs` starts that checkpoint and makes the accounts that an example needs;
//! - `variables.rs` fills in the `{{variables}}` of an example, some with tokens of `forged.rs`;
//! - this file sends the request, and `compare.rs` compares the answer, value by value.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod compare;
mod forged;
mod server;
mod variables;

use std::fs;

use proofs::client::{Response, form};
use proofs::course::Course;
use serde_json::{Value, json};

use compare::compare_values;
use server::Server;
use variables::Variables;

#[test]
fn each_saved_example_is_what_the_graded_server_of_its_part_answers() {
    let course = Course::this();
    let mut wrong = Vec::new();
    for part in &course.parts {
        let Some(file) = part.collection_file() else {
            continue;
        };
        let checked: Vec<_> = course
            .lessons_of(part)
            .filter(|one| one.folder.is_some())
            .collect();
        // Where lessons have a server each, every folder gets its own; the preflight gets the first.
        if checked
            .iter()
            .any(|lesson| lesson.starter.is_some() || lesson.continues.is_some())
        {
            for (index, lesson) in checked.iter().enumerate() {
                let folder = lesson.folder.as_deref();
                let server = Server::of(lesson);
                wrong.extend(replay_all(&file, &server, |name| {
                    Some(name) == folder || index == 0 && name == "0 Preflight"
                }));
            }
        } else if let Some(last) = checked.last() {
            wrong.extend(replay_all(&file, &Server::of(last), |_| true));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_example_with_another_status_header_or_body_is_found() {
    let server = Server::sandbox();
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
    let mut response = Response {
        status: 200,
        ..Response::default()
    };
    for cookie in ["b=2; Path=/", "a=1"] {
        let headers = &mut response.headers;
        headers.append("Set-Cookie", cookie.parse().unwrap());
    }
    let example = |cookies: &[&str]| {
        let headers: Vec<_> = cookies
            .iter()
            .map(|cookie| json!({"key": "Set-Cookie", "value": cookie}))
            .collect();
        json!({"code": 200, "header": headers, "body": ""})
    };
    assert_eq!(
        compare(&example(&["a=…", "b=2; Path=/"]), &response),
        Ok(())
    );
    assert_eq!(
        compare(&example(&["a=1"]), &response).unwrap_err(),
        r#"Set-Cookie is saved as "a=1", and ["a=1","b=2; Path=/"] came"#
    );
    assert_eq!(
        compare(&example(&["a=1", "b=2"]), &response).unwrap_err(),
        r#"Set-Cookie is saved as "b=2", and "b=2; Path=/" came"#
    );
}

#[test]
#[should_panic(expected = "no value is known for {{forged_nonsense}}")]
fn an_unknown_variable_is_not_sent() {
    Variables::new(&Server::sandbox()).fill("Bearer {{forged_nonsense}}");
}

/// Replays the examples in some folders of a collection, and returns each difference.
fn replay_all(file: &str, server: &Server, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let file = proofs::root().join(file);
    let collection: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let mut wrong = Vec::new();
    let folders = list(&collection["item"]);
    let wanted = folders
        .iter()
        .filter(|folder| is_wanted(text(&folder["name"])));
    for folder in wanted {
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
    wrong
}

/// Sends the request of an example again and compares the answer with the one that is saved.
fn replay(server: &Server, example: &Value) -> Result<(), String> {
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
            let rows = list(&body["urlencoded"]).iter();
            let rows: Vec<_> = rows
                .map(|row| (text(&row["key"]), variables.fill(text(&row["value"]))))
                .collect();
            form(rows.iter().map(|(key, value)| (*key, value.as_str())))
        }
        body => variables.fill(text(&body["raw"])),
    };
    let address = variables.fill(text(&sent["url"]["raw"]));
    let response = server.send_to(text(&sent["method"]), &address, &headers, &body);
    compare(example, &response)
}

fn compare(example: &Value, response: &Response) -> Result<(), String> {
    compare_values("the status", &example["code"], &json!(response.status))?;
    let headers = list(&example["header"]);
    for header in headers {
        let name = text(&header["key"]);
        let saved = headers.iter().filter(|other| other["key"] == name);
        let saved = saved.map(|header| text(&header["value"])).collect();
        let came = response.values(name);
        compare_values(name, &in_any_order(saved), &in_any_order(came))?;
    }
    let body = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| json!(text));
    compare_values(
        "the body",
        &body(text(&example["body"])),
        &body(&response.text),
    )
}

/// The value of a header: a text, or a list if there are several.
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
        .unwrap_or_else(|| panic!("{value} is not a text"))
}
