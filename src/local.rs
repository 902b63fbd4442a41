//! Whether a request comes from this machine, for routes that are closed to others.

use std::net::IpAddr;

use rocket::Request;

/// Whether the client is on this machine and addresses the server by a name of this machine. Its limit:
/// behind a proxy on this machine, every client looks local.
pub fn is_from_this_machine(request: &Request<'_>) -> bool {
    // `client_ip` would believe the header X-Real-IP.
    let remote = request.remote().map(|remote| remote.ip().to_canonical());
    // A page of another site can make its own name point to 127.0.0.1 (DNS rebinding). Its requests
    // then come from this machine, but still name that site as their host.
    let named = request.host().is_some_and(|host| {
        let name = host.domain().as_str();
        let ip = name.trim_matches(['[', ']']).parse::<IpAddr>();
        name.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
    });
    named && remote.is_some_and(|ip| ip.is_loopback())
}
