//! A server that gives the same answer to every request, and counts them: an issuer's key set, or
//! something that isn't one.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// After this, a request that a test waits for isn't coming any more.
const LONGEST: Duration = Duration::from_secs(60);

/// How it answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// These bytes, and then it closes the connection.
    Bytes(Vec<u8>),
    /// Nothing, on a connection that stays open.
    Silence,
    /// The start of an answer, then one byte after the other, for as long as the client waits.
    Drip,
    /// It closes the connection.
    Hangup,
}

impl Answer {
    /// 200 with this body.
    pub fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::with("200 OK", "", body)
    }

    /// A status, header lines that end with `\r\n`, and a body.
    pub fn with(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
        );
        Self::Bytes([head.as_bytes(), body].concat())
    }
}

/// The running server. It ends with the test.
pub struct Stub {
    /// Such as `http://127.0.0.1:40213`.
    pub origin: String,
    shared: Arc<Mutex<Shared>>,
    arrived: Mutex<Receiver<()>>,
}

struct Shared {
    answer: Answer,
    count: usize,
    /// Connections that are neither answered nor closed.
    silent: Vec<TcpStream>,
}

impl Stub {
    /// On a free port.
    pub fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (sender, arrived) = mpsc::channel();
        let shared = Arc::new(Mutex::new(Shared {
            answer,
            count: 0,
            silent: Vec::new(),
        }));
        let serving = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, sender) = (serving.clone(), sender.clone());
                thread::spawn(move || serve(stream.unwrap(), &shared, &sender));
            }
        });
        Self {
            origin,
            shared,
            arrived: Mutex::new(arrived),
        }
    }

    /// Changes the answer to all further requests.
    pub fn answer(&self, answer: Answer) {
        self.shared.lock().unwrap().answer = answer;
    }

    /// How many requests there were.
    pub fn count(&self) -> usize {
        self.shared.lock().unwrap().count
    }

    /// Waits for a request that wasn't waited for yet.
    pub fn wait(&self) {
        let arrived = self.arrived.lock().unwrap();
        arrived.recv_timeout(LONGEST).expect("no request came");
    }

    /// Closes the connections that got no answer.
    pub fn hang_up(&self) {
        self.shared.lock().unwrap().silent.clear();
    }
}

fn serve(stream: TcpStream, shared: &Mutex<Shared>, arrived: &Sender<()>) {
    let mut lines = BufReader::new(&stream).lines();
    let empty = lines.find(|line| line.as_ref().map_or(true, String::is_empty));
    if !matches!(empty, Some(Ok(_))) {
        return;
    }
    let answer = {
        let mut shared = shared.lock().unwrap();
        shared.count += 1;
        if let Answer::Silence = shared.answer {
            shared.silent.push(stream.try_clone().unwrap());
        }
        shared.answer.clone()
    };
    // The test may have ended.
    let _ = arrived.send(());
    let mut stream = &stream;
    match answer {
        Answer::Bytes(bytes) => {
            // The client may have stopped reading.
            let _ = stream.write_all(&bytes);
        }
        Answer::Drip => {
            let head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
            let mut going = stream.write_all(head).is_ok();
            while going {
                thread::sleep(Duration::from_millis(50));
                going = stream.write_all(b" ").is_ok();
            }
        }
        Answer::Silence | Answer::Hangup => {}
    }
}
