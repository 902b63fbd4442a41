//! A refusal that looks like a success.

use jwt_sandbox::explanation::Explanation;
use rocket::http::Status;
use serde_json::{Value, json};

use crate::by_hand::{Claims, Token};
use crate::service::Service;

/// Broken: it returns its error as if it were the payload, so every response is a 200.
///
/// Fix: return a `Result`, and respond with 401.
pub fn verify(token: &str, service: &Service) -> (Status, Value) {
    let answer = match service.strict(token) {
        Ok(user) => json!({"user": user}),
        Err(_) => json!({"user": "Invalid token"}),
    };
    (Status::Ok, answer)
}

/// Broken: it reads the status of the response above, and then the token, not the response.
///
/// Fix: once the server answers 401, this is enough. Taking the user from the response is better.
pub fn client(token: &str, status: Status) -> Result<Option<Claims>, Explanation> {
    if status != Status::Ok {
        return Ok(None);
    }
    Token::open(token)?.payload().map(Some)
}
