//! `GET /live`: an event for each request to a guarded route, for a list on the instructor's projector.
//!
//! An event says what happened, but repeats nothing that was sent: the path is the route's own, and
//! the detail ends where a quotation would start.

use std::mem;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::response::stream::{Event, EventStream};
use rocket::tokio::select;
use rocket::tokio::sync::broadcast::{self, error::RecvError};
use rocket::{Request, Shutdown, State, get};
use serde::Serialize;

use crate::bearer;
use crate::explanation::{Explanation, Lesson};
use crate::local;
use crate::problem::Problem;

/// More than a class needs. Each listener holds a connection.
const LISTENERS: usize = 64;
/// Nobody can read more than this, so a burst is thinned.
const EVENTS_PER_SECOND: usize = 20;
/// How far a slow listener may fall behind.
const BUFFERED: usize = 64;
/// The server only notices that a listener is gone when it sends something.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The requests of all routes, on their way to the listeners.
pub(super) struct Live {
    events: broadcast::Sender<Arc<Seen>>,
    pace: Mutex<Pace>,
}

/// One request, as the list shows it, with its time in seconds since 1970.
#[derive(Serialize)]
struct Seen {
    time: u64,
    method: &'static str,
    path: String,
    status: u16,
    reason: Option<&'static str>,
    detail: Option<String>,
    address: Option<IpAddr>,
    /// Requests before this one that were not sent.
    left_out: u64,
}

/// Lets twenty events per second through, and counts the others.
#[derive(Default)]
struct Pace {
    sent: Vec<Instant>,
    left_out: u64,
}

impl Pace {
    /// How many events were left out before this one, or `None` if this one is left out, too.
    fn step(&mut self, now: Instant) -> Option<u64> {
        self.sent
            .retain(|sent| now.duration_since(*sent) < Duration::from_secs(1));
        if self.sent.len() == EVENTS_PER_SECOND {
            self.left_out += 1;
            return None;
        }
        self.sent.push(now);
        Some(mem::take(&mut self.left_out))
    }
}

impl Live {
    pub(super) fn new() -> Self {
        Self {
            events: broadcast::Sender::new(BUFFERED),
            pace: Mutex::default(),
        }
    }

    /// Sends the listeners an event for each request that needed a token.
    fn tell(&self, request: &Request<'_>, status: Status) {
        // First, so that it costs nothing while nobody listens.
        if self.events.receiver_count() == 0 || !bearer::guarded(request) {
            return;
        }
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(left_out) = pace.step(Instant::now()) else {
            return;
        };
        let problem = Problem::left_by_guard(status, request);
        let why = problem.as_ref().map(Problem::why);
        // An error only means that the last listener has left in the meantime.
        let _ = self.events.send(Arc::new(Seen {
            time: jsonwebtoken::get_current_timestamp(),
            method: request.method().as_str(),
            path: request
                .route()
                .map_or(String::new(), |route| route.uri.path().to_owned()),
            status: status.code,
            reason: why.map(|why| why.reason),
            detail: why.map(|why| up_to_quotation(&why.detail)),
            address: request.remote().map(|remote| remote.ip().to_canonical()),
            left_out,
        }));
    }
}

/// What somebody sent may be a password in the wrong place. Its limit: a bare number isn't quoted.
fn up_to_quotation(detail: &str) -> String {
    let quotation = detail.find(['"', '{', '[']);
    quotation.map_or(detail.into(), |start| format!("{}…", &detail[..start]))
}

/// A client on this machine.
pub(super) struct Local;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Local {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        if local::is_from_this_machine(request) {
            return Outcome::Success(Self);
        }
        let port = request.rocket().config().port;
        let why = Explanation::new(
            "not_this_machine",
            Lesson::FINISHED_SANDBOX,
            "The live list is only for a browser on the machine that runs this server, at an address such as 127.0.0.1.",
            format!("On that machine, open http://127.0.0.1:{port}/#live."),
        );
        Problem::new(Status::Forbidden, why).refuse(request)
    }
}

// Try: curl -N http://127.0.0.1:8000/live
#[get("/live")]
pub(super) fn live(
    _local: Local,
    live: &State<Live>,
    mut shutdown: Shutdown,
) -> Result<EventStream![Event + 'static], Problem> {
    let mut events = live.events.subscribe();
    if live.events.receiver_count() > LISTENERS {
        let why = Explanation::new(
            "too_many_listeners",
            Lesson::FINISHED_SANDBOX,
            format!("{LISTENERS} browsers are watching already."),
            "Close a tab that shows the live list, then reload this one.",
        );
        return Err(Problem::new(Status::ServiceUnavailable, why));
    }
    Ok(EventStream! {
        yield Event::comment("watching");
        loop {
            match select! { event = events.recv() => event, () = &mut shutdown => break } {
                Ok(seen) => yield Event::json(&*seen).event("request"),
                Err(RecvError::Lagged(missed)) => yield Event::data(missed.to_string()).event("lagged"),
                Err(RecvError::Closed) => break,
            }
        }
    }
    .heartbeat(HEARTBEAT))
}

/// The fairing that sees each response.
pub(super) fn watch() -> AdHoc {
    AdHoc::on_response("Live list", |request, response| {
        Box::pin(async move {
            if let Some(live) = request.rocket().state::<Live>() {
                live.tell(request, response.status());
            }
        })
    })
}
