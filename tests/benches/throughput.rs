//! What a request costs over real connections: `cargo bench -p proofs --bench throughput`.
//!
//! Two servers run as separate processes and take turns, so that a slow moment of the machine affects
//! both: the sandbox, and a bare Rocket with one route that answers with a constant of the same size.
//! The measure is the processor time that the operating system counts for the server, user and system,
//! divided by the requests answered. Requests per second are reported as well, but server and clients
//! share the machine's cores, so that figure varies with whatever else the machine does.
//!
//! A third server gets requests while browsers watch its live list. It shows what they cost, and that
//! its memory doesn't grow.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark stops at the first surprise"
)]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use jwt_sandbox::settings::Settings;
use jwt_sandbox::token::{self, Signer};
use rocket::fairing::AdHoc;
use rocket::serde::json::Json;
use rocket::{Build, Config, Rocket, post, routes};
use serde::Serialize;

const CLIENTS: usize = 2;
const CONNECTIONS: usize = 8;
const ROUNDS: usize = 41;
const REQUESTS_PER_CLIENT: usize = 4_000;
const LISTENERS: usize = 30;
const SECRET: &str = "a benchmark needs thirty-two bytes as well";
/// Says which server this process is, when the benchmark starts itself again.
const SERVE: &str = "THROUGHPUT_SERVES";

#[derive(Serialize)]
struct Constant {
    user: User,
}

#[derive(Serialize)]
struct User {
    sub: &'static str,
    username: &'static str,
    iss: &'static str,
    aud: &'static str,
    iat: u64,
    exp: u64,
}

#[post("/constant")]
fn constant() -> Json<Constant> {
    Json(Constant {
        user: User {
            sub: "1",
            username: "test",
            iss: "jwt-sandbox",
            aud: "jwt-sandbox-students",
            iat: 1_795_305_540,
            exp: 1_795_307_340,
        },
    })
}

fn main() {
    match env::var(SERVE).as_deref() {
        Ok("bare") => serve(rocket::custom(config()).mount("/", routes![constant])),
        Ok("sandbox" | "watched") => serve(jwt_sandbox::rocket(settings())),
        _ => measure(),
    }
}

fn config() -> Config {
    Config {
        port: 0,
        log_level: rocket::config::LogLevel::Off,
        ..Config::debug_default()
    }
}

fn settings() -> Settings {
    let mut settings = Settings::with_secret(SECRET);
    settings.server = config();
    settings
}

/// Serves until the parent closes our standard input.
fn serve(rocket: Rocket<Build>) {
    let server = rocket.attach(AdHoc::on_liftoff("Address", |rocket| {
        Box::pin(async move {
            println!("{}:{}", rocket.config().address, rocket.config().port);
            let shutdown = rocket.shutdown();
            thread::spawn(move || {
                let _ = std::io::stdin().read(&mut [0]);
                shutdown.notify();
            });
        })
    }));
    rocket::execute(server.launch()).unwrap();
}

struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(which: &str) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .env(SERVE, which)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Self {
            child,
            address: line.trim().parse().unwrap(),
        }
    }

    /// The processor time of all threads so far, in microseconds. Linux counts it in nanoseconds.
    fn processor_time(&self) -> f64 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id()))
            .unwrap_or_else(|_| panic!("the processor time is read from /proc, as on Linux"));
        let nanoseconds: f64 = tasks
            .map(|task| {
                let schedstat = fs::read_to_string(task.unwrap().path().join("schedstat"));
                let first = schedstat.unwrap().split(' ').next().map(str::parse::<f64>);
                first.unwrap().unwrap()
            })
            .sum();
        nanoseconds / 1e3
    }
}

impl Server {
    /// The memory that it uses now, in MB.
    fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
        kilobytes.unwrap().parse::<f64>().unwrap() / 1e3
    }

    /// Browsers that watch the live list, until the server ends. Each returns how many events it got.
    fn watch(&self) -> Vec<JoinHandle<usize>> {
        (0..LISTENERS)
            .map(|_| {
                let mut stream = TcpStream::connect(self.address).unwrap();
                let request = b"GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n";
                stream.write_all(request).unwrap();
                let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
                assert!(lines.any(|line| line == ":watching"));
                thread::spawn(move || lines.filter(|line| line == "event:request").count())
            })
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn measure() {
    let token = Signer::new(&settings().token)
        .sign(token::User {
            id: "1",
            username: "test",
        })
        .unwrap();
    let (bare, sandbox) = (Server::start("bare"), Server::start("sandbox"));
    let watched = Server::start("watched");
    let listeners = watched.watch();
    let routes = [
        ("constant route", &bare, "POST", "/constant"),
        ("/verify-token", &sandbox, "POST", "/verify-token"),
        ("… watched", &watched, "POST", "/verify-token"),
        ("/sign-token", &sandbox, "GET", "/sign-token"),
    ];
    let mut costs = [const { Vec::new() }; 4];
    let mut rates = [const { Vec::new() }; 4];
    let mut memory = Vec::new();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        for (index, (_, server, method, path)) in routes.iter().enumerate() {
            let request = format!(
                "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
            );
            let (before, start) = (server.processor_time(), Instant::now());
            ask(server.address, &request);
            let requests = (CLIENTS * REQUESTS_PER_CLIENT) as f64;
            rates[index].push(requests / start.elapsed().as_secs_f64());
            costs[index].push((server.processor_time() - before) / requests);
        }
        memory.push(watched.memory());
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("                 µs of processor time       requests/s");
    for (index, (name, ..)) in routes.iter().enumerate() {
        println!(
            "{name:<15} {:>8.1}  {:>5.2} times {:>15.0}  {:>5.2} times",
            median(costs[index].clone()),
            ratio(&costs[index], &costs[0]),
            median(rates[index].clone()),
            ratio(&rates[index], &rates[0])
        );
    }
    drop(watched);
    let events: usize = listeners
        .into_iter()
        .map(|listener| listener.join().unwrap())
        .sum();
    println!(
        "watched by {LISTENERS}: {:.1} MB after the first round, {:.1} after the last; {:.1} events/s each",
        memory[0],
        memory[ROUNDS - 1],
        events as f64 / LISTENERS as f64 / seconds
    );
}

fn ask(address: SocketAddr, request: &str) {
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| ask_repeatedly(address, request));
        }
    });
}

/// Writes to all connections before it reads from the first, so that the server always has work.
fn ask_repeatedly(address: SocketAddr, request: &str) {
    let mut streams: Vec<_> = (0..CONNECTIONS)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    for _ in 0..REQUESTS_PER_CLIENT / CONNECTIONS {
        for stream in &mut streams {
            stream.write_all(request.as_bytes()).unwrap();
        }
        for stream in &mut streams {
            read_answer(stream);
        }
    }
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

/// The median of each round's ratio: what slows a round down slows all of its routes.
fn ratio(values: &[f64], constant: &[f64]) -> f64 {
    let rounds = values.iter().zip(constant);
    median(rounds.map(|(value, constant)| value / constant).collect())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
