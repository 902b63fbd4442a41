//! Lesson 19: an issuer with a key pair.
//!
//! - here: what its routes answer, and a forger that holds its private key;
//! - `issuer/refusals.rs`: every reason to reject a token, each with a control;
//! - `issuer/start.rs`: the key file, and every reason not to start;
//! - `issuer/vectors.rs`: published keys and signatures.

mod refusals;
mod start;
mod vectors;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use uuid::Uuid;

use proofs::app::{App, PASSWORD};
use proofs::client::Response;
use proofs::forge::{base64url, now};
use proofs::server::folder;

use crate::accounts::{NOT_FOUND, application};

pub const EMAIL: &str = "ada@example.com";

/// The audience of the issuer itself, and of the service of lesson 20.
pub const OURS: &str = "jwt-sandbox-students";
pub const NOTES: &str = "jwt-sandbox-notes";

/// An issuer with one account.
pub fn issuer(folder: &TempDir) -> App {
    let app = App::start("issuer", folder);
    let made = app.post("/signup", &application("Ada", EMAIL, PASSWORD));
    assert_eq!(made.status, 201, "{}", made.text);
    app
}

/// A sign-in for an audience.
pub fn login_for(app: &App, audience: &Value) -> Response {
    let body = json!({"email": EMAIL, "password": PASSWORD, "audience": audience});
    app.post("/login", &body)
}

/// A part of a token, which has to be JSON.
pub fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Someone who has stolen the private key, and signs what they like.
pub struct Forger {
    private: EncodingKey,
    pub der: Vec<u8>,
    pub kid: String,
    /// The `sub` of a user who exists.
    pub sub: String,
}

impl Forger {
    pub fn new(folder: &TempDir, app: &App) -> Self {
        let der = std::fs::read(folder.path().join("issuer-key.der")).unwrap();
        let private = EncodingKey::from_ec_der(&der);
        let jwk = Jwk::from_encoding_key(&private, Algorithm::ES256).unwrap();
        let token = app.token(EMAIL, PASSWORD);
        Self {
            private,
            der,
            kid: jwk.thumbprint(ThumbprintHash::SHA256).unwrap(),
            sub: part(&token, 1)["sub"].as_str().unwrap().to_owned(),
        }
    }

    pub fn header(&self) -> Value {
        json!({"typ": "at+jwt", "alg": "ES256", "kid": self.kid})
    }

    pub fn payload(&self) -> Value {
        json!({
            "iss": "jwt-sandbox", "aud": OURS, "sub": self.sub, "username": "Ada",
            "client_id": "jwt-sandbox-app", "iat": now(), "exp": now() + 60,
            "jti": Uuid::new_v4().to_string(),
        })
    }

    /// These texts, correctly signed with ES256.
    pub fn sign_texts(&self, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
        self.sign(&format!("{}.{}", base64url(header), base64url(payload)))
    }

    pub fn sign(&self, message: &str) -> String {
        let signature = crypto::sign(message.as_bytes(), &self.private, Algorithm::ES256).unwrap();
        format!("{message}.{signature}")
    }

    pub fn token(&self, header: &Value, payload: &Value) -> String {
        self.sign_texts(header.to_string(), payload.to_string())
    }
}

#[test]
fn the_key_set_has_the_public_half_of_one_key_and_nothing_else() {
    let folder = folder();
    let app = App::start("issuer", &folder);
    let answer = app.ask("GET", "/.well-known/jwks.json", None, "");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("Content-Type"),
        Some("application/jwk-set+json")
    );
    assert_eq!(answer.header("Cache-Control"), Some("public, max-age=300"));
    let set = answer.json();
    let key = &set["keys"][0];
    let (x, y) = (key["x"].as_str().unwrap(), key["y"].as_str().unwrap());
    for coordinate in [x, y] {
        assert_eq!(URL_SAFE_NO_PAD.decode(coordinate).unwrap().len(), 32);
    }
    let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let kid = base64url(Sha256::digest(members));
    assert_eq!(
        set,
        json!({"keys": [{
            "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "alg": "ES256", "use": "sig",
        }]})
    );
}

#[test]
fn a_login_returns_an_access_token() {
    let folder = folder();
    let app = issuer(&folder);
    let before = now();
    let answer = app.login(EMAIL, PASSWORD);
    let after = now();
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("Cache-Control"), Some("no-store"));
    let body = answer.json();
    let token = body["token"].as_str().unwrap();
    assert_eq!(body, json!({"token": token}));

    let set = app.ask("GET", "/.well-known/jwks.json", None, "").json();
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap());
    assert_eq!(
        String::from_utf8(header.unwrap()).unwrap(),
        format!(
            r#"{{"typ":"at+jwt","alg":"ES256","kid":{}}}"#,
            set["keys"][0]["kid"]
        )
    );
    let claims = part(token, 1);
    let id = &app.get("/me", token).json()["user"]["id"];
    let iat = claims["iat"].as_u64().unwrap();
    assert!((before..=after).contains(&iat));
    let jti = claims["jti"].as_str().unwrap();
    assert_eq!(Uuid::parse_str(jti).unwrap().get_version_num(), 4);
    assert_eq!(
        claims,
        json!({
            "iss": "jwt-sandbox", "aud": OURS, "sub": id, "username": "Ada",
            "client_id": "jwt-sandbox-app", "iat": iat, "exp": iat + 1800, "jti": jti,
        })
    );
    let other = app.token(EMAIL, PASSWORD);
    assert_ne!(part(&other, 1)["jti"], jti, "each token has its own id");
}

#[test]
fn the_settings_of_the_sandbox_count_here_too() {
    let folder = folder();
    let settings = [
        ("JWT_ISSUER", "https://issuer.example"),
        ("JWT_AUDIENCE", "accounts"),
        ("JWT_TTL_SECONDS", "7"),
    ];
    let app = App::with("issuer", &folder, &settings);
    app.post("/signup", &application("Ada", EMAIL, PASSWORD));
    let token = app.token(EMAIL, PASSWORD);
    let claims = part(&token, 1);
    assert_eq!(claims["iss"], "https://issuer.example");
    assert_eq!(claims["aud"], "accounts");
    let lifetime = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
    assert_eq!(lifetime, 7);
    assert_eq!(app.get("/me", &token).status, 200);
    let detail = "This issuer signs tokens for \"accounts\" and for \"jwt-sandbox-notes\", and for no other audience.";
    login_for(&app, &json!(OURS)).refuses(400, "unknown_audience", detail);
}

#[test]
fn a_token_is_for_one_audience() {
    let folder = folder();
    let app = issuer(&folder);
    for (asked, audience) in [
        (json!(null), OURS),
        (json!(OURS), OURS),
        (json!(NOTES), NOTES),
    ] {
        let answer = login_for(&app, &asked);
        assert_eq!(answer.status, 200, "{asked}: {}", answer.text);
        let token = answer.json()["token"].as_str().unwrap().to_owned();
        assert_eq!(part(&token, 1)["aud"], audience, "{asked}");
        let me = app.get("/me", &token);
        if audience == OURS {
            assert_eq!(me.status, 200, "{asked}: {}", me.text);
        } else {
            me.refuses(
                401,
                "aud_mismatch",
                "The token's aud is \"jwt-sandbox-notes\", but this server's audience is \"jwt-sandbox-students\".",
            );
        }
    }
    for unknown in [
        json!("elsewhere"),
        json!(""),
        json!("JWT-SANDBOX-NOTES"),
        json!([NOTES]),
        json!({"aud": NOTES}),
        json!(1),
        json!(true),
    ] {
        let detail = "This issuer signs tokens for \"jwt-sandbox-students\" and for \"jwt-sandbox-notes\", and for no other audience.";
        login_for(&app, &unknown).refuses(400, "unknown_audience", detail);
    }
    let wrong = json!({"email": EMAIL, "password": "wrong", "audience": NOTES});
    app.post("/login", &wrong).refuses(
        401,
        "wrong_credentials",
        "The email or the password is wrong.",
    );
}

#[test]
fn a_deleted_user_is_locked_out_at_once() {
    let folder = folder();
    let app = issuer(&folder);
    let token = app.token(EMAIL, PASSWORD);
    assert_eq!(
        app.get("/protected", &token).json(),
        json!({"message": "Welcome, Ada!"})
    );
    assert_eq!(app.ask("DELETE", "/me", Some(&token), "").status, 204);
    for path in ["/me", "/protected"] {
        app.get(path, &token)
            .refuses(401, "user_not_found", NOT_FOUND);
    }
}

#[test]
fn the_private_key_is_in_no_log_and_no_answer() {
    let folder = folder();
    let app = issuer(&folder);
    let forger = Forger::new(&folder, &app);
    let token = app.token(EMAIL, PASSWORD);
    let mut seen = String::new();
    for (method, path, token, body) in [
        ("GET", "/", None, ""),
        ("GET", "/.well-known/jwks.json", None, ""),
        ("GET", "/issuer-key.der", None, ""),
        ("GET", "/me", Some(token.as_str()), ""),
        ("GET", "/me", Some("a.b.c"), ""),
        ("POST", "/login", None, "{"),
        ("POST", "/explain-token", Some(token.as_str()), "a.b.c"),
    ] {
        let answer = app.ask(method, path, token, body);
        seen += &format!("{:?}\n{}\n", answer.headers, answer.text);
    }
    seen += &app.login(EMAIL, PASSWORD).text;
    seen += &app.stop();
    // The number that is the key, in the forms in which bytes are written.
    let scalar: p256::SecretKey =
        p256::pkcs8::DecodePrivateKey::from_pkcs8_der(&forger.der).unwrap();
    let scalar = scalar.to_bytes();
    let hex: String = scalar.iter().map(|byte| format!("{byte:02x}")).collect();
    for secret in [
        hex.clone(),
        hex.to_uppercase(),
        base64url(scalar),
        base64::engine::general_purpose::STANDARD.encode(&forger.der),
        format!("{:?}", &scalar[..]).trim_matches(['[', ']']).into(),
    ] {
        assert!(!seen.contains(&secret));
    }
    assert!(
        seen.contains(&forger.kid),
        "the control: what is public is there"
    );
}
