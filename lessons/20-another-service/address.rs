//! Where the issuer publishes its keys. The address comes from a setting, never from a token.

use std::env::{self, VarError};
use std::net::IpAddr;

use thiserror::Error;
use ureq::http::Uri;

const DEFAULT: &str = "http://127.0.0.1:8000/.well-known/jwks.json";

/// `KEY_SET_URL` can't be used. The messages don't quote an address that may have a password in it.
#[derive(Debug, Error, PartialEq)]
pub enum AddressError {
    #[error("KEY_SET_URL isn't UTF-8 text. Write an address such as KEY_SET_URL={DEFAULT}.")]
    NotText,
    #[error(
        "KEY_SET_URL has a user name or a password in it. Delete the user name, the password and the @ after them: public keys need no password."
    )]
    Credentials,
    #[error(
        "KEY_SET_URL is {0:?}, which isn't an address. Write one such as KEY_SET_URL={DEFAULT}, or delete the line."
    )]
    NotAnAddress(String),
    #[error(
        "KEY_SET_URL is {0:?}, but this service is built without TLS. Let it fetch the keys over http from this machine, or enable ureq's rustls feature and allow https in address.rs."
    )]
    Https(String),
    #[error(
        "KEY_SET_URL is {0:?}. Without TLS, anyone between this service and the issuer could replace the keys, so http is for this machine only: write 127.0.0.1, [::1] or localhost as the host."
    )]
    OtherMachine(String),
    #[error(
        "KEY_SET_URL is {0:?}, an address without a path. Write the address of the key set itself, such as KEY_SET_URL={DEFAULT}."
    )]
    NoPath(String),
}

/// `KEY_SET_URL`. Default: the key set of an issuer on this machine.
///
/// # Errors
/// If the setting isn't an address that this service may fetch keys from.
pub fn from_environment() -> Result<Uri, AddressError> {
    match env::var("KEY_SET_URL") {
        Ok(text) => parse(&text),
        Err(VarError::NotPresent) => parse(DEFAULT),
        Err(VarError::NotUnicode(_)) => Err(AddressError::NotText),
    }
}

/// The address in a text.
///
/// # Errors
/// If keys can't safely be fetched from it.
pub fn parse(text: &str) -> Result<Uri, AddressError> {
    if text.contains('@') {
        return Err(AddressError::Credentials);
    }
    let seen = || text.to_owned();
    let not_an_address = || AddressError::NotAnAddress(seen());
    // `Uri` drops a fragment, which never reaches a server.
    let uri: Uri = match text.parse() {
        Ok(uri) if !text.contains('#') => uri,
        _ => return Err(not_an_address()),
    };
    let host = uri.host().ok_or_else(not_an_address)?;
    let has_port = uri.authority().is_some_and(|it| it.as_str() != host);
    if has_port && uri.port_u16().is_none_or(|port| port == 0) {
        return Err(not_an_address());
    }
    match uri.scheme_str() {
        Some("http") if !is_this_machine(host) => Err(AddressError::OtherMachine(seen())),
        Some("http") if uri.path() == "/" => Err(AddressError::NoPath(seen())),
        Some("http") => Ok(uri),
        Some("https") => Err(AddressError::Https(seen())),
        _ => Err(not_an_address()),
    }
}

fn is_this_machine(host: &str) -> bool {
    let address: Result<IpAddr, _> = host.trim_matches(['[', ']']).parse();
    address.map_or(host.eq_ignore_ascii_case("localhost"), |it| {
        it.is_loopback()
    })
}
