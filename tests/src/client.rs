//! The only HTTP client. It shows each answer as the server sent it: it uses no proxy, follows no
//! redirects, keeps no cookies, and treats a refusal like any other answer.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::{HeaderMap, Request, Version};

/// A client with its own connections.
pub struct Client(Agent);

impl Default for Client {
    fn default() -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .allow_non_standard_methods(true);
        Self(Agent::new_with_config(config.build()))
    }
}

impl Client {
    /// Sends a request; an error means that no answer came.
    pub fn send(
        &self,
        method: &str,
        address: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Result<Response, ureq::Error> {
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.as_ref();
        let mut response = if body.is_empty() && !["POST", "PUT", "PATCH"].contains(&method) {
            self.0.run(request.body(())?)?
        } else {
            self.0.run(request.body(body)?)?
        };
        let bytes = response.body_mut().read_to_vec()?;
        Ok(Response {
            version: response.version(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        })
    }
}

/// A complete answer.
#[derive(Debug, Default)]
pub struct Response {
    /// The version of HTTP.
    pub version: Version,
    /// The status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
    /// The body as it was sent, which needn't be text.
    pub bytes: Vec<u8>,
}

impl Response {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// All values of a header, in their order.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let values = self.headers.get_all(name).iter();
        values.map(|value| value.to_str().unwrap()).collect()
    }

    /// Asserts that this is a refusal with this status, reason and detail, that a 401 has a challenge,
    /// and that the lesson it names has a page.
    pub fn refuses(&self, status: u16, reason: &str, detail: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(
            self.header("Content-Type"),
            Some("application/problem+json")
        );
        let body = self.json();
        assert_eq!(
            (&body["reason"], &body["detail"]),
            (&json!(reason), &json!(detail))
        );
        assert_eq!(body["status"], status);
        let page = format!("{}/README.md", body["lesson"].as_str().unwrap());
        assert!(crate::root().join(&page).is_file(), "there is no {page}");
        assert_eq!(status == 401, self.header("WWW-Authenticate").is_some());
    }
}

/// A text, encoded as in a form.
pub fn percent(text: &str) -> String {
    const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');
    utf8_percent_encode(text, FORM).to_string()
}

/// The fields of a form as a body.
pub fn form<'f>(fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> String {
    let pairs = fields.into_iter();
    let pairs = pairs.map(|(name, value)| format!("{}={}", percent(name), percent(value)));
    pairs.collect::<Vec<_>>().join("&")
}
