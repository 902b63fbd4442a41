//! What curl sends for a command line, and what it would print.

use std::time::Instant;

use ureq::http;

use super::cookies::Jar;

/// Where every request of the lessons goes.
pub const ADDRESS: &str = "http://127.0.0.1:8000";

#[derive(Debug, Default, PartialEq)]
pub struct Request {
    method: String,
    /// What follows the address.
    path: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    /// `-i`: status and headers are printed, too.
    pub with_head: bool,
    /// `-s`: no progress is shown where the answer goes into a pipe.
    pub silent: bool,
    /// `-b`: the jar that its cookies are taken from.
    pub jar: Option<String>,
    /// `-c`: the jar that all cookies are written to afterwards.
    pub jar_after: Option<String>,
    /// `-o /dev/null`: the body is not printed.
    no_body: bool,
    /// `-w`: what is printed after the body.
    write_out: String,
}

pub struct Answer {
    status: String,
    headers: Vec<(String, String)>,
    pub body: String,
    seconds: f64,
}

/// Where a page differs from an answer.
#[derive(Debug, PartialEq)]
pub struct Difference {
    pub expected: String,
    pub found: String,
}

impl Request {
    pub fn get(path: &str) -> Self {
        Self {
            method: "GET".into(),
            path: path.into(),
            ..Self::default()
        }
    }

    /// Reads the words after `curl`.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let mut request = Self::default();
        let mut address = None;
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || {
                words
                    .next()
                    .ok_or(format!("something after {word} is missing"))
            };
            match word.as_str() {
                "-s" => request.silent = true,
                "-i" => request.with_head = true,
                "-X" => request.method.clone_from(value()?),
                "-H" => request.headers.push(header(value()?)?),
                "-d" => request.set_body(value()?)?,
                "--json" => {
                    request.set_body(value()?)?;
                    for name in ["Content-Type", "Accept"] {
                        request
                            .headers
                            .push((name.into(), "application/json".into()));
                    }
                }
                "-b" => match value()? {
                    pairs if pairs.contains('=') => {
                        request.headers.push(("Cookie".into(), pairs.clone()));
                    }
                    file => request.jar = Some(file.clone()),
                },
                "-c" => request.jar_after = Some(value()?.clone()),
                "-o" if value()? == "/dev/null" => request.no_body = true,
                "-w" => request.write_out.clone_from(value()?),
                option if option.starts_with('-') => {
                    return Err(format!("{option} is no option that this proof knows"));
                }
                _ if address.is_some() => return Err("one address is enough".into()),
                other => address = Some(other),
            }
        }
        let address = address.ok_or("an address is missing")?;
        request.path = address
            .strip_prefix(ADDRESS)
            .filter(|path| path.is_empty() || path.starts_with('/'))
            .ok_or(format!("{address} is not at {ADDRESS}"))?
            .into();
        if request.method.is_empty() {
            request.method = if request.body.is_some() {
                "POST"
            } else {
                "GET"
            }
            .into();
        }
        Ok(request)
    }

    fn set_body(&mut self, data: &str) -> Result<(), String> {
        if data.starts_with('@') || self.body.is_some() {
            return Err("one -d or --json, and no file for it".into());
        }
        self.body = Some(data.into());
        Ok(())
    }

    /// What curl prints of an answer below its head.
    pub fn prints(&self, answer: &Answer) -> String {
        let body = if self.no_body { "" } else { &answer.body };
        let code = answer.status.split(' ').nth(1).unwrap_or_default();
        let after = self
            .write_out
            .replace("\\n", "\n")
            .replace("%{http_code}", code)
            .replace("%{time_total}", &format!("{:.6}", answer.seconds));
        format!("{body}{after}")
    }
}

fn header(text: &str) -> Result<(String, String), String> {
    text.split_once(':')
        .map(|(name, value)| (name.into(), value.trim().to_owned()))
        .filter(|(_, value)| !value.is_empty())
        .ok_or(format!("curl does not send the header {text:?}"))
}

/// Sends a request as curl would, to another port than the one of the lesson. The jar's cookies go
/// with it, and those of the answer go into the jar.
pub fn send(origin: &str, request: &Request, jar: &mut Jar) -> Answer {
    let mut sent = http::Request::builder()
        .method(request.method.as_str())
        .uri(format!("{origin}{}", request.path));
    for (name, value) in &request.headers {
        sent = sent.header(name, value);
    }
    if let Some(cookies) = jar.header() {
        sent = sent.header("Cookie", cookies);
    }
    let form = "application/x-www-form-urlencoded";
    let has_type = request
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if request.body.is_some() && !has_type {
        sent = sent.header("Content-Type", form);
    }
    let agent = ureq::Agent::new_with_config(
        ureq::Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .user_agent("curl")
            .accept("*/*")
            .build(),
    );
    let start = Instant::now();
    let answer = match &request.body {
        None => agent.run(sent.body(()).unwrap()),
        Some(body) => agent.run(sent.body(body.as_str()).unwrap()),
    };
    let mut answer = answer.unwrap();
    for cookie in answer.headers().get_all("Set-Cookie") {
        jar.keep(&String::from_utf8_lossy(cookie.as_bytes()));
    }
    Answer {
        status: format!("{:?} {}", answer.version(), answer.status()),
        headers: answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        body: answer.body_mut().read_to_string().unwrap(),
        seconds: start.elapsed().as_secs_f64(),
    }
}

impl Answer {
    /// Compares with what a page shows. Each `…` of the page stands for some text; as a line of the
    /// head, for the headers that are left out. Their order and its place among them are free.
    pub fn compare(&self, shown: &str, with_head: bool) -> Result<(), Difference> {
        let mut body = shown;
        if with_head {
            let (head, rest) = shown.split_once("\n\n").unwrap_or((shown, ""));
            body = rest;
            let mut lines = head.lines();
            self.compare_line(&self.status, lines.next().unwrap_or_default())?;
            let (left_out, shown): (Vec<&str>, Vec<&str>) =
                lines.partition(|line| line.trim() == "…");
            for line in &shown {
                self.compare_header(line)?;
            }
            self.compare_count(&shown, left_out.is_empty())?;
        }
        let (answered, shown) = (self.body.trim_end(), body.trim_end());
        if like(answered, shown) {
            return Ok(());
        }
        let or_nothing = |text: &str| {
            if text.is_empty() {
                "nothing".into()
            } else {
                text.into()
            }
        };
        Err(Difference {
            expected: or_nothing(answered),
            found: or_nothing(shown),
        })
    }

    fn compare_line(&self, answered: &str, shown: &str) -> Result<(), Difference> {
        if like(answered, shown.trim_end()) {
            return Ok(());
        }
        Err(Difference {
            expected: answered.into(),
            found: shown.into(),
        })
    }

    /// Headers that are left out are marked, and where the mark is, some are left out.
    fn compare_count(&self, shown: &[&str], all: bool) -> Result<(), Difference> {
        let names: Vec<&str> = shown
            .iter()
            .map(|line| line.split_once(':').map_or(*line, |(name, _)| name))
            .collect();
        let count = |names: &mut dyn Iterator<Item = &str>, name: &str| {
            names
                .filter(|other| other.eq_ignore_ascii_case(name))
                .count()
        };
        let hidden: Vec<&str> = self
            .headers
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| {
                let answered = &mut self.headers.iter().map(|(name, _)| name.as_str());
                count(&mut names.iter().copied(), name) < count(answered, name)
            })
            .collect();
        match (hidden.is_empty(), all) {
            (false, true) => Err(Difference {
                expected: format!("a line with … for {}", hidden.join(", ")),
                found: "no such line".into(),
            }),
            (true, false) => Err(Difference {
                expected: "no line with …: every header is shown".into(),
                found: "…".into(),
            }),
            _ => Ok(()),
        }
    }

    fn compare_header(&self, line: &str) -> Result<(), Difference> {
        let (name, shown) = line.split_once(':').unwrap_or((line, ""));
        let same_name = self
            .headers
            .iter()
            .filter(|(ours, _)| ours.eq_ignore_ascii_case(name));
        let values: Vec<&str> = same_name.map(|(_, value)| value.as_str()).collect();
        if values.iter().any(|value| like(value, shown.trim())) {
            return Ok(());
        }
        Err(Difference {
            expected: match values[..] {
                [] => format!("no header {name}"),
                _ => format!("{name}: {}", values.join(", ")),
            },
            found: line.into(),
        })
    }
}

/// Whether a text is the pattern with some text, at least one character, in place of each `…`.
fn like(text: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        let Some(first) = rest.chars().next() else {
            return false;
        };
        let after = &rest[first.len_utf8()..];
        if pieces.peek().is_none() {
            return after.ends_with(piece);
        }
        let Some(start) = after.find(piece) else {
            return false;
        };
        rest = &after[start + piece.len()..];
    }
    true
}

#[cfg(test)]
mod proved {
    use super::{Answer, Difference, Request, like};

    #[test]
    fn an_ellipsis_stands_for_some_text_and_everything_else_for_itself() {
        for (text, pattern) in [
            ("abc", "abc"),
            ("", ""),
            ("abc", "a…"),
            ("abc", "…c"),
            ("abc", "…"),
            ("a.b.c", "a…b…c"),
            ("aXbbc", "a…b…c"),
            ("line 1\nline 2", "line…2"),
        ] {
            assert!(like(text, pattern), "{text} is like {pattern}");
        }
        for (text, pattern) in [
            ("abc", "ab"),
            ("abc", "bc"),
            ("abc", ""),
            ("abc", "abc…"),
            ("abc", "…abc"),
            ("ab", "a…b"),
            ("abc", "a…d"),
            ("a-b", "a…b…b"),
        ] {
            assert!(!like(text, pattern), "{text} is not like {pattern}");
        }
    }

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
    fn what_would_be_sent_otherwise_is_refused() {
        const ADDRESS: &str = "http://127.0.0.1:8000/";
        for (words, why) in [
            (
                vec!["-si", ADDRESS],
                "-si is no option that this proof knows",
            ),
            (
                vec!["-H", "A:", ADDRESS],
                "curl does not send the header \"A:\"",
            ),
            (
                vec!["-H", "A", ADDRESS],
                "curl does not send the header \"A\"",
            ),
            (
                vec!["-d", "@file", ADDRESS],
                "one -d or --json, and no file for it",
            ),
            (
                vec!["-d", "a", "--json", "{}", ADDRESS],
                "one -d or --json, and no file for it",
            ),
            (
                vec!["-o", "file", ADDRESS],
                "-o is no option that this proof knows",
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
}
