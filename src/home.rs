//! The page for the person who opens the server's address in a browser.

use rocket::fairing::AdHoc;
use rocket::http::Header;
use rocket::response::Responder;
use rocket::response::content::RawHtml;
use rocket::{State, get, routes};

struct Home(String);

#[derive(Responder)]
struct Page<'r> {
    html: RawHtml<&'r str>,
    content_security_policy: Header<'static>,
}

// Try visiting: http://127.0.0.1:8000
#[get("/")]
fn home(home: &State<Home>) -> Page<'_> {
    Page {
        html: RawHtml(&home.0),
        // The page needs its own styles and nothing else.
        content_security_policy: Header::new(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
        ),
    }
}

/// Attaches the page. Its commands name the address that the server listens on.
pub fn stage() -> AdHoc {
    AdHoc::on_ignite("Home page", |rocket| async {
        let figment = rocket.figment();
        let address: String = figment
            .extract_inner("address")
            .unwrap_or_else(|_| "127.0.0.1".into());
        let port: u16 = figment.extract_inner("port").unwrap_or(8000);
        let page =
            include_str!("home.html").replace("{origin}", &format!("http://{address}:{port}"));
        rocket.manage(Home(page)).mount("/", routes![home])
    })
}
