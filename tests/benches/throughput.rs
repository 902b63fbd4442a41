//! Requests per second over real connections: `cargo bench --package proofs --bench throughput`.
//!
//! The server and its clients share the machine's cores, so only the ratio means something. The
//! constant route gets the same request as `/verify-token` and answers with the same JSON: what is
//! left between them is the verification.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark stops at the first surprise"
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::{self, Signer};
use rocket::fairing::AdHoc;
use rocket::serde::json::Json;
use rocket::{post, routes};
use serde::Serialize;

const CLIENTS: usize = 2;
const CONNECTIONS: usize = 8;
const ROUNDS: usize = 60;
const ROUND: Duration = Duration::from_millis(200);

#[derive(Serialize)]
struct Constant {
    user: User,
}

#[derive(Serialize)]
struct User {
    aud: &'static str,
    exp: u64,
    iat: u64,
    iss: &'static str,
    sub: &'static str,
    username: &'static str,
}

#[post("/constant")]
fn constant() -> Json<Constant> {
    Json(Constant {
        user: User {
            aud: "jwt-sandbox-students",
            exp: 1_795_307_340,
            iat: 1_795_305_540,
            iss: "jwt-sandbox",
            sub: "1",
            username: "test",
        },
    })
}

fn main() {
    let mut settings = Settings::with_secret("a benchmark needs thirty-two bytes as well");
    settings.server.port = 0;
    settings.server.log_level = rocket::config::LogLevel::Off;
    let token = Signer::new(&settings.token)
        .sign(token::User {
            id: "1",
            username: "test",
        })
        .unwrap();

    let (sender, receiver) = mpsc::channel();
    let server = jwt_sandbox::rocket(settings)
        .mount("/", routes![constant])
        .attach(AdHoc::on_liftoff("Address", move |rocket| {
            Box::pin(async move {
                let address = SocketAddr::new(rocket.config().address, rocket.config().port);
                sender.send((address, rocket.shutdown())).unwrap();
            })
        }));
    let server = thread::spawn(|| rocket::execute(server.launch()).is_ok());
    let (address, shutdown) = receiver.recv().unwrap();

    let request = |method: &str, path: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
        )
    };
    let requests = [
        request("POST", "/constant"),
        request("POST", "/verify-token"),
        request("GET", "/sign-token"),
    ];
    // In turns, so that a slow moment of the machine hits all three.
    let mut rates = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for (request, rates) in requests.iter().zip(&mut rates) {
            rates.push(requests_per_second(address, request));
        }
    }
    let [constant, verify, sign] = rates.map(median);
    println!("constant route  {constant:>8.0} requests/s");
    println!(
        "/verify-token   {verify:>8.0} requests/s  {:.1} %",
        100.0 * verify / constant
    );
    println!(
        "/sign-token     {sign:>8.0} requests/s  {:.1} %",
        100.0 * sign / constant
    );

    shutdown.notify();
    assert!(server.join().unwrap());
}

fn requests_per_second(address: SocketAddr, request: &str) -> f64 {
    let start = Instant::now();
    let counts = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| scope.spawn(|| ask_until(start + ROUND, address, request)))
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .sum::<u64>()
    });
    counts as f64 / start.elapsed().as_secs_f64()
}

/// Writes to all connections before it reads from the first, so that the server always has work.
fn ask_until(end: Instant, address: SocketAddr, request: &str) -> u64 {
    let mut streams: Vec<_> = (0..CONNECTIONS)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    let mut count = 0;
    while Instant::now() < end {
        for stream in &mut streams {
            stream.write_all(request.as_bytes()).unwrap();
        }
        for stream in &mut streams {
            read_answer(stream);
            count += 1;
        }
    }
    count
}

fn read_answer(stream: &mut TcpStream) {
    let mut buffer = [0; 4096];
    let mut length = stream.read(&mut buffer).unwrap();
    // Each answer ends with its JSON, and no other `}` ends a read.
    while buffer[length - 1] != b'}' {
        length += stream.read(&mut buffer[length..]).unwrap();
    }
    assert!(buffer.starts_with(b"HTTP/1.1 200 "));
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
