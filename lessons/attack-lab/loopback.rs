//! No address but this machine's own: anyone who can reach the lab can break it.

use std::net::IpAddr;

/// Refuses to start on an address that other machines can reach.
pub fn require(address: IpAddr) -> Result<(), String> {
    if address.is_loopback() {
        return Ok(());
    }
    Err(format!(
        "ROCKET_ADDRESS is {address}: the attack lab is broken on purpose, so it only listens on this machine. Delete the setting, or write ROCKET_ADDRESS=127.0.0.1."
    ))
}
