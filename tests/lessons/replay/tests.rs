//! Small pages, replayed against a running server.

use std::path::Path;
use std::process::Command;

use super::check_requests;
use crate::small::Small;
use proofs::process::command;

const TOKEN_LINE: &str =
    r#"TOKEN=$(curl -s http://127.0.0.1:8000/sign-token | sed 's/.*"token":"\([^"]*\)".*/\1/')"#;

/// The page as lesson 01, which talks to the finished sandbox.
fn findings(page: &str) -> Vec<String> {
    let small = Small::new(&[
        (
            ".env.example",
            "# A comment.\nJWT_SECRET=a-secret-of-the-small-project-to-replay-it\n",
        ),
        ("lessons/01-read-a-token/README.md", page),
    ]);
    check_requests(&small.open(), &sandbox)
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn sandbox(_: &str, folder: &Path, variables: &[(&str, &str)]) -> Command {
    command(proofs::programs::sandbox(), folder, variables)
}

fn console(text: &str) -> String {
    format!("```console\n{text}\n```\n")
}

const NO_TOKEN: &str = r#"{"title":"Unauthorized","status":401,"detail":"…","reason":"authorization_missing","hint":"…","lesson":"lessons/06-bearer-header"}"#;

#[test]
fn true_answers_pass() {
    for text in [
        r#"$ curl -s http://127.0.0.1:8000/sign-token
{"token":"ey….ey….…"}"#,
        &format!("$ curl -s -X POST http://127.0.0.1:8000/verify-token\n{NO_TOKEN}"),
        &format!(
            "$ {TOKEN_LINE}
$ curl -s -X POST -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8000/verify-token
{{\"user\":{{\"sub\":\"1\",\"username\":\"test\",\"iss\":\"jwt-sandbox\",\"aud\":\"jwt-sandbox-students\",\"iat\":…,\"exp\":…}}}}"
        ),
        &format!(
            "$ curl -s -i -X POST \\
    http://127.0.0.1:8000/verify-token
HTTP/1.1 401 Unauthorized
Content-Type: application/problem+json
WWW-Authenticate: Bearer realm=\"jwt-sandbox\"
…

{NO_TOKEN}"
        ),
        "$ openssl rand -hex 32\nf00\n$ cargo run\n   Compiling …",
    ] {
        assert_eq!(findings(&console(text)), [""; 0], "{text}");
    }
}

#[test]
fn another_body_is_caught() {
    let shown = NO_TOKEN.replace("authorization_missing", "authorization_mising");
    let messages = findings(&console(&format!(
        "$ cargo run\n$ curl -s -X POST http://127.0.0.1:8000/verify-token\n{shown}"
    )));
    let [message] = &messages[..] else {
        panic!("{messages:?}")
    };
    assert!(message.starts_with("lessons/01-read-a-token/README.md:3: sandbox gives a different answer to curl -s -X POST http://127.0.0.1:8000/verify-token\n  expected: {\"title\":\"Unauthorized\",\"status\":401,"), "{message}");
    let rest = format!(
        "\n  found: {shown}\n  to do: fix the server if it's wrong; otherwise show its answer, with … for what changes each time\n"
    );
    assert!(message.ends_with(&rest), "{message}");
}

#[test]
fn another_status_or_header_is_caught() {
    let page = |status, header| {
        console(&format!(
            "$ curl -s -i -X POST http://127.0.0.1:8000/verify-token\nHTTP/1.1 {status}\nwww-authenticate: {header}\n…\n\n{NO_TOKEN}"
        ))
    };
    const REALM: &str = "Bearer realm=\"jwt-sandbox\"";
    assert_eq!(findings(&page("401 Unauthorized", REALM)), [""; 0]);
    let messages = findings(&page("403 Forbidden", REALM)).concat();
    assert!(
        messages.contains("expected: HTTP/1.1 401 Unauthorized\n  found: HTTP/1.1 403 Forbidden\n"),
        "{messages}"
    );
    let messages = findings(&page("401 Unauthorized", "Basic")).concat();
    assert!(
        messages.contains("expected: www-authenticate: Bearer realm=\"jwt-sandbox\"\n  found: www-authenticate: Basic\n"),
        "{messages}"
    );
}

#[test]
fn an_omission_without_an_ellipsis_is_caught() {
    let page = |head: &str, body: &str| {
        console(&format!(
            "$ curl -s -i -X POST http://127.0.0.1:8000/verify-token\nHTTP/1.1 401 Unauthorized\n{head}\n\n{body}"
        ))
    };
    let (whole, cut) = (NO_TOKEN, NO_TOKEN.replace(r#""hint":"…","#, ""));
    assert_eq!(findings(&page("…", whole)), [""; 0]);
    let found = findings(&page("content-type: application/problem+json", whole)).concat();
    assert!(
        found.contains("expected: a line with … for www-authenticate, "),
        "{found}"
    );
    let found = findings(&page("…", &cut)).concat();
    assert!(
        found.contains("sandbox gives a different answer"),
        "{found}"
    );
}

#[test]
fn an_answer_that_is_not_shown_is_caught() {
    let messages = findings(&console(
        "$ curl -s -X POST http://127.0.0.1:8000/verify-token",
    ))
    .concat();
    assert!(messages.contains("  found: nothing\n"), "{messages}");
}

#[test]
fn the_pages_around_the_lessons_talk_to_the_sandbox() {
    let findings = |body: &str| {
        let page = console(&format!(
            "$ curl -X POST http://127.0.0.1:8000/verify-token\n{body}"
        ));
        let small = Small::new(&[
            (
                ".env.example",
                "JWT_SECRET=a-secret-of-the-small-project-to-replay-it\n",
            ),
            ("README.md", &page),
        ]);
        let findings = check_requests(&small.open(), &sandbox);
        findings
            .into_iter()
            .map(|finding| finding.place)
            .collect::<Vec<_>>()
    };
    assert_eq!(findings(NO_TOKEN), [""; 0]);
    assert_eq!(findings("{}"), ["README.md:2"]);
}

#[test]
fn a_variable_lasts_until_the_end_of_its_lesson() {
    let verify = "$ curl -s -X POST -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8000/verify-token\n";
    let word = "{…\"reason\":\"token_is_a_word\"…}";
    let set = console("$ TOKEN=null");
    assert_eq!(
        findings(&(set + &console(&format!("{verify}{word}")))),
        [""; 0]
    );
    let messages = findings(&console(&format!("{verify}{word}"))).concat();
    assert!(
        messages.contains("expected: $TOKEN has no value here\n"),
        "{messages}"
    );
}

#[test]
fn the_environment_of_a_block_reaches_the_server() {
    let page = |info| {
        format!(
            "```{info}\n$ {TOKEN_LINE}\n$ curl -s -X POST -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8000/verify-token\n{{…\"iss\":\"me\",\"aud\":\"you\",…}}\n```\n"
        )
    };
    assert_eq!(
        findings(&page("console,env=JWT_ISSUER=me,env=JWT_AUDIENCE=you")),
        [""; 0]
    );
    assert_eq!(findings(&page("console,env=JWT_ISSUER=me")).len(), 1);
}

#[test]
fn a_wrong_block_is_not_replayed() {
    let page = console("$ curl -s http://127.0.0.1:8000/sign-token\n{}");
    assert_eq!(findings(&page).len(), 1);
    assert_eq!(findings(&page.replace("console", "console,wrong")), [""; 0]);
}

#[test]
fn a_command_that_cannot_be_replayed_is_caught() {
    for (command, why) in [
        (
            "curl --fail http://127.0.0.1:8000/",
            "--fail is not an option that this proof knows",
        ),
        (
            "curl -s http://localhost:8000/",
            "http://localhost:8000/ is not at http://127.0.0.1:8000",
        ),
        ("curl -s", "an address is missing"),
        (
            "curl -s http://127.0.0.1:8000/ | jq",
            "| has a meaning in the shell: put quotes around it, or leave it out",
        ),
        (
            "TOKEN=$(curl -s http://127.0.0.1:8000/sign-token | jq -r .token)",
            "a command with curl starts with `curl `, or takes one thing out of an answer",
        ),
    ] {
        let messages = findings(&console(&format!("$ {command}"))).concat();
        let expected = format!(
            "README.md:2: a command that can't be replayed\n  expected: {why}\n  found: {command}\n"
        );
        assert!(messages.contains(&expected), "{messages}");
    }
}

#[test]
fn an_unknown_server_or_word_is_caught() {
    for info in [
        "console,at=99-nowhere",
        "console,at=exercise-1",
        "console,env=X",
        "console,worng",
    ] {
        let messages = findings(&format!(
            "```{info}\n$ curl -s http://127.0.0.1:8000/\n```\n"
        ))
        .concat();
        assert!(
            messages.contains(&format!("  found: {info}\n")),
            "{messages}"
        );
    }
}

#[test]
fn a_server_that_does_not_start_is_caught() {
    let page = "```console,env=JWT_TTL_SECONDS=never\n$ curl -s http://127.0.0.1:8000/\n```\n";
    let messages = findings(page).concat();
    assert!(
        messages.starts_with("lessons/01-read-a-token/README.md:2: sandbox doesn't start\n"),
        "{messages}"
    );
}

#[test]
fn a_token_line_without_a_token_is_caught() {
    // Lesson 02 answers with a message: it has no token yet.
    let page = console(&format!("$ {TOKEN_LINE}")).replace("console", "console,at=02-first-route");
    let small = Small::new(&[
        (
            "Cargo.toml",
            "[[example]]\nname = \"02-first-route\"\npath = \"lessons/02-first-route/main.rs\"\n",
        ),
        ("lessons/01-read-a-token/README.md", &page),
    ]);
    let messages: String = check_requests(&small.open(), &crate::command)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        messages.starts_with("lessons/01-read-a-token/README.md:2: a line that takes one \"token\":\"…\" out of an answer that doesn't have one\n  expected: {\"message\":"),
        "{messages}"
    );
}

/// Counts in a cookie, and answers with what it received.
#[test]
#[ignore = "serves as a separate process, until it is killed"]
fn serve_cookies() {
    use rocket::http::{Accept, ContentType, Cookie, CookieJar};
    use rocket::{delete, get, post, routes};

    #[get("/count")]
    fn count(jar: &CookieJar<'_>) -> String {
        let before = jar.get("n").map_or(0, |n| n.value().parse().unwrap());
        jar.add(("n", (before + 1).to_string()));
        format!("{before}")
    }

    #[delete("/count")]
    fn forget(jar: &CookieJar<'_>) {
        jar.remove(Cookie::from("n"));
    }

    #[post("/say", data = "<body>")]
    fn say(body: String, kind: &ContentType, accept: &Accept) -> String {
        format!("{kind} {accept} {body}")
    }

    if std::env::var("JWT_SECRET").is_ok() {
        let routes = routes![count, forget, say];
        let _ = rocket::execute(rocket::build().mount("/", routes).launch());
    }
}

/// The page against that server; how often it was started, and in how many folders.
fn counted(page: &str) -> (Vec<String>, usize, usize) {
    let starts = std::cell::RefCell::new(Vec::new());
    let program = |_: &str, folder: &Path, variables: &[(&str, &str)]| {
        starts.borrow_mut().push(folder.to_owned());
        let this = std::env::current_exe().unwrap();
        let mut command = command(&this, folder, variables);
        let test = "replay::tests::serve_cookies";
        command.args(["--exact", test, "--ignored", "--nocapture"]);
        command
    };
    let small = Small::new(&[("lessons/01-read-a-token/README.md", page)]);
    let findings = check_requests(&small.open(), &program);
    let mut starts = starts.into_inner();
    let count = starts.len();
    starts.dedup();
    let messages = findings.iter().map(ToString::to_string).collect();
    (messages, count, starts.len())
}

#[test]
fn cookies_are_kept_and_sent_as_the_command_says() {
    const COUNT: &str = "http://127.0.0.1:8000/count";
    let page = console(&format!(
        "$ curl -s -b jar -c jar {COUNT}\n0\n$ curl -s -b jar -c jar {COUNT}\n1\n$ curl -s -b jar {COUNT}\n2\n$ curl -s -b jar {COUNT}\n2\n$ curl -s {COUNT}\n0\n$ curl -s -b n=7 {COUNT}\n7\n$ curl -s -H \"Cookie: n=8\" {COUNT}\n8\n$ curl -X DELETE -b jar -c jar {COUNT}\n$ curl -s -b jar {COUNT}\n0"
    ));
    assert_eq!(counted(&page), (vec![], 1, 1));
    let messages = counted(&page.replacen("-b jar -c jar", "-c jar", 2)).0;
    assert_eq!(messages.len(), 3, "{messages:?}");
}

#[test]
fn json_is_sent_with_its_type() {
    let page = |options| {
        console(&format!(
            "$ curl {options} '{{\"a\":1}}' http://127.0.0.1:8000/say\napplication/json application/json {{\"a\":1}}"
        ))
    };
    assert_eq!(counted(&page("--json")).0, [""; 0]);
    assert_eq!(counted(&page("-d")).0.len(), 1);
}

#[test]
fn a_body_may_be_left_out_and_the_status_printed() {
    let page = |status| {
        console(&format!(
            "$ curl -s -o /dev/null -w '%{{http_code}} in %{{time_total}} s\\n' http://127.0.0.1:8000/count\n{status} in …s"
        ))
    };
    assert_eq!(counted(&page("200")).0, [""; 0]);
    assert_eq!(counted(&page("404")).0.len(), 1);
}

#[test]
fn a_server_is_restarted_where_the_block_says_so_in_the_folder_of_the_page() {
    let block = |info| format!("```{info}\n$ curl -s http://127.0.0.1:8000/count\n0\n```\n\n");
    for (second, starts) in [
        ("console", 1),
        ("console,restarted", 2),
        ("console,env=A=b", 2),
    ] {
        let page = block("console") + &block(second);
        assert_eq!(counted(&page), (vec![], starts, 1), "{second}");
    }
}

#[test]
fn any_request_may_be_the_one_that_a_token_is_taken_from() {
    let sed = r#"sed 's/.*"token":"\([^"]*\)".*/\1/')"#;
    let page = |curl: &str| {
        console(&format!(
            "$ NEWS=$({curl} '\"token\":\"a.b\"' http://127.0.0.1:8000/say | {sed}\n$ curl --json \"$NEWS\" http://127.0.0.1:8000/say\napplication/json application/json a.b"
        ))
    };
    assert_eq!(counted(&page("curl -s --json")).0, [""; 0]);
    let messages = counted(&page("curl --json")).0.concat();
    assert!(
        messages.contains("expected: without -s, curl shows its progress here\n"),
        "{messages}"
    );
    let twice = page("curl -s --json").replace("a.b\"'", "a.b\" \"token\":\"c\"'");
    let messages = counted(&twice).0.concat();
    assert!(
        messages.contains("takes one \"token\":\"…\" out of an answer that doesn't have one"),
        "{messages}"
    );
}

#[test]
fn the_hidden_field_of_a_form_can_be_taken() {
    let sed = r#"sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p')"#;
    let page = |name: &str| {
        console(&format!(
            "$ FORM=$(curl -s --json '<input name=\"{name}\" value=\"x1\">' http://127.0.0.1:8000/say | {sed}\n$ curl --json \"$FORM\" http://127.0.0.1:8000/say\n…x1"
        ))
    };
    assert_eq!(counted(&page("form_token")).0, [""; 0]);
    assert_eq!(counted(&page("token")).0.len(), 2);
}

#[test]
fn a_line_and_a_value_without_quotes_can_be_taken() {
    let page = |taken: &str| {
        console(&format!(
            "$ PART=$(curl -s --json 'token=a.b 200' http://127.0.0.1:8000/say | {taken})\n$ curl -s --json \"$PART\" http://127.0.0.1:8000/say\n…a.b"
        ))
    };
    assert_eq!(
        counted(&page(r"sed -n '$s/.*token=\([^ ]*\) .*/\1/p'")).0,
        [""; 0]
    );
    let line = page("sed -n 1p").replace("…a.b", "…a.b 200");
    assert_eq!(counted(&line).0, [""; 0]);
    let messages = counted(&line.replace("1p", "2p")).0.concat();
    assert!(
        messages.contains("line 2 of an answer that has fewer"),
        "{messages}"
    );
}

#[test]
#[cfg(unix)]
fn an_answer_goes_into_a_file() {
    let page = "$ curl -s -o answer.txt --json 'a.b' http://127.0.0.1:8000/say\n$ cargo run -q -- answer.txt\n…a.b";
    assert_eq!(printed(page, "cat"), [""; 0]);
}

/// The page of a lesson whose program is this one, against the server of the cookies.
#[cfg(unix)]
fn printed(page: &str, program: &str) -> Vec<String> {
    let served = |_: &str, folder: &Path, variables: &[(&str, &str)]| {
        if !variables.is_empty() {
            let mut server = command(&std::env::current_exe().unwrap(), folder, variables);
            let test = "replay::tests::serve_cookies";
            server.args(["--exact", test, "--ignored", "--nocapture"]);
            return server;
        }
        let mut program = Command::new(program);
        program.current_dir(folder);
        program
    };
    let small = Small::new(&[
        ("lessons/11-a/README.md", &console(page)),
        ("lessons/11-a/main.rs", "//! A program."),
    ]);
    let findings = check_requests(&small.open(), &served);
    findings.iter().map(ToString::to_string).collect()
}

#[test]
#[cfg(unix)]
fn the_learner_s_program_is_run() {
    let page = "$ WORD=$(cargo run -q -- seven)\n$ cargo run -q -- \"$WORD\" eight\nseven eight";
    assert_eq!(printed(page, "echo"), [""; 0]);
    let messages = printed(&page.replace("\nseven", "\nnine"), "echo").concat();
    assert!(
        messages.contains("the program prints something else for cargo run -q -- \"$WORD\" eight\n  expected: seven eight\n  found: nine eight"),
        "{messages}"
    );
}

/// The page of the service on port 8001, whose issuer runs beside it.
fn of_two_servers(page: &str) -> Vec<String> {
    let small = Small::new(&[
        (
            ".env.example",
            "JWT_SECRET=a-secret-of-the-small-project-to-replay-it\n",
        ),
        (
            "lessons/course.toml",
            "[[part]]\nnumber = 1\ntitle = \"One\"\n\n[[lesson]]\nname = \"01-a\"\ntitle = \"A\"\npart = 1\nkind = \"app\"\ncheckpoint = \"notes\"\nminutes = 5\n",
        ),
        ("lessons/01-a/README.md", page),
    ]);
    let program = |name: &str, folder: &Path, variables: &[(&str, &str)]| {
        command(proofs::programs::program(name), folder, variables)
    };
    check_requests(&small.open(), &program)
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Signs in at the issuer, and keeps a token for the service.
const SIGN_IN: &str = r#"```console
$ curl -s -o /dev/null -H "Content-Type: application/json" -d '{"name":"Ada","email":"ada@example.com","password":"a difference engine"}' http://127.0.0.1:8000/signup
$ TOKEN=$(curl -s -H "Content-Type: application/json" -d '{"email":"ada@example.com","password":"a difference engine","audience":"jwt-sandbox-notes"}' http://127.0.0.1:8000/login | sed 's/.*"token":"\([^"]*\)".*/\1/')
$ curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8001/notes
{"notes":[]}
```
"#;

const NOTES: &str = "$ curl -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8001/notes\n";

#[test]
fn a_page_of_two_servers_talks_to_each_by_its_port() {
    let page = format!(
        "{SIGN_IN}{}",
        console("$ curl -s http://127.0.0.1:8000/notes\n{…\"reason\":\"route_not_found\"…}")
    );
    assert_eq!(of_two_servers(&page), [""; 0]);
    for (port, program) in [(8000, "issuer"), (8001, "notes")] {
        let wrong = console(&format!("$ curl -s http://127.0.0.1:{port}/sign-token\nno"));
        let messages = of_two_servers(&wrong);
        assert_eq!(messages.len(), 1, "{messages:?}");
        let what = format!("README.md:2: {program} gives a different answer");
        assert!(messages[0].contains(&what), "{messages:?}");
    }
}

#[test]
fn the_issuer_is_stopped_where_the_block_says_so() {
    let alone = |tags: &str, shown: &str| {
        of_two_servers(&format!(
            "{SIGN_IN}```console,{tags}\n{NOTES}{shown}\n```\n"
        ))
    };
    let no_keys = "{…\"reason\":\"keys_unavailable\"…}";
    // The keys are in memory, and a service that was restarted has none.
    assert_eq!(alone("alone", "{\"notes\":[]}"), [""; 0]);
    assert_eq!(alone("alone,restarted", no_keys), [""; 0]);
    // With its issuer, it gets them again.
    assert_eq!(alone("restarted", "{\"notes\":[]}"), [""; 0]);
    assert_eq!(alone("restarted", no_keys).len(), 1);
}

#[test]
fn a_service_finds_its_issuer_again_after_it_was_alone() {
    let page = format!(
        "{SIGN_IN}```console,alone\n{NOTES}{{\"notes\":[]}}\n```\n{}",
        console(&format!("{NOTES}{{\"notes\":[]}}"))
    );
    assert_eq!(of_two_servers(&page), [""; 0]);
}

#[test]
#[cfg(unix)]
fn what_a_variable_does_not_keep_is_shown() {
    let page = "$ WORD=$(cargo run -q -- missing)\n…missing…";
    assert_eq!(printed(page, "cat"), [""; 0]);
    let messages = printed("$ WORD=$(cargo run -q -- missing)", "cat").concat();
    assert!(
        messages.contains("the program prints something else for WORD=$(cargo run -q -- missing)"),
        "{messages}"
    );
}
