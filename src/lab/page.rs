use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use rocket::http::ContentType;
use rocket::response::{self, Responder};
use rocket::{Config, Request, get};

use crate::catchers;

/// Scripts and styles of this server, requests to this server, and nothing else. `trusted-types`
/// has the browser refuse a script that would make HTML out of text.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// What the page loads, built into the program, so that it runs from any folder.
macro_rules! files {
    ($($name:literal)*) => { [$(($name, include_str!($name))),*] };
}
const FILES: [(&str, &str); 13] = files!(
    "style.css" "lab.js" "dom.js" "unwrap.js" "token.js" "json.js" "breaks.js" "parts.js" "checks.js"
    "claims.js" "times.js" "exchange.js" "live.js"
);

#[get("/lab/<file>")]
pub(super) fn file(file: &str) -> Option<(ContentType, &'static str)> {
    let (name, text) = FILES.iter().find(|(name, _)| *name == file)?;
    let (_, extension) = name.rsplit_once('.')?;
    Some((ContentType::from_extension(extension)?, text))
}

pub(super) struct Page;

// Try visiting: http://127.0.0.1:8000
#[get("/")]
pub(super) fn page() -> Page {
    Page
}

impl<'r> Responder<'r, 'static> for Page {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        // The routes of the running server, including those of a lesson's app.
        let routes = catchers::routes(request.rocket()).into_iter();
        let routes =
            routes.map(|(path, method)| format!("<li>{method} {}</li>", path.replace('<', "&lt;")));
        let page = include_str!("page.html")
            .replace("{origin}", &origin(request.rocket().config()))
            .replace("{routes}", &routes.collect::<String>());
        response::Response::build_from((ContentType::HTML, page).respond_to(request)?)
            .raw_header("Content-Security-Policy", POLICY)
            .raw_header("Referrer-Policy", "no-referrer")
            .ok()
    }
}

/// An address that a client on this machine can use, such as `http://[::1]:8000`.
fn origin(server: &Config) -> String {
    // 0.0.0.0 and :: mean "every address of this machine", so nobody can send a request to them.
    let address = match server.address {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        address => address,
    };
    format!("http://{}", SocketAddr::new(address, server.port))
}
