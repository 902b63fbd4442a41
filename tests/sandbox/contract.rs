//! What each route answers to a valid request, and what the server answers where there is no route.

use std::collections::BTreeMap;

use jwt_sandbox::settings::Settings;
use rocket::http::{Accept, ContentType, Cookie, Header, Method, Status};
use rocket::local::blocking::Client;
use serde_json::Value;

use crate::local::{client, client_with, problem, verify};
use proofs::forge;

fn signed(client: &Client) -> String {
    let body: BTreeMap<String, String> = client.get("/sign-token").dispatch().into_json().unwrap();
    assert_eq!(body.keys().collect::<Vec<_>>(), ["token"]);
    body["token"].clone()
}

#[test]
fn a_signed_token_is_verified_and_its_payload_comes_back() {
    let client = client();
    let before = forge::now();
    let token = signed(&client);
    let response = verify(&client, &[&format!("Bearer {token}")]);
    assert_eq!(response.status(), Status::Ok);
    assert_eq!(response.content_type(), Some(ContentType::JSON));

    let body: Value = response.into_json().unwrap();
    assert_eq!(
        body.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["user"]
    );
    let user = body["user"].as_object().unwrap();
    let names: Vec<&String> = user.keys().collect();
    assert_eq!(
        names,
        ["aud", "exp", "iat", "iss", "sub", "username"],
        "no password, nothing else"
    );
    assert_eq!(user["sub"], "1");
    assert_eq!(user["username"], "test");
    assert_eq!(user["iss"], "jwt-sandbox");
    assert_eq!(user["aud"], "jwt-sandbox-students");
    let issued = user["iat"].as_u64().unwrap();
    assert!((before..=forge::now()).contains(&issued));
    assert_eq!(user["exp"], issued + 1800);
}

#[test]
fn a_signed_token_has_our_header_and_a_32_byte_signature() {
    let token = signed(&client());
    let header = jsonwebtoken::decode_header(&token).unwrap();
    assert_eq!(header.alg, jsonwebtoken::Algorithm::HS256);
    assert_eq!(header.typ.as_deref(), Some("JWT"));
    assert_eq!(
        token.rsplit('.').next().unwrap().len(),
        43,
        "32 bytes in base64url"
    );
}

#[test]
fn no_cache_may_keep_a_token() {
    let client = client();
    let response = client.get("/sign-token").dispatch();
    assert_eq!(
        response.headers().get_one("Cache-Control"),
        Some("no-store")
    );
}

#[test]
fn the_token_settings_are_used() {
    let mut settings = Settings::with_secret(forge::KEY);
    settings.token.ttl_seconds = 7;
    settings.token.issuer = "my-issuer".into();
    settings.token.audience = "my-audience".into();
    let client = client_with(settings);
    let response = verify(&client, &[&format!("Bearer {}", signed(&client))]);
    let user = response.into_json::<Value>().unwrap()["user"].clone();
    assert_eq!(user["iss"], "my-issuer");
    assert_eq!(user["aud"], "my-audience");
    assert_eq!(
        user["exp"].as_u64().unwrap() - user["iat"].as_u64().unwrap(),
        7
    );

    let other = verify(
        &client,
        &[&format!(
            "Bearer {}",
            forge::token(&forge::header(), &forge::payload())
        )],
    );
    problem(other, Status::Unauthorized, "iss_mismatch");
}

#[test]
fn only_the_header_counts() {
    let client = client();
    let token = signed(&client);
    let elsewhere = [
        client.post(format!("/verify-token?token={token}")),
        client.post(format!("/verify-token?access_token={token}")),
        client
            .post("/verify-token")
            .cookie(Cookie::new("token", token.clone())),
        client
            .post("/verify-token")
            .cookie(Cookie::new("jwt_token", token.clone())),
        client
            .post("/verify-token")
            .header(ContentType::JSON)
            .body(format!(r#"{{"token":"{token}"}}"#)),
        client
            .post("/verify-token")
            .header(ContentType::Form)
            .body(format!("access_token={token}")),
        client
            .post("/verify-token")
            .header(Header::new("X-Access-Token", token.clone())),
        client.post("/verify-token").header(Header::new(
            "Proxy-Authorization",
            format!("Bearer {token}"),
        )),
    ];
    for request in elsewhere {
        let response = request.dispatch();
        assert_eq!(
            response.headers().get_one("WWW-Authenticate"),
            Some(r#"Bearer realm="jwt-sandbox""#)
        );
        let answer = problem(response, Status::Unauthorized, "authorization_missing");
        assert!(!answer.to_string().contains(&token));
    }
    // A token elsewhere doesn't interfere with the header, either.
    let both = client
        .post("/verify-token?token=nonsense")
        .header(Header::new("Authorization", format!("Bearer {token}")))
        .cookie(Cookie::new("token", "nonsense"))
        .body("nonsense")
        .dispatch();
    assert_eq!(both.status(), Status::Ok);
}

#[test]
fn the_refusal_of_a_wrong_method_names_the_right_one() {
    let client = client();
    for (method, path, allow, detail) in [
        (
            Method::Get,
            "/verify-token",
            "POST",
            "You sent GET /verify-token, but this route wants POST.",
        ),
        (
            Method::Put,
            "/verify-token",
            "POST",
            "You sent PUT /verify-token, but this route wants POST.",
        ),
        (
            Method::Options,
            "/verify-token",
            "POST",
            "You sent OPTIONS /verify-token, but this route wants POST.",
        ),
        (
            Method::Post,
            "/sign-token",
            "GET, HEAD",
            "You sent POST /sign-token, but this route wants GET or HEAD.",
        ),
        (
            Method::Delete,
            "/sign-token",
            "GET, HEAD",
            "You sent DELETE /sign-token, but this route wants GET or HEAD.",
        ),
        (
            Method::Patch,
            "/",
            "GET, HEAD",
            "You sent PATCH /, but this route wants GET or HEAD.",
        ),
    ] {
        let response = client.req(method, path).dispatch();
        assert_eq!(
            response.headers().get_one("Allow"),
            Some(allow),
            "{method} {path}"
        );
        let body = problem(response, Status::MethodNotAllowed, "method_not_allowed");
        assert_eq!(body["detail"], detail);
        assert_eq!(body["lesson"], "lessons/02-first-route");
    }
    let query = client.get("/verify-token?a=b").dispatch();
    problem(query, Status::MethodNotAllowed, "method_not_allowed");
}

#[test]
fn head_is_answered_wherever_get_is() {
    let client = client();
    for path in ["/", "/sign-token"] {
        let response = client.head(path).dispatch();
        assert_eq!(response.status(), Status::Ok);
        assert_eq!(
            response.into_string().unwrap_or_default(),
            "",
            "HEAD has no body"
        );
    }
    let response = client.head("/verify-token").dispatch();
    assert_eq!(response.status(), Status::MethodNotAllowed);
    assert_eq!(response.headers().get_one("Allow"), Some("POST"));
}

#[test]
fn the_refusal_of_an_unknown_path_names_the_routes() {
    let client = client();
    let routes = "The routes of this server: GET /, POST /explain-token, GET /live, GET /sign-token, POST /verify-token.";
    for (path, detail, hint) in [
        ("/nowhere", "There is no route /nowhere.", routes.to_owned()),
        (
            "/sign_token",
            "There is no route /sign_token.",
            format!("Did you mean /sign-token? {routes}"),
        ),
        (
            "/Sign-Token",
            "There is no route /Sign-Token.",
            format!("Did you mean /sign-token? {routes}"),
        ),
        (
            "/verify-token/",
            "There is no route /verify-token/.",
            format!("Did you mean /verify-token? {routes}"),
        ),
        (
            "/sing-token",
            "There is no route /sing-token.",
            format!("Did you mean /sign-token? {routes}"),
        ),
        (
            "/sign-token%0A",
            "There is no route /sign-token%0A.",
            format!("Did you mean /sign-token? {routes}"),
        ),
        (
            "//verify-token",
            "There is no route //verify-token.",
            format!("Did you mean /verify-token? {routes}"),
        ),
    ] {
        let body = problem(
            client.get(path).dispatch(),
            Status::NotFound,
            "route_not_found",
        );
        assert_eq!(body["detail"], detail);
        assert_eq!(body["hint"], hint);
    }
}

#[test]
fn a_cors_preflight_is_explained() {
    let client = client();
    let options = |headers: &[(&'static str, &'static str)]| {
        let mut request = client.req(Method::Options, "/verify-token");
        for (name, value) in headers {
            request.add_header(Header::new(*name, *value));
        }
        request.dispatch()
    };
    let origin = ("Origin", "http://127.0.0.1:5500");
    let response = options(&[origin, ("Access-Control-Request-Method", "POST")]);
    assert_eq!(response.headers().get_one("Allow"), Some("POST"));
    assert_eq!(
        response.headers().get_one("Access-Control-Allow-Origin"),
        None
    );
    let body = problem(response, Status::MethodNotAllowed, "cors_preflight");
    assert_eq!(
        body["detail"],
        "A browser asks whether a page from http://127.0.0.1:5500 may send POST /verify-token. This server doesn't allow that origin."
    );
    assert_eq!(body["lesson"], "lessons/14-browser-session");
    // Without both headers, it's an ordinary wrong method.
    problem(
        options(&[origin]),
        Status::MethodNotAllowed,
        "method_not_allowed",
    );
}

#[test]
fn a_token_in_a_path_is_not_repeated() {
    let client = client();
    let token = signed(&client);
    let response = client.get(format!("/verify-token/{token}")).dispatch();
    let body = problem(response, Status::NotFound, "route_not_found");
    assert_eq!(body["detail"], "There is no route /verify-token/REDACTED.");
}

#[test]
fn only_the_page_of_the_lab_is_html() {
    let client = client();
    let home = client.get("/").header(Accept::HTML).dispatch();
    assert_eq!(home.status(), Status::Ok);
    assert_eq!(home.content_type(), Some(ContentType::HTML));

    for path in ["/sign-token", "/nowhere", "/verify-token"] {
        let response = client.get(path).header(Accept::HTML).dispatch();
        assert_ne!(response.content_type(), Some(ContentType::HTML), "{path}");
    }
}
