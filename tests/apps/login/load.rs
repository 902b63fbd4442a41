//! What a login costs the server, and what happens when many come at once.

use std::thread;

use proofs::app::{App, PASSWORD};

use super::{EMAIL, app};
use crate::hasher::Hasher;
use crate::password::Password;

/// This measures work, not time, so it doesn't depend on what else the machine is doing.
#[cfg(target_os = "linux")]
#[test]
fn an_unknown_email_costs_as_much_work_as_a_wrong_password() {
    let app = app();
    let work = |email: &str| {
        let before = ticks(&app);
        for _ in 0..12 {
            app.login(email, "incorrect horse battery staple");
        }
        ticks(&app) - before
    };
    let (known, unknown) = (work(EMAIL), work("nobody@example.com"));
    assert!(
        unknown * 2 > known && known * 2 > unknown,
        "{known} ticks for a known email, {unknown} for an unknown one"
    );
}

/// The processor time of a server, in the ticks of the system.
#[cfg(target_os = "linux")]
fn ticks(app: &App) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", app.id())).unwrap();
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let fields: Vec<&str> = fields.split(' ').collect();
    fields[11..13]
        .iter()
        .map(|ticks| ticks.parse::<u64>().unwrap())
        .sum()
}

#[cfg(target_os = "linux")]
#[test]
fn after_a_hundred_logins_at_once_the_process_uses_little_memory() {
    const MOST_MIB: usize = 120;
    let app = app();
    thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| app.token(EMAIL, PASSWORD));
        }
    });
    let status = std::fs::read_to_string(format!("/proc/{}/status", app.id())).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let peak: usize = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(
        peak / 1024 < MOST_MIB,
        "{} MiB at the peak, expected less than {MOST_MIB}",
        peak / 1024
    );
}

/// All of them are queued before the first one finishes: a hash takes longer than a thousand requests
/// without a socket.
#[test]
fn a_login_beyond_the_queue_gets_a_503() {
    use rocket::futures::future::join_all;
    use rocket::http::Status;
    use rocket::local::asynchronous::Client;
    use rocket::{State, get, routes};

    use jwt_sandbox::problem::Problem;

    #[get("/")]
    async fn hash(hasher: &State<Hasher>) -> Result<String, Problem> {
        hasher.hash(Password::new(PASSWORD)?).await
    }

    const SENT: usize = 300;
    const QUEUE: usize = 256;
    rocket::execute(async {
        let rocket = rocket::build()
            .manage(Hasher::start().unwrap())
            .mount("/", routes![hash]);
        let client = Client::untracked(rocket).await.unwrap();
        let answers = join_all((0..SENT).map(|_| client.get("/").dispatch())).await;
        let answers: Vec<_> = answers
            .iter()
            .map(|answer| (answer.status(), answer.headers().get_one("Retry-After")))
            .collect();
        let done = answers
            .iter()
            .filter(|answer| **answer == (Status::Ok, None));
        let refused = (Status::ServiceUnavailable, Some("5"));
        let refused = answers.iter().filter(|answer| **answer == refused);
        let (done, refused) = (done.count(), refused.count());
        assert_eq!(done + refused, SENT);
        // Each thread may have taken a job or two out of the queue.
        let threads = thread::available_parallelism().unwrap().get().min(4);
        assert!(
            (QUEUE..=QUEUE + 2 * threads).contains(&done),
            "{done} of {SENT} were hashed"
        );
        // A refused login can be sent again.
        assert_eq!(client.get("/").dispatch().await.status(), Status::Ok);
    });
}
