//! The two cookies of lesson 14: whom they are closed to, and when they end.

use proofs::app::PASSWORD;
use proofs::server::{TestServer, folder};

use super::{Browser, EMAIL, NAME, leads, shows, start};

#[test]
fn the_session_cookie_is_closed_to_scripts_and_other_sites_and_lasts_as_long_as_its_token() {
    for (seconds, max_age) in [("", "1800"), ("60", "60")] {
        let folder = folder();
        let variables = [("JWT_TTL_SECONDS", seconds)];
        let variables: &[_] = if seconds.is_empty() { &[] } else { &variables };
        let server = TestServer::with(NAME, &folder, variables);
        let mut browser = Browser::new(&server);
        leads(&browser.sign_up("Ada", EMAIL, PASSWORD), "/login?new");
        let answer = browser.sign_in(EMAIL, PASSWORD);
        assert_eq!(
            (answer.status, answer.header("Location")),
            (303, Some("/dashboard"))
        );
        let token = browser.cookies.get("session").unwrap();
        assert_eq!(
            answer.values("Set-Cookie"),
            [format!(
                "session={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={max_age}"
            )]
        );
        let dashboard = browser.get("/dashboard");
        shows(&dashboard, 200, "<h1>Welcome, Ada!</h1>");
        assert_eq!(dashboard.values("Set-Cookie"), [""; 0]);
    }
}

#[test]
fn the_form_cookie_is_just_as_closed_and_stays_the_same() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::new(&server);
    let page = browser.get("/login");
    let random = browser.cookies.get("form").unwrap().to_owned();
    assert_eq!(random.len(), 36);
    assert_eq!(
        page.values("Set-Cookie"),
        [format!("form={random}; HttpOnly; SameSite=Lax; Path=/")]
    );
    assert_eq!(browser.get("/signup").values("Set-Cookie"), [""; 0]);
    let mut other = Browser::new(&server);
    other.get("/login");
    assert_ne!(other.cookies.get("form"), Some(random.as_str()));
}

#[test]
fn behind_a_proxy_that_terminates_tls_the_cookies_are_secure() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    for (scheme, secure) in [("https", true), ("http", false), ("HTTPS, http", false)] {
        let mut through = Browser::new(&server).with("X-Forwarded-Proto", scheme);
        let set: Vec<_> = [through.get("/login"), through.sign_in(EMAIL, PASSWORD)]
            .iter()
            .map(|answer| answer.values("Set-Cookie")[0].contains("; Secure"))
            .collect();
        assert_eq!(set, [secure; 2], "{scheme}");
    }
    let answer = browser.sign_in(EMAIL, PASSWORD);
    assert!(!answer.values("Set-Cookie")[0].contains("Secure"));
}

#[test]
fn signing_out_takes_a_form_and_removes_both_cookies() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    let token = browser.form_token("/dashboard");

    let asked = browser.get("/logout");
    shows(
        &asked,
        405,
        "You sent GET &#x2f;logout, but this route wants POST.",
    );
    assert_eq!(asked.header("Allow"), Some("POST"));
    for kind in ["application/json", "text/plain"] {
        let mut program = Browser::new(&server)
            .with("Accept", "*/*")
            .with("Content-Type", kind);
        program.cookies = browser.cookies.clone();
        let answer = program.ask("POST", "/logout", format!("form_token={token}"));
        answer.refuses(
            415,
            "form_wanted",
            "This route reads a form, and the request does not say that it has one.",
        );
    }
    assert_eq!(browser.get("/dashboard").status, 200);

    let answer = browser.send("/logout", &[("form_token", &token)]);
    assert_eq!((answer.status, answer.header("Location")), (303, Some("/")));
    let mut removed = answer.values("Set-Cookie");
    removed.sort_unstable();
    for (removed, name) in removed.iter().zip(["form", "session"]) {
        let begin = format!("{name}=; SameSite=Lax; Path=/; Max-Age=0; Expires=");
        assert!(removed.starts_with(&begin), "{removed}");
    }
    assert_eq!(removed.len(), 2);
    leads(&browser.get("/dashboard"), "/login");
}
