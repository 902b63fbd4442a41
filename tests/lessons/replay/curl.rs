//! What curl sends for a command, and what it would print.

use std::time::Instant;

use proofs::client::Client;
use proofs::cookies::Jar;
use proofs::ellipsis::fits;

mod tests;

/// Where the requests of the lessons go.
pub const ADDRESS: &str = "http://127.0.0.1:8000";

/// Where a second server listens, in part 4.
const SECOND: &str = "http://127.0.0.1:8001";

#[derive(Debug, Default, PartialEq)]
pub struct Request {
    method: String,
    /// Whether it goes to the second server.
    pub on_8001: bool,
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
    /// `-o`: the body goes into this file and isn't printed.
    pub file: Option<String>,
    /// `-w`: what is printed after the body.
    write_out: String,
}

pub struct Answer {
    status: String,
    headers: Vec<(String, String)>,
    pub body: String,
    /// The body as it was sent.
    pub bytes: Vec<u8>,
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
                "-o" => request.file = Some(value()?.clone()),
                "-w" => request.write_out.clone_from(value()?),
                option if option.starts_with('-') => {
                    return Err(format!("{option} is not an option that this proof knows"));
                }
                _ if address.is_some() => return Err("one address is enough".into()),
                other => address = Some(other),
            }
        }
        let address = address.ok_or("an address is missing")?;
        request.on_8001 = address.starts_with(SECOND);
        let server = if request.on_8001 { SECOND } else { ADDRESS };
        request.path = address
            .strip_prefix(server)
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

    /// What curl prints of an answer below the headers.
    pub fn prints(&self, answer: &Answer) -> String {
        let body = if self.file.is_some() {
            ""
        } else {
            &answer.body
        };
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
        .ok_or(format!("curl doesn't send the header {text:?}"))
}

/// Sends a request as curl would, to a port other than the lesson's. The request includes the jar's
/// cookies, and the answer's cookies go into the jar.
pub fn send(origin: &str, request: &Request, jar: &mut Jar) -> Answer {
    let mut headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let cookies = jar.header(&request.path);
    headers.extend(cookies.as_deref().map(|cookies| ("Cookie", cookies)));
    let has_type = |(name, _): &(&str, &str)| name.eq_ignore_ascii_case("content-type");
    if request.body.is_some() && !headers.iter().any(has_type) {
        headers.push(("Content-Type", "application/x-www-form-urlencoded"));
    }
    let address = format!("{origin}{}", request.path);
    let body = request.body.as_deref().unwrap_or_default();
    let start = Instant::now();
    let response = Client::default()
        .send(&request.method, &address, &headers, body)
        .unwrap();
    for cookie in response.values("Set-Cookie") {
        jar.set(cookie);
    }
    let texts = response.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.to_string(), value.into_owned())
    });
    Answer {
        status: format!(
            "{:?} {}",
            response.version,
            ureq::http::StatusCode::from_u16(response.status).unwrap()
        ),
        headers: texts.collect(),
        body: response.text,
        bytes: response.bytes,
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
        if fits(answered, shown) {
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
        if fits(answered, shown.trim_end()) {
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
        if values.iter().any(|value| fits(value, shown.trim())) {
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
