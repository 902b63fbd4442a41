//! What a route of the lab answers.

use rocket::Request;
use rocket::http::{ContentType, Header, Status};
use rocket::response::{self, Responder, Response};
use serde_json::Value;

/// An answer that isn't a refusal.
pub struct Reply {
    status: Status,
    content_type: ContentType,
    body: Vec<u8>,
    headers: Vec<Header<'static>>,
}

impl Reply {
    pub fn json(value: &Value) -> Self {
        Self::new(ContentType::JSON, value.to_string())
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self::new(ContentType::Plain, text.into())
    }

    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(ContentType::Binary, bytes)
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
