//! curl lines, as they are read and compared.

use super::{Answer, Difference, Request};

fn parse(words: &[&str]) -> Result<Request, String> {
    Request::parse(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
}

#[test]
fn options_are_read_as_curl_reads_them() {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        parse(&[
            "-s",
            "-i",
            "-H",
            "A: b",
            "-H",
            "a:c",
            "http://127.0.0.1:8000/x?y"
        ]),
        Ok(Request {
            headers: vec![header("A", "b"), header("a", "c")],
            with_head: true,
            silent: true,
            ..Request::get("/x?y")
        })
    );
    assert_eq!(
        parse(&["http://127.0.0.1:8000", "-d", "a=b"]),
        Ok(Request {
            method: "POST".into(),
            body: Some("a=b".into()),
            ..Request::get("")
        })
    );
    assert_eq!(
        parse(&["-X", "PUT", "-d", "", "http://127.0.0.1:8000/"]),
        Ok(Request {
            method: "PUT".into(),
            body: Some(String::new()),
            ..Request::get("/")
        })
    );
}

#[test]
fn what_would_be_sent_otherwise_is_rejected() {
    const ADDRESS: &str = "http://127.0.0.1:8000/";
    for (words, why) in [
        (
            vec!["-si", ADDRESS],
            "-si is not an option that this proof knows",
        ),
        (
            vec!["-H", "A:", ADDRESS],
            "curl doesn't send the header \"A:\"",
        ),
        (
            vec!["-H", "A", ADDRESS],
            "curl doesn't send the header \"A\"",
        ),
        (
            vec!["-d", "@file", ADDRESS],
            "one -d or --json, and no file for it",
        ),
        (
            vec!["-d", "a", "--json", "{}", ADDRESS],
            "one -d or --json, and no file for it",
        ),
        (vec!["-o"], "something after -o is missing"),
        (
            vec!["-k", ADDRESS],
            "-k is not an option that this proof knows",
        ),
        (vec![ADDRESS, "-X"], "something after -X is missing"),
        (vec![ADDRESS, ADDRESS], "one address is enough"),
        (
            vec!["http://127.0.0.1:80001/"],
            "http://127.0.0.1:80001/ is not at http://127.0.0.1:8000",
        ),
    ] {
        assert_eq!(parse(&words), Err(why.into()));
    }
}

#[test]
fn a_header_is_found_by_its_name_in_any_case_among_several() {
    let answer = Answer {
        status: "HTTP/1.1 200 OK".into(),
        headers: vec![("a".into(), "1".into()), ("a".into(), "2".into())],
        body: "x\n".into(),
        bytes: Vec::new(),
        seconds: 0.25,
    };
    for shown in [
        "HTTP/1.1 200 OK\nA: 2\n…\n\nx\n",
        "HTTP/1.1 200 OK\n…\n\nx",
        "HTTP/1.1 …\na: 1\nA: …\n\nx\n\n",
    ] {
        assert_eq!(answer.compare(shown, true), Ok(()), "{shown}");
    }
    for (shown, expected, found) in [
        ("HTTP/1.1 200 OK\nA: 3\n…\n\nx\n", "A: 1, 2", "A: 3"),
        ("HTTP/1.1 200 OK\nB: 1\n…\n\nx\n", "no header B", "B: 1"),
        ("HTTP/1.1 200 OK\nA: 1\n…\n\ny\n", "x", "y"),
        ("HTTP/1.1 200 OK\nA: 1\n…\n", "x", "nothing"),
        ("", "HTTP/1.1 200 OK", ""),
    ] {
        let difference = Difference {
            expected: expected.into(),
            found: found.into(),
        };
        assert_eq!(answer.compare(shown, true), Err(difference), "{shown}");
    }
}

#[test]
fn headers_and_lines_that_are_left_out_are_marked() {
    let answer = Answer {
        status: "HTTP/1.1 200 OK".into(),
        headers: vec![
            ("a".into(), "1".into()),
            ("set-cookie".into(), "x=1".into()),
            ("set-cookie".into(), "y=2".into()),
        ],
        body: "one\ntwo\nthree\n".into(),
        bytes: Vec::new(),
        seconds: 0.25,
    };
    let body = "one\n…\nthree";
    let head = "HTTP/1.1 200 OK\na: 1\nset-cookie: x=1";
    for shown in [
        format!("{head}\nset-cookie: y=2\n\n{body}"),
        format!("{head}\n…\n\n{body}"),
        format!("HTTP/1.1 200 OK\n…\na: 1\n\n{body}"),
    ] {
        assert_eq!(answer.compare(&shown, true), Ok(()), "{shown}");
    }
    for (shown, expected) in [
        (
            format!("{head}\n\n{body}"),
            "a line with … for set-cookie, set-cookie",
        ),
        (
            format!("HTTP/1.1 200 OK\nset-cookie: x=1\nset-cookie: y=2\n\n{body}"),
            "a line with … for a",
        ),
        (
            format!("{head}\nset-cookie: y=2\n…\n\n{body}"),
            "no line with …: every header is shown",
        ),
        (format!("{head}\n…\n\none\nthree"), "one\ntwo\nthree"),
    ] {
        let difference = answer.compare(&shown, true).unwrap_err();
        assert_eq!(difference.expected, expected, "{shown}");
    }
}

#[test]
fn json_and_cookies_are_read_as_curl_reads_them() {
    const ADDRESS: &str = "http://127.0.0.1:8000/login";
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        parse(&["--json", "{}", ADDRESS]),
        Ok(Request {
            method: "POST".into(),
            headers: vec![
                header("Content-Type", "application/json"),
                header("Accept", "application/json")
            ],
            body: Some("{}".into()),
            ..Request::get("/login")
        })
    );
    assert_eq!(
        parse(&["-X", "DELETE", "-b", "jar", "-c", "other", ADDRESS]),
        Ok(Request {
            method: "DELETE".into(),
            jar: Some("jar".into()),
            jar_after: Some("other".into()),
            ..Request::get("/login")
        })
    );
    assert_eq!(
        parse(&["-b", "session=abc", ADDRESS]),
        Ok(Request {
            headers: vec![header("Cookie", "session=abc")],
            ..Request::get("/login")
        })
    );
}

#[test]
fn what_is_printed_after_the_body_is_filled_in() {
    let answer = Answer {
        status: "HTTP/1.1 401 Unauthorized".into(),
        headers: Vec::new(),
        body: "x".into(),
        bytes: Vec::new(),
        seconds: 0.25,
    };
    const ADDRESS: &str = "http://127.0.0.1:8000/";
    for (words, printed) in [
        (vec![ADDRESS], "x"),
        (vec!["-o", "/dev/null", ADDRESS], ""),
        (
            vec!["-w", "\\n%{http_code} %{time_total}\\n", ADDRESS],
            "x\n401 0.250000\n",
        ),
    ] {
        assert_eq!(parse(&words).unwrap().prints(&answer), printed);
    }
}
