//! The app in a browser, as far as cookies, headers and forms go.

use proofs::app::PASSWORD;
use proofs::server::TestServer;

use super::NAME;
use crate::browser::{Browser, EMAIL, leads, shows};
use crate::refresh::pages::redirects;

const OTHER_SITE: &str = "Nothing was done: the form came from another site, or your session changed after the page was opened.";
const WELCOME: &str = "Welcome, Ada!";

/// Another browser of the same user.
fn another<'s>(server: &'s TestServer) -> Browser<'s> {
    let mut browser = Browser::new(server);
    redirects(&browser.sign_in(EMAIL, PASSWORD), 303, "/dashboard");
    browser
}

/// A browser with the same cookies: a thief's.
fn copy<'s>(server: &'s TestServer, browser: &Browser<'s>) -> Browser<'s> {
    let mut copy = Browser::new(server);
    copy.cookies = browser.cookies.clone();
    copy
}

/// The steps of a button on the dashboard.
fn press(browser: &mut Browser<'_>, path: &str, form_token: &str) {
    let fields = [("form_token", form_token)];
    let there = format!("/refresh{path}");
    redirects(&browser.send(path, &fields), 307, &there);
    redirects(&browser.send(&there, &fields), 303, "/");
    for name in ["session", "refresh"] {
        assert_eq!(browser.cookies.get(name), None, "{name}");
    }
}

fn is_signed_out(browser: &mut Browser<'_>) {
    leads(&browser.get("/dashboard"), "/refresh");
    redirects(&browser.get("/refresh"), 303, "/login?ended");
    assert_eq!(browser.cookies.get("refresh"), None);
}

#[test]
fn the_dashboard_has_both_buttons() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let page = browser.get("/dashboard");
    for (action, words) in [
        ("/logout", "Sign out"),
        ("/logout-everywhere", "Sign out everywhere"),
    ] {
        let form = format!("action=\"{action}\"");
        assert!(page.text.contains(&form), "{}", page.text);
        let button = format!(">{words}</button>");
        assert!(page.text.contains(&button), "{}", page.text);
    }
    assert!(page.text.contains("session_epoch"), "{}", page.text);

    // The app of lesson 22 can't do it, and doesn't offer it.
    let server = TestServer::alone("22-refresh");
    let page = Browser::signed_in(&server).get("/dashboard");
    assert!(page.text.contains("<button>Sign out</button>"));
    assert!(!page.text.contains("everywhere"), "{}", page.text);
}

#[test]
fn after_a_sign_out_a_copy_of_the_access_token_is_worth_nothing() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let mut other = another(&server);
    let mut thief = copy(&server, &browser);
    shows(&thief.get("/dashboard"), 200, WELCOME);
    let form_token = browser.form_token("/dashboard");
    press(&mut browser, "/logout", &form_token);
    is_signed_out(&mut thief);
    shows(&other.get("/dashboard"), 200, WELCOME);
}

#[test]
fn a_sign_out_everywhere_ends_the_sessions_in_all_browsers() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let mut other = another(&server);
    let mut bob = Browser::new(&server);
    bob.sign_up("Bob", "bob@example.com", PASSWORD);
    bob.sign_in("bob@example.com", PASSWORD);
    let mut thief = copy(&server, &browser);
    let form_token = browser.form_token("/dashboard");
    press(&mut browser, "/logout-everywhere", &form_token);
    is_signed_out(&mut thief);
    is_signed_out(&mut other);
    shows(&bob.get("/dashboard"), 200, "Welcome, Bob!");
    redirects(&browser.sign_in(EMAIL, PASSWORD), 303, "/dashboard");
    shows(&browser.get("/dashboard"), 200, WELCOME);
}

#[test]
fn both_work_after_the_access_token_has_expired() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    for path in ["/logout", "/logout-everywhere"] {
        let mut other = another(&server);
        let mut same = copy(&server, &other);
        let form_token = other.form_token("/dashboard");
        other.cookies.remove("session");
        press(&mut other, path, &form_token);
        is_signed_out(&mut same);
    }
    is_signed_out(&mut browser);
}

#[test]
fn a_form_of_another_site_signs_nobody_out_everywhere() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let mut other = another(&server);
    let form_token = browser.form_token("/dashboard");
    for wrong in ["", "junk", &other.form_token("/dashboard")] {
        let fields = [("form_token", wrong)];
        shows(
            &browser.send("/refresh/logout-everywhere", &fields),
            403,
            OTHER_SITE,
        );
    }
    let mut cross_site = Browser::new(&server).with("Sec-Fetch-Site", "cross-site");
    cross_site.cookies = browser.cookies.clone();
    let fields = [("form_token", &*form_token)];
    shows(
        &cross_site.send("/refresh/logout-everywhere", &fields),
        403,
        OTHER_SITE,
    );
    for browser in [&mut browser, &mut other] {
        shows(&browser.get("/dashboard"), 200, WELCOME);
        redirects(&browser.get("/refresh"), 303, "/dashboard");
    }
}

/// A page that stayed open in a session that has ended must not end the sessions that came after it.
#[test]
fn a_session_that_has_ended_ends_no_other() {
    let server = TestServer::alone(NAME);
    let mut browser = Browser::signed_in(&server);
    let mut stale = copy(&server, &browser);
    let form_token = browser.form_token("/dashboard");
    press(&mut browser, "/logout-everywhere", &form_token);
    let mut new = another(&server);
    press(&mut stale, "/logout-everywhere", &form_token);
    shows(&new.get("/dashboard"), 200, WELCOME);
    redirects(&new.get("/refresh"), 303, "/dashboard");
}

/// A cookie that the app of lesson 22 has set. The refresh token gets a new one.
#[test]
fn a_browser_that_was_signed_in_before_the_update_still_is() {
    let folder = proofs::server::folder();
    let before = TestServer::start("22-refresh", &folder);
    let cookies = Browser::signed_in(&before).cookies;
    before.stop();
    let server = TestServer::start(NAME, &folder);
    let mut browser = Browser::new(&server);
    browser.cookies = cookies;
    leads(&browser.get("/dashboard"), "/refresh");
    redirects(&browser.get("/refresh"), 303, "/dashboard");
    shows(&browser.get("/dashboard"), 200, WELCOME);
}

#[cfg(unix)]
#[test]
fn a_database_that_cannot_answer_signs_nobody_out() {
    let folder = proofs::server::folder();
    let server = TestServer::start(NAME, &folder);
    let mut browser = Browser::signed_in(&server);
    let form_token = browser.form_token("/dashboard");
    std::fs::remove_file(folder.path().join("sandbox.sqlite3")).unwrap();
    assert_eq!(browser.get("/dashboard").status, 503);
    let fields = [("form_token", &*form_token)];
    let answer = browser.send("/refresh/logout-everywhere", &fields);
    assert_eq!(answer.status, 503);
    for name in ["session", "refresh"] {
        assert!(browser.cookies.get(name).is_some(), "{name}");
    }
}
