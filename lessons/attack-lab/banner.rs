//! Says on every response and on every page that this server is broken on purpose.

use rocket::fairing::AdHoc;
use rocket::http::ContentType;

const HEADER: &str = "X-Broken-On-Purpose";
const WARNING: &str = "attack lab of the JWT sandbox; never copy code from it";
const BANNER: &str = "<aside><strong>This is the attack lab. It is broken on purpose.</strong> Its attacks are listed at <a href=\"/attacks\">/attacks</a>.</aside>";

/// Attaches the fairing. It puts the banner at the top of each page, whichever stage the page is from.
pub fn stage() -> AdHoc {
    AdHoc::on_response("Broken on purpose", |_, response| {
        Box::pin(async move {
            response.set_raw_header(HEADER, WARNING);
            if response.content_type() != Some(ContentType::HTML) {
                return;
            }
            if let Ok(page) = response.body_mut().to_string().await {
                let page = page.replacen("<body>", &format!("<body>{BANNER}"), 1);
                response.set_sized_body(page.len(), std::io::Cursor::new(page));
            }
        })
    })
}
