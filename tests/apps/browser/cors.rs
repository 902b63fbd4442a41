//! The exercise on CORS: which origins a preflight allows.

use proofs::process::run;
use proofs::programs::program;
use proofs::server::{SETTINGS, TestServer, folder};

use super::Browser;

/// Exercise 3. `tests/browser/cors.test.mjs` asks as a browser does.
#[test]
fn one_origin_is_allowed_and_preflights_from_others_are_rejected() {
    const ALLOWED: &str = "http://127.0.0.1:8001";
    let folder = folder();
    let name = "14-browser-session-exercise-3";
    let variables = [&SETTINGS[..], &[("ALLOWED_ORIGIN", ALLOWED)]].concat();
    let server = TestServer::with(name, &folder, &variables);
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
