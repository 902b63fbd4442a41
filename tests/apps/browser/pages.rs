//! What a page shows, to whom, and what never appears on it or in the log.

use proofs::app::{App, PASSWORD};
use proofs::server::folder;
use serde_json::json;

use super::{Browser, EMAIL, FORM, HTML, NAME, leads, shows, start};
use crate::accounts::{NOT_FOUND, TAKEN, application};

#[test]
fn no_page_allows_scripts_or_caching() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::new(&server);
    let mut pages = vec![
        browser.get("/"),
        browser.get("/signup"),
        browser.get("/login"),
        browser.get("/nowhere"),
        browser.sign_in(EMAIL, PASSWORD),
        browser.send("/logout", &[]),
    ];
    pages.push(Browser::signed_in(&server).get("/dashboard"));
    for page in &pages {
        assert_eq!(page.header("Content-Type"), Some(HTML));
        assert_eq!(page.header("Cache-Control"), Some("no-store"));
        assert_eq!(
            page.header("Content-Security-Policy"),
            Some(
                "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            )
        );
        let (_, rest) = page.text.split_once("rel=\"stylesheet\" href=\"").unwrap();
        let style = browser.get(rest.split_once('"').unwrap().0);
        assert_eq!(style.status, 200);
        assert_eq!(
            style.header("Cache-Control"),
            Some("max-age=31536000, immutable")
        );
        assert_eq!(
            style.header("Content-Type"),
            Some("text/css; charset=utf-8")
        );
    }
}

#[test]
fn names_and_emails_are_escaped_wherever_they_are_shown() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::new(&server);
    let name = "<b>\"Ada\"</b> & 'co'";
    let escaped = "&lt;b&gt;&quot;Ada&quot;&lt;&#x2f;b&gt; &amp; &#x27;co&#x27;";
    let again = browser.sign_up(name, "<b>\"x\"", PASSWORD);
    shows(&again, 422, &format!("value=\"{escaped}\""));
    shows(&again, 422, "value=\"&lt;b&gt;&quot;x&quot;\"");
    leads(&browser.sign_up(name, "<b>@x", PASSWORD), "/login?new");
    browser.sign_in("<b>@x", PASSWORD);
    let dashboard = browser.get("/dashboard");
    shows(&dashboard, 200, &format!("<h1>Welcome, {escaped}!</h1>"));
    shows(&dashboard, 200, "<strong>&lt;b&gt;@x</strong>");
    assert!(!dashboard.text.contains("<b>"));
}

#[test]
fn a_client_that_prefers_html_gets_a_problem_as_a_page() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::new(&server);
    let page = browser.get("/me");
    shows(&page, 401, "The request has no Authorization header");
    let wrong = browser.ask("POST", "/login", "no JSON");
    shows(
        &wrong,
        400,
        "The body isn&#x27;t JSON: see line 1, column 2.",
    );
    let mut program = Browser::new(&server).with("Accept", "*/*");
    let problem = program.get("/me");
    assert_eq!(
        (problem.status, problem.header("WWW-Authenticate")),
        (page.status, page.header("WWW-Authenticate"))
    );
    assert_eq!(
        problem.header("Content-Type"),
        Some("application/problem+json")
    );
    assert_eq!(program.get("/nowhere").json()["reason"], "route_not_found");
}

#[test]
fn the_api_of_lessons_12_and_13_works_beside_the_pages() {
    let app = App::alone(NAME);
    let body = application("Ada", EMAIL, PASSWORD);
    assert_eq!(app.post("/signup", &body).status, 201);
    app.post("/signup", &body)
        .refuses(409, "email_taken", TAKEN);
    let answer = app.login(EMAIL, PASSWORD);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.values("Set-Cookie"), [""; 0]);
    let token = app.token(EMAIL, PASSWORD);
    assert_eq!(
        app.get("/protected", &token).json(),
        json!({"message": "Welcome, Ada!"})
    );
    assert_eq!(app.ask("DELETE", "/me", Some(&token), "").status, 204);
    app.get("/me", &token)
        .refuses(401, "user_not_found", NOT_FOUND);
    app.ask("POST", "/login", None, "")
        .refuses(400, "body_not_json", "The body is empty.");
}

#[test]
fn no_password_and_no_token_is_logged() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    let token = browser.cookies.get("session").unwrap().to_owned();
    let form_token = browser.form_token("/dashboard");
    let secret = "unlikely-word-of-a-password";
    browser.sign_in(EMAIL, secret);
    browser.sign_up("Eve", "eve", secret);
    browser.get("/dashboard");
    browser.cookies.insert("session", &format!("{token}x"));
    browser.get("/dashboard");
    for body in [
        format!("password={secret}&password={secret}"),
        format!("password={secret}%FF&form_token=%"),
        format!("password[a]={secret}&email[b]=x"),
        format!("password={secret}{}", "x".repeat(40_000)),
    ] {
        browser.headers.push(("Content-Type", FORM));
        for path in ["/login", "/signup", "/logout"] {
            let answer = browser.ask("POST", path, &body);
            assert!((400..500).contains(&answer.status), "{}", answer.status);
        }
        browser.headers.pop();
    }
    let printed = server.stop();
    assert!(printed.contains("POST /login"), "{printed}");
    for hidden in [secret, PASSWORD, &token, &form_token] {
        assert!(
            !printed.contains(hidden),
            "{hidden} is in the log:\n{printed}"
        );
    }
}
