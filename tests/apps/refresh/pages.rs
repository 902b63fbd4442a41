//! The app in a browser, as far as cookies, headers and forms go.

use proofs::app::PASSWORD;
use proofs::client::Response;
use proofs::server::TestServer;

use crate::browser::{Browser, EMAIL, leads, shows};

const NAME: &str = "22-refresh";
const OTHER_SITE: &str = "Nothing was done: the form came from another site, or your session changed after the page was opened.";

/// Asserts that this is a redirect.
pub fn redirects(answer: &Response, status: u16, to: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("Location"), Some(to));
}

/// The attributes of a cookie that the response sets.
fn attributes(answer: &Response, name: &str) -> String {
    let lines = answer.values("Set-Cookie");
    let line = lines
        .iter()
        .find(|line| line.starts_with(&format!("{name}=")));
    let line = line.unwrap_or_else(|| panic!("no cookie {name} in {lines:?}"));
    line.split_once(';').unwrap().1.trim().to_owned()
}

/// What a browser does with a cookie whose time is over.
fn let_the_access_token_expire(browser: &mut Browser<'_>) {
    assert!(browser.cookies.get("session").is_some());
    browser.cookies.remove("session");
}

#[test]
fn a_sign_in_sets_both_cookies_and_the_refresh_token_is_for_its_path_alone() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::new(&server);
    browser.sign_up("Ada", EMAIL, PASSWORD);
    let answer = browser.sign_in(EMAIL, PASSWORD);
    redirects(&answer, 303, "/dashboard");
    assert_eq!(
        attributes(&answer, "session"),
        "HttpOnly; SameSite=Lax; Path=/; Max-Age=300"
    );
    assert_eq!(
        attributes(&answer, "refresh"),
        "HttpOnly; SameSite=Lax; Path=/refresh; Max-Age=2592000"
    );
    shows(&browser.get("/dashboard"), 200, "Welcome, Ada!");
}

#[test]
fn behind_a_proxy_with_https_both_cookies_are_secure() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::new(&server).with("X-Forwarded-Proto", "https");
    browser.sign_up("Ada", EMAIL, PASSWORD);
    let answer = browser.sign_in(EMAIL, PASSWORD);
    for name in ["session", "refresh"] {
        let attributes = attributes(&answer, name);
        assert!(attributes.contains("; Secure"), "{name}: {attributes}");
    }
}

#[test]
fn when_the_access_token_has_expired_the_browser_gets_the_next_one() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let refresh_token = browser.cookies.get("refresh").unwrap().to_owned();
    for _ in 0..3 {
        let_the_access_token_expire(&mut browser);
        leads(&browser.get("/dashboard"), "/refresh");
        redirects(&browser.get("/refresh"), 303, "/dashboard");
        shows(&browser.get("/dashboard"), 200, "Welcome, Ada!");
    }
    assert_ne!(browser.cookies.get("refresh"), Some(&*refresh_token));
}

#[test]
fn a_page_that_was_open_when_the_access_token_changed_still_works() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let form_token = browser.form_token("/dashboard");
    let_the_access_token_expire(&mut browser);
    redirects(&browser.get("/refresh"), 303, "/dashboard");
    assert_eq!(browser.form_token("/dashboard"), form_token);
    let_the_access_token_expire(&mut browser);
    // Not even a valid access token is needed to sign out.
    sign_out(&mut browser, &form_token);
}

fn sign_out(browser: &mut Browser<'_>, form_token: &str) {
    let fields = [("form_token", form_token)];
    redirects(&browser.send("/logout", &fields), 307, "/refresh/logout");
    let held: Vec<_> = [("session", "/"), ("refresh", "/refresh")]
        .into_iter()
        .filter(|(name, _)| browser.cookies.get(name).is_some())
        .collect();
    let answer = browser.send("/refresh/logout", &fields);
    redirects(&answer, 303, "/");
    for (name, path) in held {
        let attributes = attributes(&answer, name);
        let removes = format!("Path={path}; Max-Age=0;");
        assert!(attributes.contains(&removes), "{attributes}");
        assert_eq!(browser.cookies.get(name), None, "{name}");
    }
}

#[test]
fn after_a_sign_out_a_copy_of_the_refresh_token_is_worth_nothing() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let mut thief = Browser::new(&server);
    thief.cookies = browser.cookies.clone();
    let form_token = browser.form_token("/dashboard");
    sign_out(&mut browser, &form_token);
    thief.cookies.remove("session");
    redirects(&thief.get("/refresh"), 303, "/login?ended");
    assert_eq!(thief.cookies.get("refresh"), None);
    shows(
        &thief.get("/login?ended"),
        200,
        "Your session has ended. Sign in again.",
    );
}

#[test]
fn two_tabs_that_refresh_at_once_both_go_on() {
    let server = TestServer::alone(NAME);
    let mut first = Browser::signed_in(&server);
    let_the_access_token_expire(&mut first);
    let mut second = Browser::new(&server);
    second.cookies = first.cookies.clone();
    for tab in [&mut first, &mut second] {
        redirects(&tab.get("/refresh"), 303, "/dashboard");
        shows(&tab.get("/dashboard"), 200, "Welcome, Ada!");
    }
    // A browser has one jar for both tabs: whichever response comes last, the token in it is good.
    assert_eq!(first.cookies.get("refresh"), second.cookies.get("refresh"));
    redirects(&second.get("/refresh"), 303, "/dashboard");
}

#[test]
fn a_stolen_refresh_token_that_is_used_ends_the_session_of_both() {
    let server = TestServer::alone(NAME);
    let mut owner = Browser::signed_in(&server);
    let mut thief = Browser::new(&server);
    thief.cookies = owner.cookies.clone();
    redirects(&owner.get("/refresh"), 303, "/dashboard");
    redirects(&owner.get("/refresh"), 303, "/dashboard");
    redirects(&thief.get("/refresh"), 303, "/login?ended");
    redirects(&owner.get("/refresh"), 303, "/login?ended");
}

#[test]
fn without_a_refresh_token_the_browser_is_sent_to_the_sign_in() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::new(&server);
    leads(&browser.get("/dashboard"), "/refresh");
    redirects(&browser.get("/refresh"), 303, "/login");
    shows(&browser.get("/login"), 200, "Sign in");
}

#[test]
fn a_form_of_another_site_signs_nobody_out() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let form_token = browser.form_token("/dashboard");
    for wrong in ["", "junk"] {
        let answer = browser.send("/refresh/logout", &[("form_token", wrong)]);
        shows(&answer, 403, OTHER_SITE);
    }
    let mut cross_site = Browser::new(&server).with("Sec-Fetch-Site", "cross-site");
    cross_site.cookies = browser.cookies.clone();
    let answer = cross_site.send("/refresh/logout", &[("form_token", &form_token)]);
    shows(&answer, 403, OTHER_SITE);
    redirects(&browser.get("/refresh"), 303, "/dashboard");
}

#[test]
fn the_form_of_one_sign_in_does_not_end_another() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let old = browser.form_token("/dashboard");
    let again = browser.sign_in(EMAIL, PASSWORD);
    redirects(&again, 303, "/dashboard");
    let answer = browser.send("/refresh/logout", &[("form_token", &old)]);
    shows(&answer, 403, OTHER_SITE);
    let new = browser.form_token("/dashboard");
    sign_out(&mut browser, &new);
}

#[test]
fn a_program_is_told_what_the_paths_accept() {
    let server = TestServer::alone(NAME);
    let mut program = Browser::new(&server).with("Accept", "application/json");
    let dashboard = program.get("/dashboard");
    assert_eq!(dashboard.status, 401, "{}", dashboard.text);
    let refresh = program.get("/refresh");
    assert_eq!(refresh.status, 405, "{}", refresh.text);
    assert_eq!(refresh.header("Allow"), Some("POST"));
}
