//! `GET /live`: an event for each request to a guarded route, for a list on the instructor's projector.
//!
//! An event says what happened, but repeats nothing that was sent: the path is the route's own, and
//! the detail ends where a quotation would start.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::request::{FromRequest, Outcome};
use rocket::response::stream::{Event, EventStream};
use rocket::tokio::select;
use rocket::tokio::sync::broadcast::{self, error::RecvError};
use rocket::tokio::sync::{OwnedSemaphorePermit, Semaphore};
use rocket::{Request, Route, Shutdown, State, get, routes};
use serde::Serialize;

use crate::bearer;
use crate::explanation::{Explanation, Lesson};
use crate::problem::Problem;
use crate::redact;

/// More than a class needs. Each listener holds a connection.
const LISTENERS: usize = 64;
/// Nobody can read more; a burst is thinned to this.
const EVENTS_PER_SECOND: usize = 20;
/// How far a slow listener may fall behind.
const BUFFERED: usize = 64;
/// A listener that is gone is only noticed when something is sent.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The requests of all routes, on their way to the listeners.
pub(super) struct Live {
    events: broadcast::Sender<Arc<Seen>>,
    places: Arc<Semaphore>,
    pace: Mutex<Pace>,
}

/// One request, as the list shows it.
#[derive(Serialize)]
struct Seen {
    /// In seconds since 1970.
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

/// What a listener gets that has fallen too far behind.
#[derive(Serialize)]
struct Lagged {
    left_out: u64,
}

/// Lets this many events per second through, and counts the others.
#[derive(Default)]
struct Pace {
    sent: VecDeque<Instant>,
    left_out: u64,
}

impl Pace {
    /// How many were left out before this one, or `None` if this one is left out, too.
    fn step(&mut self, now: Instant) -> Option<u64> {
        let (first, full) = (self.sent.front(), self.sent.len() == EVENTS_PER_SECOND);
        if full && first.is_some_and(|first| now.duration_since(*first) < Duration::from_secs(1)) {
            self.left_out += 1;
            return None;
        }
        if full {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
        Some(std::mem::take(&mut self.left_out))
    }
}

impl Live {
    pub(super) fn new() -> Self {
        Self {
            events: broadcast::Sender::new(BUFFERED),
            places: Arc::new(Semaphore::new(LISTENERS)),
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
            time: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs()),
            method: request.method().as_str(),
            path: request
                .route()
                .map_or(String::new(), |route| route.uri.path().to_owned()),
            status: status.code,
            reason: why.map(|why| why.reason),
            detail: why.map(|why| redact::quotation(&why.detail)),
            address: request.remote().map(|remote| remote.ip().to_canonical()),
            left_out,
        }));
    }
}

/// A client on this machine that addresses the server by a name of this machine.
///
/// Behind a proxy on this machine everyone would look local; nobody puts a sandbox behind one.
struct Local;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Local {
    type Error = Problem;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Problem> {
        // `client_ip` would believe the header X-Real-IP.
        let near = request
            .remote()
            .is_some_and(|remote| remote.ip().to_canonical().is_loopback());
        // A page of another site can make its own name point to 127.0.0.1 (DNS rebinding). Its
        // requests then come from this machine, but still name that site as their host.
        let named = request.host().is_some_and(|host| {
            let name = host.domain().as_str();
            let ip = name.trim_matches(['[', ']']).parse::<IpAddr>();
            name.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
        });
        let (reason, detail) = match (near, named) {
            (true, true) => return Outcome::Success(Self),
            (false, _) => (
                "not_this_machine",
                "The live list is only for a browser on the machine that runs this server.",
            ),
            (true, false) => (
                "foreign_host",
                "The Host header doesn't name this machine, so the request may come from another site.",
            ),
        };
        let hint = format!(
            "On the machine that runs the server, open http://127.0.0.1:{}/#live.",
            request.rocket().config().port
        );
        let why = Explanation::new(reason, Lesson::FINISHED_SANDBOX, detail, hint);
        Problem::new(Status::Forbidden, why).refuse(request)
    }
}

// Try: curl -N http://127.0.0.1:8000/live
#[get("/live")]
fn live(
    _local: Local,
    live: &State<Live>,
    mut shutdown: Shutdown,
) -> Result<EventStream![Event + 'static], Problem> {
    let place = Arc::clone(&live.places)
        .try_acquire_owned()
        .map_err(|_| full())?;
    let mut events = live.events.subscribe();
    let stream = EventStream! {
        let _place: OwnedSemaphorePermit = place;
        yield Event::comment("watching");
        loop {
            let event = select! {
                event = events.recv() => event,
                () = &mut shutdown => break,
            };
            match event {
                Ok(seen) => yield Event::json(&*seen).event("request"),
                Err(RecvError::Lagged(left_out)) => {
                    yield Event::json(&Lagged { left_out }).event("lagged");
                }
                Err(RecvError::Closed) => break,
            }
        }
    };
    Ok(stream.heartbeat(HEARTBEAT))
}

fn full() -> Problem {
    Problem::new(
        Status::ServiceUnavailable,
        Explanation::new(
            "too_many_listeners",
            Lesson::FINISHED_SANDBOX,
            format!("{LISTENERS} browsers are watching already."),
            "Close a tab that shows the live list, then reload this one.",
        ),
    )
}

pub(super) fn routes() -> Vec<Route> {
    routes![live]
}

/// The fairing that sees each answer.
pub(super) fn watch() -> AdHoc {
    AdHoc::on_response("Live list", |request, response| {
        Box::pin(async move {
            if let Some(live) = request.rocket().state::<Live>() {
                live.tell(request, response.status());
            }
        })
    })
}
