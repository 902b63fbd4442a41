//! Gets the key set over HTTP, with a limit on everything that the other side could make endless.

use std::time::Duration;

use thiserror::Error;
use ureq::Agent;
use ureq::http::{HeaderMap, Uri};

/// Enough for 20 keys, with room to spare.
const MAX_BYTES: u64 = 64 * 1024;

/// For the whole fetch, from the connection to the last byte.
const TIMEOUT: Duration = Duration::from_secs(3);

/// What the issuer answered.
pub struct Fetched {
    pub body: Vec<u8>,
    /// How long the issuer says that the response may be used.
    pub max_age: Option<Duration>,
}

/// Why there is no response to use.
#[derive(Debug, Error)]
pub enum FetchError {
    #[error("the response is a redirect (status {0}), and this service doesn't follow redirects")]
    Redirect(u16),
    #[error("the status is {0}")]
    Status(u16),
    #[error("the response has more than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("{0}")]
    Http(ureq::Error),
}

/// Fetches the key set. Tests replace it.
pub trait Fetch: Send + Sync + 'static {
    /// Blocks until there is a response, or there won't be one.
    ///
    /// # Errors
    /// Why there is no response to use.
    fn fetch(&self) -> Result<Fetched, FetchError>;
}

/// Fetches it from one address.
pub struct HttpFetch {
    address: Uri,
    agent: Agent,
}

impl HttpFetch {
    /// A client for this address alone.
    pub fn new(address: Uri) -> Self {
        let config = Agent::config_builder()
            // The address is a decision of whoever runs this service. Neither the issuer nor a
            // variable such as HTTP_PROXY may send the request elsewhere.
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .build();
        Self {
            address,
            agent: Agent::new_with_config(config),
        }
    }
}

impl Fetch for HttpFetch {
    fn fetch(&self) -> Result<Fetched, FetchError> {
        let sent = self.agent.get(&self.address).call();
        let mut response = sent.map_err(FetchError::Http)?;
        match response.status().as_u16() {
            200 => {}
            status @ (301..=303 | 307 | 308) => return Err(FetchError::Redirect(status)),
            status => return Err(FetchError::Status(status)),
        }
        let max_age = max_age(response.headers());
        // ureq counts the end of the body as one more byte.
        let body = response.body_mut().with_config().limit(MAX_BYTES + 1);
        let body = body.read_to_vec().map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(_) => FetchError::TooLarge,
            other => FetchError::Http(other),
        })?;
        Ok(Fetched { body, max_age })
    }
}

/// The number in `Cache-Control: max-age=300` (RFC 9111 §5.2.2.1). Of several, the first one.
fn max_age(headers: &HeaderMap) -> Option<Duration> {
    headers
        .get_all("Cache-Control")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|directive| {
            let (name, seconds) = directive.split_once('=')?;
            let is_max_age = name.trim().eq_ignore_ascii_case("max-age");
            let seconds = seconds.trim().parse().ok().filter(|_| is_max_age)?;
            Some(Duration::from_secs(seconds))
        })
}
