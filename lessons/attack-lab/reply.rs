//! What a route of the lab answers.

use rocket::Request;
use rocket::http::{ContentType, Header, Status};
use rocket::response::{self, Responder, Response};
use serde::Serialize;

/// A response that isn't a refusal.
pub struct Reply {
    status: Status,
    content_type: ContentType,
    body: Vec<u8>,
    headers: Vec<Header<'static>>,
}

impl Reply {
    /// Names in the order of the value's fields.
    pub fn json(value: &impl Serialize) -> Self {
        let text = serde_json::to_string(value);
        Self::new(ContentType::JSON, text.unwrap_or_default())
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self::new(ContentType::Plain, text.into())
    }

    pub fn html(page: String) -> Self {
        Self::new(ContentType::HTML, page)
    }

    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(ContentType::Binary, bytes)
    }

    pub fn with_status(self, status: Status) -> Self {
        Self { status, ..self }
    }

    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push(Header::new(name, value.to_owned()));
        self
    }

    /// Tokens and notes aren't for caches.
    fn new(content_type: ContentType, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: Status::Ok,
            content_type,
            body: body.into(),
            headers: vec![Header::new("Cache-Control", "no-store")],
        }
    }
}

impl<'r> Responder<'r, 'static> for Reply {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = Response::build_from(self.body.respond_to(request)?);
        response.status(self.status).header(self.content_type);
        for header in self.headers {
            response.header_adjoin(header);
        }
        response.ok()
    }
}
