//! Who is signed in, and what happens where a session is needed.

use std::fs;

use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::Verifier;
use proofs::app::{App, PASSWORD};
use proofs::forge;
use proofs::server::folder;

use super::{Browser, EMAIL, NAME, NAVIGATION, leads, shows, start, token_for};

const UNAVAILABLE: &str =
    "The database isn&#x27;t available at the moment. Your data may not have been saved.";

#[test]
fn when_signed_out_a_browser_is_sent_to_the_login_page_and_a_program_gets_401() {
    let folder = folder();
    let server = start(&folder);
    for accept in [
        NAVIGATION,
        "text/html",
        "TEXT/HTML",
        "text/*",
        "text/html, */*;q=0.8",
        // Internet Explorer: both have weight 1, but HTML is named explicitly.
        "text/html, application/xhtml+xml, */*",
        "application/json;q=0.4, text/html;q=0.5",
        "text/html;q=0.5, application/json;q=0",
        "text/html;q=0.2, */*;q=0.1",
        "text/*;q=0, text/html, */*;q=0.5",
        "text/html;charset=utf-8, application/json;q=0.9",
    ] {
        let mut browser = Browser::new(&server).with("Accept", accept);
        leads(&browser.get("/dashboard"), "/login");
    }
    for accept in [
        "*/*",
        "application/json",
        "text/plain",
        "",
        "text/html;q=0, application/json",
        "text/html;q=0",
        "text/html;q=0.0, */*",
        "*/*, text/html;q=0.3",
        "application/json, text/html;q=0.1",
        "text/html;q=0.4, application/json;q=0.5",
        "text/html;q=0.4, application/problem+json;q=0.5",
        "application/json, text/html",
        "text/*;q=0.9, text/html;q=0, application/*;q=0.1",
        "text/html;level=1",
        "text/html;level=1;q=0.9, text/html;q=0.2, application/json;q=0.5",
        "application/json, text/plain, */*",
        "text/html; q=2",
    ] {
        let mut program = Browser::new(&server).with("Accept", accept);
        let answer = program.get("/dashboard");
        answer.refuses(
            401,
            "session_missing",
            "The request has no valid session: its cookie is missing, invalid or expired.",
        );
    }
    let mut signed_in = Browser::signed_in(&server);
    leads(&signed_in.get("/"), "/dashboard");
    let mut program = signed_in.with("Accept", "*/*");
    shows(&program.get("/dashboard"), 200, "<h1>Welcome, Ada!</h1>");
    shows(&Browser::new(&server).get("/"), 200, "<h1>Welcome</h1>");
}

#[test]
fn the_pages_read_the_cookie_and_the_api_reads_the_header() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    let token = browser.cookies.get("session").unwrap().to_owned();
    assert_eq!(browser.get("/dashboard").status, 200);
    let mut program = browser.with("Accept", "*/*");
    program.get("/me").refuses(
        401,
        "authorization_missing",
        "The request has no Authorization header that this server can read.",
    );
    let app = App::start(NAME, &folder);
    assert_eq!(app.get("/me", &token).status, 200);
    assert_eq!(app.get("/dashboard", &token).status, 401);
}

#[test]
fn an_invalid_session_cookie_leads_to_the_login_page() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    let good = browser.cookies.get("session").unwrap().to_owned();
    let verifier = Verifier::new(&Settings::with_secret(forge::KEY).token);
    let ada = verifier.verify(&good).unwrap().sub().to_owned();
    let until = |exp: u64| {
        let mut payload = forge::with("sub", ada.as_str());
        payload["exp"] = exp.into();
        forge::token(&forge::header(), &payload)
    };
    browser.cookies.insert("session", &until(forge::now() + 60));
    assert_eq!(browser.get("/dashboard").status, 200);
    let past = until(forge::now() - 1);
    for bad in ["x", &good[..good.len() - 4], &past, &token_for("nobody")] {
        browser.cookies.insert("session", bad);
        shows(&browser.get("/"), 200, "<h1>Welcome</h1>");
        leads(&browser.get("/dashboard"), "/login");
        let login = browser.get("/login");
        shows(&login, 200, "Your session has ended. Sign in again.");
        let [removed] = login.values("Set-Cookie")[..] else {
            panic!("{:?}", login.values("Set-Cookie"));
        };
        assert!(
            removed.starts_with("session=; SameSite=Lax; Path=/; Max-Age=0; Expires="),
            "{removed}"
        );
        assert!(!browser.get("/login").text.contains("has ended"));
    }
    browser.cookies.insert("session", &good);
    assert_eq!(browser.get("/dashboard").status, 200);
}

/// The cookie may be valid, so nobody is signed out, and nobody gets in.
#[test]
fn without_the_database_nobody_gets_in_and_nobody_is_signed_out() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    let (file, away) = (
        folder.path().join("sandbox.sqlite3"),
        folder.path().join("away"),
    );
    fs::rename(&file, &away).unwrap();
    let session = browser.cookies.get("session").unwrap().to_owned();
    for path in ["/", "/dashboard", "/login"] {
        let answer = browser.get(path);
        shows(&answer, 503, UNAVAILABLE);
        assert_eq!(answer.header("Retry-After"), Some("5"));
        assert_eq!(answer.values("Set-Cookie"), [""; 0]);
    }
    browser.cookies.remove("session");
    for answer in [
        browser.sign_in(EMAIL, PASSWORD),
        browser.sign_up("Eve", "eve@example.com", PASSWORD),
    ] {
        shows(&answer, 503, UNAVAILABLE);
        assert_eq!(answer.header("Retry-After"), Some("5"));
        assert!(!answer.text.contains(PASSWORD));
    }
    fs::rename(&away, &file).unwrap();
    browser.cookies.insert("session", &session);
    assert_eq!(browser.get("/dashboard").status, 200);
}
