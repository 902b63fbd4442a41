//! What a form sends: its fields, its token, and the site that it comes from.

use proofs::app::PASSWORD;
use proofs::client;
use proofs::cookies::Jar;
use proofs::server::{TestServer, folder};

use super::{Browser, EMAIL, NO_COOKIE, OTHER_SITE, leads, shows, start, token_for};
use crate::accounts::TAKEN;

#[test]
fn a_form_with_a_mistake_comes_back_with_the_status_of_the_api_and_without_the_password() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    for (name, email, password, status, words) in [
        ("", "new@example.com", PASSWORD, 422, "The name is empty"),
        (
            "Eve",
            "new",
            PASSWORD,
            422,
            "This isn&#x27;t an email address",
        ),
        (
            "Eve",
            "new@example.com",
            "too short",
            422,
            "The password has 9 characters",
        ),
        ("Eve", "ADA@example.com", PASSWORD, 409, TAKEN),
    ] {
        let answer = browser.sign_up(name, email, password);
        shows(&answer, status, words);
        assert!(answer.text.contains(&format!("value=\"{email}\"")));
        assert!(!answer.text.contains(password));
    }
    let long = "p".repeat(129);
    let too_long = "The password has 129 characters. The maximum is 128.";
    shows(
        &browser.sign_up("Eve", "new@example.com", &long),
        422,
        too_long,
    );
    shows(&browser.sign_in(EMAIL, &long), 422, too_long);
    for email in [EMAIL, "nobody@example.com"] {
        let answer = browser.sign_in(email, "another password");
        shows(&answer, 401, "The email or the password is wrong.");
        assert!(answer.text.contains(&format!("value=\"{email}\"")));
        assert!(!answer.text.contains("another password"));
        assert_eq!(answer.values("Set-Cookie"), [""; 0]);
    }
    // A missing field counts as an empty one, so it's a refusal and not a server error.
    let token = browser.form_token("/signup");
    let token = [("form_token", token.as_str())];
    shows(&browser.send("/signup", &token), 422, "The name is empty");
    shows(
        &browser.send("/login", &token),
        401,
        "The email or the password is wrong.",
    );
    leads(
        &browser.sign_up("Eve", "new@example.com", PASSWORD),
        "/login?new",
    );
}

#[test]
fn a_form_without_its_token_does_nothing() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    let session = browser.cookies.get("session").unwrap().to_owned();
    let random = browser.cookies.get("form").unwrap().to_owned();
    let right = browser.form_token("/dashboard");
    let mut changed = right.clone();
    changed.replace_range(..1, if right.starts_with('A') { "B" } else { "A" });
    let signed_out = Browser::new(&server).form_token("/login");
    let before = {
        let mut before = Browser::new(&server);
        before
            .cookies
            .insert("form", browser.cookies.get("form").unwrap());
        before.form_token("/login")
    };
    let other_session = {
        let mut other = Browser::new(&server);
        other
            .cookies
            .insert("form", browser.cookies.get("form").unwrap());
        other.cookies.insert("session", &token_for("somebody else"));
        other.form_token("/signup")
    };
    for wrong in [
        "",
        "x",
        "=",
        &changed,
        &right[1..],
        &format!("{right}A"),
        &signed_out,
        &before,
        &other_session,
        &random,
    ] {
        let field = [("form_token", wrong)];
        let answer = browser.send("/logout", &field);
        shows(&answer, 403, OTHER_SITE);
        shows(&answer, 403, "<h1>Welcome, Ada!</h1>");
        assert_eq!(answer.values("Set-Cookie"), [""; 0]);

        let fields = [
            ("form_token", wrong),
            ("name", "Eve"),
            ("email", "eve@example.com"),
            ("password", PASSWORD),
        ];
        for path in ["/signup", "/login"] {
            let answer = browser.send(path, &fields);
            shows(&answer, 403, OTHER_SITE);
            assert!(!answer.text.contains("eve@"), "{}", answer.text);
            assert_eq!(answer.values("Set-Cookie"), [""; 0]);
        }
        assert_eq!(browser.cookies.get("session"), Some(session.as_str()));
    }
    shows(
        &browser.sign_in("eve@example.com", PASSWORD),
        401,
        "The email or the password is wrong.",
    );
    shows(&browser.send("/logout", &[]), 403, OTHER_SITE);

    let answer = browser.send("/logout", &[("form_token", &right)]);
    assert_eq!((answer.status, answer.header("Location")), (303, Some("/")));
    assert_eq!(browser.cookies.get("session"), None);
}

#[test]
fn a_form_that_the_browser_calls_cross_site_does_nothing() {
    let folder = folder();
    let server = start(&folder);
    drop(Browser::signed_in(&server));
    for (site, right) in [
        ("cross-site", false),
        ("same-site", false),
        ("same-origin", true),
        ("none", true),
    ] {
        let mut browser = Browser::new(&server);
        let token = browser.form_token("/login");
        browser = browser.with("Sec-Fetch-Site", site);
        let answer = browser.send_sign_in(&token, EMAIL, PASSWORD);
        if right {
            assert_eq!(answer.status, 303, "{site}: {}", answer.text);
        } else {
            shows(&answer, 403, OTHER_SITE);
            assert_eq!(browser.cookies.get("session"), None);
        }
    }
}

/// The browser doesn't send the cookie `form` when another site posts. A new one in the answer would
/// replace it, and open forms would be refused.
#[test]
fn a_post_from_another_site_changes_no_cookie() {
    let folder = folder();
    let server = start(&folder);
    for (site, allowed) in [
        ("cross-site", false),
        ("same-site", false),
        ("same-origin", true),
    ] {
        for path in ["/login", "/signup", "/logout"] {
            let mut stranger = Browser::new(&server).with("Sec-Fetch-Site", site);
            let answer = stranger.send(path, &[("form_token", "x")]);
            shows(&answer, 403, if allowed { NO_COOKIE } else { OTHER_SITE });
            assert_eq!(
                stranger.cookies.get("form").is_some(),
                allowed,
                "{site} {path}"
            );
        }
    }
    // Anyone who follows a link from another site gets a form that works.
    let mut visitor = Browser::new(&server).with("Sec-Fetch-Site", "cross-site");
    let token = visitor.form_token("/login");
    let answer = visitor
        .with("Sec-Fetch-Site", "same-origin")
        .send_sign_in(&token, EMAIL, PASSWORD);
    shows(&answer, 401, "The email or the password is wrong.");
}

/// Our own form, with its token, and no cookie: each answer says so, however often it is sent.
#[test]
fn the_refusal_for_a_browser_that_blocks_cookies_says_so() {
    let folder = folder();
    let server = start(&folder);
    drop(Browser::signed_in(&server));
    for path in ["/login", "/signup", "/logout"] {
        let mut blocking = Browser::new(&server);
        let mut token = blocking.form_token("/login");
        for _ in 0..3 {
            blocking.cookies = Jar::default();
            let fields = [
                ("form_token", token.as_str()),
                ("email", EMAIL),
                ("password", PASSWORD),
            ];
            let answer = blocking.send(path, &fields);
            shows(&answer, 403, NO_COOKIE);
            shows(&answer, 403, "Allow cookies for this site");
            blocking.cookies = Jar::default();
            token = blocking.form_token("/login");
        }
    }
    // The control: the cookie is allowed, and the form that came with the last refusal works.
    let mut allowed = Browser::new(&server);
    allowed.form_token("/login");
    allowed.cookies = Jar::default();
    let refused = allowed.send_sign_in("from a page without a cookie", EMAIL, PASSWORD);
    shows(&refused, 403, NO_COOKIE);
    let (_, rest) = refused.text.split_once("value=\"").unwrap();
    let token = rest.split_once('"').unwrap().0.to_owned();
    assert_eq!(allowed.send_sign_in(&token, EMAIL, PASSWORD).status, 303);
}

/// Exercise 1: whoever made the link, it leads to a path on this server.
#[test]
fn a_sign_in_with_next_never_leads_to_another_server() {
    let folder = folder();
    let server = TestServer::start("14-browser-session-exercise-1", &folder);
    drop(Browser::signed_in(&server));
    let lands = |next: &str| {
        let mut browser = Browser::new(&server);
        let path = format!("/login?next={}", client::percent(next));
        let token = browser.form_token(&path);
        let fields = [
            ("form_token", token.as_str()),
            ("email", EMAIL),
            ("password", PASSWORD),
        ];
        let answer = browser.send(&path, &fields);
        assert_eq!(answer.status, 303, "{next:?}: {}", answer.text);
        answer.header("Location").unwrap().to_owned()
    };
    for ours in ["/", "/dashboard?tab=2", "/a/b//c", "/?x=//evil.example"] {
        assert_eq!(lands(ours), ours);
    }
    for other in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\n//evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
    ] {
        assert_eq!(lands(other), "/dashboard", "{other:?}");
    }
}
