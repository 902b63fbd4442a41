//! The list of attacks, the warning on every answer, where the lab listens, and odd requests.

use proofs::process;
use proofs::programs::program;
use proofs::server::folder;

use serde_json::json;

use super::{Lab, NAME, NAMES};

const WARNING: &str = "attack lab of the JWT sandbox; never copy code from it";

#[test]
fn the_list_has_every_attack_with_its_lesson_and_routes_that_exist() {
    let lab = Lab::start();
    let list = lab.send("GET", "/attacks", &[], "").json();
    let list = list.as_array().unwrap();
    let names: Vec<&str> = list.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, NAMES);
    for (index, attack) in list.iter().enumerate() {
        let name = names[index];
        let lesson = match index {
            0..8 => "lessons/15-forged",
            8..13 => "lessons/16-claims",
            _ => "lessons/17-stolen",
        };
        assert_eq!(attack["lesson"], lesson, "{name}");
        assert!(attack["goal"].as_str().unwrap().ends_with('.'), "{name}");
        assert_eq!(attack["login"], format!("POST /{name}/login"));
        assert_eq!(attack["broken"], format!("GET /broken/{name}/note"));
        assert_eq!(attack["fixed"], format!("GET /fixed/{name}/note"));
        let more = attack["more"].as_array().unwrap().iter();
        let more = more.map(|more| more["request"].as_str().unwrap());
        let own = ["login", "broken", "fixed"].map(|key| attack[key].as_str().unwrap());
        for request in own.into_iter().chain(more) {
            let (method, path) = request.split_once(' ').unwrap();
            if path == "/key-confusion/public-key" {
                // Not text. The attack itself reads it.
                continue;
            }
            let status = lab.send(method, path, &[], "").status;
            assert!([200, 400, 401].contains(&status), "{request}: {status}");
        }
        let alone = lab.send("GET", &format!("/attacks/{name}"), &[], "").json();
        assert_eq!(&alone, attack);
    }
}

#[test]
fn every_answer_and_every_page_says_that_the_lab_is_broken_on_purpose() {
    let lab = Lab::start();
    for (path, status) in [
        ("/attacks", 200),
        ("/", 200),
        ("/broken/stolen/members", 200),
        ("/fixed/stolen/members", 200),
        ("/broken/none/note", 401),
        ("/nowhere", 404),
    ] {
        let answer = lab.send("GET", path, &[], "");
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(
            answer.header("X-Broken-On-Purpose"),
            Some(WARNING),
            "{path}"
        );
        let is_page = answer.header("Content-Type") == Some("text/html; charset=utf-8");
        assert_eq!(
            is_page,
            answer.text.contains("It is broken on purpose."),
            "{path}"
        );
    }
}

#[test]
fn it_refuses_to_listen_where_other_machines_reach_it() {
    for address in ["0.0.0.0", "::", "192.0.2.1"] {
        let folder = folder();
        let variables = [("ROCKET_ADDRESS", address)];
        let (status, _, errors) = process::run(program(NAME), folder.path(), &variables);
        assert_eq!(status.code(), Some(1), "{address}");
        let expected = format!(
            "jwt-sandbox: ROCKET_ADDRESS is {address}: the attack lab is broken on purpose, so it only listens on this machine. Delete the setting, or write ROCKET_ADDRESS=127.0.0.1.\n"
        );
        assert_eq!(errors, expected);
    }
    // The control.
    let lab = Lab::start();
    assert!(
        lab.origin().starts_with("http://127.0.0.1:"),
        "{}",
        lab.origin()
    );
}

#[test]
fn odd_requests_get_an_answer_and_never_a_5xx() {
    let lab = Lab::start();
    let header = |json: &str| format!("{}.e30.", proofs::forge::base64url(json));
    let tokens = [
        "x".to_owned(),
        "a.b.c".into(),
        "..".into(),
        header("[]"),
        header(r#"{"alg":1}"#),
        header(r#"{"alg":"none","alg":"HS256"}"#),
        header(r#"{"alg":"ES256","jwk":{"kty":"OKP","crv":"Ed25519","x":"AA"}}"#),
        header(r#"{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":"AA"}}"#),
        header(r#"{"alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}"#),
        header(r#"{"alg":"HS256","kid":"\u0000"}"#),
        header(r#"{"alg":"HS256","kid":["x"]}"#),
    ];
    for attack in NAMES {
        for token in &tokens {
            for answer in [lab.broken(attack, token), lab.fixed(attack, token)] {
                let solved = answer.text.contains("\"solved\":true");
                assert!(!solved, "{attack} {token}: {}", answer.text);
                assert!(
                    [200, 401].contains(&answer.status),
                    "{attack} {token}: {}",
                    answer.text
                );
            }
        }
    }
}

/// Each refusal of a body names the lesson that the attack belongs to.
#[test]
fn a_body_without_its_field_gets_a_400_that_names_the_lesson() {
    let lab = Lab::start();
    let token = lab.login("stolen");
    for (path, lesson) in [
        ("/looks-alike/clients", "lessons/16-claims"),
        ("/relay/guest-book/login", "lessons/16-claims"),
        ("/wrong-kind/forgot", "lessons/16-claims"),
        ("/stolen/sign-in", "lessons/17-stolen"),
        ("/stolen/name", "lessons/17-stolen"),
    ] {
        let refusal = |body: &str| {
            let answer = lab.with_token("POST", path, &token, body);
            let refusal = answer.json();
            assert_eq!(refusal["lesson"], lesson, "{path}");
            (answer.status, refusal["reason"].clone())
        };
        for body in ["", "{", "[]", "{\"name\":1}", "\u{0}"] {
            assert_eq!(
                refusal(body),
                (400, "field_missing".into()),
                "{path} {body}"
            );
        }
        assert_eq!(
            refusal(&"x".repeat(70_000)),
            (400, "body_unreadable".into()),
            "{path}"
        );
    }
    let empty = r#"{"name":""}"#;
    let long = format!(r#"{{"name":"{}"}}"#, "x".repeat(1001));
    let large = "x".repeat(70_000);
    for (path, body, reason, lesson) in [
        (
            "/looks-alike/clients",
            empty,
            "name_taken",
            "lessons/16-claims",
        ),
        ("/stolen/name", &long, "name_too_long", "lessons/17-stolen"),
        // No route of lesson 15 needs a body, but none reads one of any size.
        (
            "/none/login",
            &large,
            "body_unreadable",
            "lessons/15-forged",
        ),
    ] {
        let refusal = lab.with_token("POST", path, &token, body).json();
        assert_eq!(
            (&refusal["reason"], &refusal["lesson"]),
            (&json!(reason), &json!(lesson)),
            "{path}"
        );
    }
}
