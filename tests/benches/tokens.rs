//! What signing and verifying cost, compared with the HMAC that they need and with a route that does
//! nothing else: `cargo bench --package proofs --bench tokens`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark stops at the first surprise"
)]

use divan::Bencher;
use hmac::{Hmac, Mac};
use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::{Signer, User, Verifier};
use rocket::http::{Header, Status};
use rocket::local::blocking::Client;
use rocket::serde::json::{Value, json};
use rocket::{get, routes};
use sha2::Sha256;

const SECRET: &str = "a benchmark needs thirty-two bytes as well";
const USER: User = User {
    id: "1",
    username: "test",
};

fn main() {
    divan::main();
}

fn settings() -> Settings {
    let mut settings = Settings::with_secret(SECRET);
    settings.server.log_level = rocket::config::LogLevel::Off;
    settings
}

#[divan::bench]
fn a_hmac_sha256(bencher: Bencher) {
    let token = Signer::new(&settings().token).sign(USER).unwrap();
    let (signed, _) = token.rsplit_once('.').unwrap();
    bencher.bench(|| {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(divan::black_box(signed.as_bytes()));
        mac.finalize().into_bytes()
    });
}

#[divan::bench]
fn b_sign(bencher: Bencher) {
    let signer = Signer::new(&settings().token);
    bencher.bench(|| signer.sign(divan::black_box(USER)));
}

#[divan::bench]
fn c_verify(bencher: Bencher) {
    let token = Signer::new(&settings().token).sign(USER).unwrap();
    let verifier = Verifier::new(&settings().token);
    bencher.bench(|| verifier.verify(divan::black_box(&token)).unwrap());
}

#[get("/constant")]
fn constant() -> Value {
    json!({"user": {"sub": "1", "username": "test"}})
}

fn client() -> Client {
    Client::untracked(jwt_sandbox::rocket(settings()).mount("/", routes![constant])).unwrap()
}

#[divan::bench]
fn d_dispatch_a_constant_route(bencher: Bencher) {
    let client = client();
    bencher.bench_local(|| {
        let response = client.get("/constant").dispatch();
        assert_eq!(response.status(), Status::Ok);
        response.into_bytes()
    });
}

#[divan::bench]
fn e_dispatch_sign_token(bencher: Bencher) {
    let client = client();
    bencher.bench_local(|| {
        let response = client.get("/sign-token").dispatch();
        assert_eq!(response.status(), Status::Ok);
        response.into_bytes()
    });
}

#[divan::bench]
fn f_dispatch_verify_token(bencher: Bencher) {
    let client = client();
    let token = Signer::new(&settings().token).sign(USER).unwrap();
    let header = Header::new("Authorization", format!("Bearer {token}"));
    bencher.bench_local(|| {
        let response = client
            .post("/verify-token")
            .header(header.clone())
            .dispatch();
        assert_eq!(response.status(), Status::Ok);
        response.into_bytes()
    });
}
