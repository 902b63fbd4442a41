//! The two cookies of lesson 14: who can't read them, and when they expire.

use proofs::app::PASSWORD;
use proofs::server::{TestServer, folder};

use super::{Browser, EMAIL, NAME, leads, shows, start};

#[test]
fn scripts_and_other_sites_cannot_use_the_session_cookie_and_it_lasts_as_long_as_its_token() {
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
fn scripts_and_other_sites_cannot_use_the_form_cookie_and_it_stays_the_same() {
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
    for (header, value, secure) in [
        ("X-Forwarded-Proto", "https", true),
        ("X-Forwarded-Proto", "HTTPS", true),
        ("X-Forwarded-Proto", "https, http", true),
        ("X-Forwarded-Proto", " Https ,http,http", true),
        ("X-Forwarded-Proto", "http", false),
        ("X-Forwarded-Proto", "http, https", false),
        ("X-Forwarded-Proto", "https:", false),
        ("X-Forwarded-Proto", "", false),
        ("Forwarded", "proto=https", true),
        (
            "Forwarded",
            "for=192.0.2.43;Proto=\"HTTPS\";by=203.0.113.60",
            true,
        ),
        (
            "Forwarded",
            "for=192.0.2.43; proto=https, for=198.51.100.17;proto=http",
            true,
        ),
        ("Forwarded", "for=\"a,b;proto=http\";proto=https", true),
        ("Forwarded", "proto=http, proto=https", false),
        ("Forwarded", "for=\"a,proto=https\"", false),
        ("Forwarded", "for=\"a;proto=https\"", false),
        ("Forwarded", "host=https", false),
        ("Forwarded", "https", false),
    ] {
        let mut through = Browser::new(&server).with(header, value);
        let set: Vec<_> = [through.get("/login"), through.sign_in(EMAIL, PASSWORD)]
            .iter()
            .map(|answer| answer.values("Set-Cookie")[0].contains("; Secure"))
            .collect();
        assert_eq!(set, [secure; 2], "{header}: {value}");
    }
    let answer = browser.sign_in(EMAIL, PASSWORD);
    assert!(!answer.values("Set-Cookie")[0].contains("Secure"));
}

#[test]
fn signing_out_requires_a_form() {
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
            "This route accepts only forms, but the request's Content-Type is something else.",
        );
    }
    assert_eq!(browser.get("/dashboard").status, 200);

    let answer = browser.send("/logout", &[("form_token", &token)]);
    assert_eq!((answer.status, answer.header("Location")), (303, Some("/")));
    assert_eq!(browser.cookies.get("session"), None);
    leads(&browser.get("/dashboard"), "/login");
}

/// curl 7.88 deletes a cookie only if its line is the last one. Rocket's own order is random, so ask
/// often.
#[test]
fn a_sign_out_renews_the_cookie_of_the_forms_and_then_removes_the_session() {
    let folder = folder();
    let server = start(&folder);
    drop(Browser::signed_in(&server));
    for _ in 0..12 {
        let mut browser = Browser::new(&server);
        assert_eq!(browser.sign_in(EMAIL, PASSWORD).status, 303);
        let before = browser.cookies.get("form").unwrap().to_owned();
        let token = browser.form_token("/dashboard");
        let answer = browser.send("/logout", &[("form_token", &token)]);
        let [renewed, removed] = answer.values("Set-Cookie")[..] else {
            panic!("{:?}", answer.values("Set-Cookie"));
        };
        let after = browser.cookies.get("form").unwrap();
        assert_ne!(before, after);
        assert_eq!(
            renewed,
            format!("form={after}; HttpOnly; SameSite=Lax; Path=/")
        );
        assert!(
            removed.starts_with("session=; SameSite=Lax; Path=/; Max-Age=0; Expires="),
            "{removed}"
        );
    }
}

/// The same for a session that has ended, in a browser that has lost its other cookie.
#[test]
fn an_expired_session_is_removed_last_as_well() {
    let folder = folder();
    let server = start(&folder);
    for _ in 0..12 {
        let mut browser = Browser::new(&server);
        browser.cookies.insert("session", "x");
        let answer = browser.get("/login");
        let [set, removed] = answer.values("Set-Cookie")[..] else {
            panic!("{:?}", answer.values("Set-Cookie"));
        };
        assert!(set.starts_with("form="), "{set}");
        assert!(removed.starts_with("session=; "), "{removed}");
    }
}
