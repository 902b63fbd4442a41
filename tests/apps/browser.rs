//! Lesson 14, as far as it can be asked without a browser; `tests/browser/` has the rest.

use std::fs;

use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::Verifier;
use serde_json::json;
use tempfile::TempDir;
use ureq::Agent;
use ureq::http::Request;

use crate::accounts::{NOT_FOUND, TAKEN, application};
use crate::asked::{Answer, App, PASSWORD, SETTINGS, folder};
use proofs::programs::program;
use proofs::server::{Server, run};
use proofs::{client, forge};

const NAME: &str = "14-browser-session";
const EMAIL: &str = "ada@example.com";
const HTML: &str = "text/html; charset=utf-8";
const FORM: &str = "application/x-www-form-urlencoded";
/// What Firefox sends.
const NAVIGATION: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const OTHER_SITE: &str = "Nothing was done: the form came from another site, or your session changed after the page was opened.";
const NO_COOKIE: &str = "Nothing was done: your browser sent no cookie with the form.";
const UNAVAILABLE: &str =
    "The database can&#x27;t answer at the moment. What you sent may not be stored.";

/// A browser as far as cookies and headers go. It follows no redirect.
struct Browser<'s> {
    server: &'s Server,
    agent: Agent,
    cookies: Vec<(String, String)>,
    headers: Vec<(&'static str, &'static str)>,
}

impl<'s> Browser<'s> {
    fn new(server: &'s Server) -> Self {
        Self {
            server,
            agent: client::agent(),
            cookies: Vec::new(),
            headers: vec![("Accept", NAVIGATION)],
        }
    }

    /// Somebody with an account, who is signed in.
    fn signed_in(server: &'s Server) -> Self {
        let mut browser = Self::new(server);
        let signed_up = browser.sign_up("Ada", EMAIL, PASSWORD);
        assert_eq!(signed_up.status, 303, "{}", signed_up.text);
        let signed_in = browser.sign_in(EMAIL, PASSWORD);
        assert_eq!(signed_in.status, 303, "{}", signed_in.text);
        browser
    }

    /// With another header, or another value of one.
    fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
        self
    }

    fn cookie(&self, name: &str) -> Option<&str> {
        let (_, value) = self.cookies.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    fn keep(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.cookies.push((name.into(), value.into()));
        }
    }

    fn ask(&mut self, method: &str, path: &str, body: impl AsRef<[u8]>) -> Answer {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server.origin));
        if !cookies.is_empty() {
            request = request.header("Cookie", cookies.join("; "));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        let mut answer = self
            .agent
            .run(request.body(body.as_ref()).unwrap())
            .unwrap();
        let answer = Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: answer.body_mut().read_to_string().unwrap(),
        };
        for cookie in set_cookies(&answer) {
            let (pair, _) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.keep(name, value);
        }
        answer
    }

    fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// The token of the form on this page.
    fn form_token(&mut self, path: &str) -> String {
        let page = self.get(path);
        assert_eq!(page.status, 200, "{}", page.text);
        let (_, rest) = page
            .text
            .split_once("name=\"form_token\" value=\"")
            .unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", client::percent(value)))
            .collect();
        self.headers.push(("Content-Type", FORM));
        let answer = self.ask("POST", path, fields.join("&"));
        self.headers.pop();
        answer
    }

    fn sign_up(&mut self, name: &str, email: &str, password: &str) -> Answer {
        let token = self.form_token("/signup");
        self.send(
            "/signup",
            &[
                ("form_token", &token),
                ("name", name),
                ("email", email),
                ("password", password),
            ],
        )
    }

    fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let token = self.form_token("/login");
        self.send_sign_in(&token, email, password)
    }

    fn send_sign_in(&mut self, token: &str, email: &str, password: &str) -> Answer {
        self.send(
            "/login",
            &[
                ("form_token", token),
                ("email", email),
                ("password", password),
            ],
        )
    }
}

fn set_cookies(answer: &Answer) -> Vec<&str> {
    let values = answer.headers.get_all("Set-Cookie").iter();
    values.map(|value| value.to_str().unwrap()).collect()
}

/// Asserts that this leads elsewhere, and sets no cookie on the way.
fn leads(answer: &Answer, to: &str) {
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert_eq!(answer.header("Location"), Some(to));
    assert_eq!(set_cookies(answer), [""; 0]);
}

/// Asserts that this is a page with this status and these words.
fn shows(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("Content-Type"), Some(HTML));
    assert!(
        answer.text.contains(words),
        "no {words:?} in {}",
        answer.text
    );
    assert_eq!(status == 401, answer.header("WWW-Authenticate").is_some());
}

fn start(folder: &TempDir) -> Server {
    with(folder, &[])
}

fn with(folder: &TempDir, variables: &[(&str, &str)]) -> Server {
    let variables = [&SETTINGS, variables].concat();
    Server::start(program(NAME), folder.path(), &variables)
}

fn token_for(id: &str) -> String {
    forge::token(&forge::header(), &forge::with("sub", id))
}

#[test]
fn the_cookie_of_a_session_is_closed_to_scripts_and_other_sites_and_lives_as_long_as_its_token() {
    for (seconds, max_age) in [("", "1800"), ("60", "60")] {
        let folder = folder();
        let variables = [("JWT_TTL_SECONDS", seconds)];
        let server = with(&folder, if seconds.is_empty() { &[] } else { &variables });
        let mut browser = Browser::new(&server);
        leads(&browser.sign_up("Ada", EMAIL, PASSWORD), "/login?new");
        let answer = browser.sign_in(EMAIL, PASSWORD);
        assert_eq!(
            (answer.status, answer.header("Location")),
            (303, Some("/dashboard"))
        );
        let token = browser.cookie("session").unwrap();
        assert_eq!(
            set_cookies(&answer),
            [format!(
                "session={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={max_age}"
            )]
        );
        let dashboard = browser.get("/dashboard");
        shows(&dashboard, 200, "<h1>Welcome, Ada!</h1>");
        assert_eq!(set_cookies(&dashboard), [""; 0]);
    }
}

#[test]
fn the_cookie_of_the_forms_is_as_closed_and_stays_the_same() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::new(&server);
    let page = browser.get("/login");
    let random = browser.cookie("form").unwrap().to_owned();
    assert_eq!(random.len(), 36);
    assert_eq!(
        set_cookies(&page),
        [format!("form={random}; HttpOnly; SameSite=Lax; Path=/")]
    );
    assert_eq!(set_cookies(&browser.get("/signup")), [""; 0]);
    let mut other = Browser::new(&server);
    other.get("/login");
    assert_ne!(other.cookie("form"), Some(random.as_str()));
}

#[test]
fn behind_a_proxy_that_does_tls_the_cookies_are_secure() {
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
            .map(|answer| set_cookies(answer)[0].contains("; Secure"))
            .collect();
        assert_eq!(set, [secure; 2], "{header}: {value}");
    }
    let answer = browser.sign_in(EMAIL, PASSWORD);
    assert!(!set_cookies(&answer)[0].contains("Secure"));
}

#[test]
fn each_page_is_closed_to_scripts_and_caches() {
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
fn a_form_with_a_fault_comes_back_with_the_status_of_the_api_and_without_the_password() {
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
        assert_eq!(set_cookies(&answer), [""; 0]);
    }
    // A field that is missing is one that was left empty, and nothing is worse than refused.
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
fn a_form_without_its_token_does_nothing() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    let session = browser.cookie("session").unwrap().to_owned();
    let random = browser.cookie("form").unwrap().to_owned();
    let right = browser.form_token("/dashboard");
    let mut changed = right.clone();
    changed.replace_range(..1, if right.starts_with('A') { "B" } else { "A" });
    let signed_out = Browser::new(&server).form_token("/login");
    let before = {
        let mut before = Browser::new(&server);
        before.keep("form", browser.cookie("form").unwrap());
        before.form_token("/login")
    };
    let other_session = {
        let mut other = Browser::new(&server);
        other.keep("form", browser.cookie("form").unwrap());
        other.keep("session", &token_for("somebody else"));
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
        assert_eq!(set_cookies(&answer), [""; 0]);

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
            assert_eq!(set_cookies(&answer), [""; 0]);
        }
        assert_eq!(browser.cookie("session"), Some(session.as_str()));
    }
    shows(
        &browser.sign_in("eve@example.com", PASSWORD),
        401,
        "The email or the password is wrong.",
    );
    shows(&browser.send("/logout", &[]), 403, OTHER_SITE);

    let answer = browser.send("/logout", &[("form_token", &right)]);
    assert_eq!((answer.status, answer.header("Location")), (303, Some("/")));
    assert_eq!(browser.cookie("session"), None);
}

#[test]
fn a_form_that_the_browser_says_is_from_elsewhere_does_nothing() {
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
            assert_eq!(browser.cookie("session"), None);
        }
    }
}

/// The cookie `form` stays at home when another site posts. A new one in the answer would take its
/// place, and the forms that are open would be refused.
#[test]
fn what_another_site_posts_changes_no_cookie() {
    let folder = folder();
    let server = start(&folder);
    for (site, begins) in [
        ("cross-site", false),
        ("same-site", false),
        ("same-origin", true),
    ] {
        for path in ["/login", "/signup", "/logout"] {
            let mut stranger = Browser::new(&server).with("Sec-Fetch-Site", site);
            let answer = stranger.send(path, &[("form_token", "x")]);
            shows(&answer, 403, if begins { NO_COOKIE } else { OTHER_SITE });
            assert_eq!(stranger.cookie("form").is_some(), begins, "{site} {path}");
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

/// Exercise 1: whoever made the link, it leads to a place of this server.
#[test]
fn a_sign_in_that_remembers_the_place_leads_to_no_other_server() {
    let folder = folder();
    let solution = program("14-browser-session-exercise-1");
    let server = Server::start(solution, folder.path(), &SETTINGS);
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

/// Exercise 3. `tests/browser/cors.test.mjs` asks as a browser does.
#[test]
fn one_origin_is_let_in_and_a_preflight_is_answered_for_it_alone() {
    const ALLOWED: &str = "http://127.0.0.1:8001";
    let folder = folder();
    let name = "14-browser-session-exercise-3";
    let variables = [&SETTINGS[..], &[("ALLOWED_ORIGIN", ALLOWED)]].concat();
    let server = Server::start(program(name), folder.path(), &variables);
    let ask = |method: &str, path: &str, origin: &'static str| {
        Browser::new(&server)
            .with("Accept", "*/*")
            .with("Origin", origin)
            .with("Access-Control-Request-Method", "DELETE")
            .ask(method, path, "")
    };
    let preflight = ask("OPTIONS", "/me", ALLOWED);
    assert_eq!((preflight.status, preflight.text.as_str()), (204, ""));
    for (name, value) in [
        ("Access-Control-Allow-Origin", Some(ALLOWED)),
        ("Access-Control-Allow-Methods", Some("DELETE, GET")),
        (
            "Access-Control-Allow-Headers",
            Some("Authorization, Content-Type"),
        ),
        ("Access-Control-Allow-Credentials", None),
        ("Vary", Some("Origin")),
        ("Allow", None),
        ("Content-Type", None),
    ] {
        let found: Vec<_> = preflight.headers.get_all(name).iter().collect();
        let found = found.iter().map(|value| value.to_str().unwrap());
        let found = found.collect::<Vec<_>>().join(", ");
        assert_eq!(found, value.unwrap_or_default(), "{name}");
    }
    for other in [
        "http://127.0.0.1:8002",
        "http://localhost:8001",
        "https://127.0.0.1:8001",
        "http://127.0.0.1:8001.evil.example",
        "http://127.0.0.1:80011",
        "HTTP://127.0.0.1:8001",
        "null",
    ] {
        for (method, status) in [("OPTIONS", 405), ("GET", 401)] {
            let answer = ask(method, "/me", other);
            assert_eq!(answer.status, status, "{other}");
            assert_eq!(answer.header("Access-Control-Allow-Origin"), None);
            assert_eq!(answer.header("Access-Control-Allow-Methods"), None);
        }
    }
    assert_eq!(ask("OPTIONS", "/nowhere", ALLOWED).status, 404);

    for wrong in [
        "*",
        "null",
        "http://127.0.0.1:8001/",
        "http://127.0.0.1:8001/app",
        "http://127.0.0.1:8001, http://127.0.0.1:8002",
        "HTTP://127.0.0.1:8001",
        "127.0.0.1:8001",
    ] {
        let variables = [&SETTINGS[..], &[("ALLOWED_ORIGIN", wrong)]].concat();
        let (status, _, stderr) = run(program(name), folder.path(), &variables);
        assert_eq!(status.code(), Some(1), "{wrong}");
        assert_eq!(
            stderr,
            format!(
                "jwt-sandbox: ALLOWED_ORIGIN is {wrong:?}. Write one origin as a browser sends it, with neither a path nor a slash at its end, such as ALLOWED_ORIGIN=http://127.0.0.1:8001.\n"
            )
        );
    }
}

#[test]
fn without_a_session_a_browser_is_sent_to_the_login_and_a_program_gets_a_401() {
    let folder = folder();
    let server = start(&folder);
    for accept in [
        NAVIGATION,
        "text/html",
        "TEXT/HTML",
        "text/*",
        "text/html, */*;q=0.8",
        // Internet Explorer: both weigh 1, but HTML has its name there.
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
    let token = browser.cookie("session").unwrap().to_owned();
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
fn a_cookie_that_is_not_good_ends_at_the_login_page() {
    let folder = folder();
    let server = start(&folder);
    let mut browser = Browser::signed_in(&server);
    let good = browser.cookie("session").unwrap().to_owned();
    let verifier = Verifier::new(&Settings::with_secret(forge::KEY).token);
    let ada = verifier.verify(&good).unwrap().sub().to_owned();
    let until = |exp: u64| {
        let mut payload = forge::with("sub", ada.as_str());
        payload["exp"] = exp.into();
        forge::token(&forge::header(), &payload)
    };
    browser.keep("session", &until(forge::now() + 60));
    assert_eq!(browser.get("/dashboard").status, 200);
    let past = until(forge::now() - 1);
    for bad in ["x", &good[..good.len() - 4], &past, &token_for("nobody")] {
        browser.keep("session", bad);
        shows(&browser.get("/"), 200, "<h1>Welcome</h1>");
        leads(&browser.get("/dashboard"), "/login");
        let login = browser.get("/login");
        shows(&login, 200, "Your session has ended. Sign in again.");
        let [removed] = set_cookies(&login)[..] else {
            panic!("{:?}", set_cookies(&login));
        };
        assert!(
            removed.starts_with("session=; SameSite=Lax; Path=/; Max-Age=0; Expires="),
            "{removed}"
        );
        assert!(!browser.get("/login").text.contains("has ended"));
    }
    browser.keep("session", &good);
    assert_eq!(browser.get("/dashboard").status, 200);
}

#[test]
fn a_sign_out_is_a_form() {
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
            "This route accepts a form, and the Content-Type of the request is something else.",
        );
    }
    assert_eq!(browser.get("/dashboard").status, 200);

    let answer = browser.send("/logout", &[("form_token", &token)]);
    assert_eq!((answer.status, answer.header("Location")), (303, Some("/")));
    assert_eq!(browser.cookie("session"), None);
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
        let before = browser.cookie("form").unwrap().to_owned();
        let token = browser.form_token("/dashboard");
        let answer = browser.send("/logout", &[("form_token", &token)]);
        let [renewed, removed] = set_cookies(&answer)[..] else {
            panic!("{:?}", set_cookies(&answer));
        };
        let after = browser.cookie("form").unwrap();
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
fn an_ended_session_is_removed_last_as_well() {
    let folder = folder();
    let server = start(&folder);
    for _ in 0..12 {
        let mut browser = Browser::new(&server);
        browser.keep("session", "x");
        let answer = browser.get("/login");
        let [set, removed] = set_cookies(&answer)[..] else {
            panic!("{:?}", set_cookies(&answer));
        };
        assert!(set.starts_with("form="), "{set}");
        assert!(removed.starts_with("session=; "), "{removed}");
    }
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
            blocking.cookies.clear();
            let fields = [
                ("form_token", token.as_str()),
                ("email", EMAIL),
                ("password", PASSWORD),
            ];
            let answer = blocking.send(path, &fields);
            shows(&answer, 403, NO_COOKIE);
            shows(&answer, 403, "Allow cookies for this site");
            blocking.cookies.clear();
            token = blocking.form_token("/login");
        }
    }
    // The control: the cookie is allowed, and the form that came with the last refusal works.
    let mut allowed = Browser::new(&server);
    allowed.form_token("/login");
    allowed.cookies.clear();
    let refused = allowed.send_sign_in("from a page without a cookie", EMAIL, PASSWORD);
    shows(&refused, 403, NO_COOKIE);
    let (_, rest) = refused.text.split_once("value=\"").unwrap();
    let token = rest.split_once('"').unwrap().0.to_owned();
    assert_eq!(allowed.send_sign_in(&token, EMAIL, PASSWORD).status, 303);
}

/// Its cookie may be good, so nobody is signed out, and nobody is let in.
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
    let session = browser.cookie("session").unwrap().to_owned();
    for path in ["/", "/dashboard", "/login"] {
        let answer = browser.get(path);
        shows(&answer, 503, UNAVAILABLE);
        assert_eq!(answer.header("Retry-After"), Some("5"));
        assert_eq!(set_cookies(&answer), [""; 0]);
    }
    browser.keep("session", "");
    for answer in [
        browser.sign_in(EMAIL, PASSWORD),
        browser.sign_up("Eve", "eve@example.com", PASSWORD),
    ] {
        shows(&answer, 503, UNAVAILABLE);
        assert_eq!(answer.header("Retry-After"), Some("5"));
        assert!(!answer.text.contains(PASSWORD));
    }
    fs::rename(&away, &file).unwrap();
    browser.keep("session", &session);
    assert_eq!(browser.get("/dashboard").status, 200);
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
    assert_eq!(set_cookies(&answer), [""; 0]);
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
    let token = browser.cookie("session").unwrap().to_owned();
    let form_token = browser.form_token("/dashboard");
    let secret = "unlikely-word-of-a-password";
    browser.sign_in(EMAIL, secret);
    browser.sign_up("Eve", "eve", secret);
    browser.get("/dashboard");
    browser.keep("session", &format!("{token}x"));
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
