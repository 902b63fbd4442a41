use crate::address::{AddressError, parse};

#[test]
fn an_address_on_this_machine_is_accepted() {
    for good in [
        "http://127.0.0.1:8000/.well-known/jwks.json",
        "http://127.9.9.9/keys",
        "http://[::1]:8000/.well-known/jwks.json",
        "http://localhost:8000/keys?version=2",
        "http://LOCALHOST/keys",
    ] {
        assert_eq!(
            parse(good).map(|uri| uri.scheme_str() == Some("http")),
            Ok(true),
            "{good}"
        );
    }
}

#[test]
fn any_other_address_is_refused_for_its_own_reason() {
    use AddressError::{Credentials, Https, NoPath, NotAnAddress, OtherMachine};

    let with =
        |error: fn(String) -> AddressError, text: &str| (text.to_owned(), error(text.into()));
    for (text, expected) in [
        with(NotAnAddress, ""),
        with(NotAnAddress, "keys"),
        with(NotAnAddress, "/.well-known/jwks.json"),
        with(NotAnAddress, "127.0.0.1:8000/keys"),
        with(NotAnAddress, "http://"),
        with(NotAnAddress, "http:///keys"),
        with(NotAnAddress, "http://127.0.0.1:/keys"),
        with(NotAnAddress, "http://127.0.0.1:0/keys"),
        with(NotAnAddress, "http://127.0.0.1:65536/keys"),
        with(NotAnAddress, "http://127.0.0.1:8000/keys with spaces"),
        with(NotAnAddress, "http://127.0.0.1:8000/keys#2"),
        with(NotAnAddress, "file:///etc/passwd"),
        with(NotAnAddress, "ftp://127.0.0.1/keys"),
        with(Https, "https://127.0.0.1:8000/keys"),
        with(Https, "https://issuer.example/keys"),
        with(OtherMachine, "http://issuer.example/keys"),
        with(OtherMachine, "http://192.168.0.10:8000/keys"),
        with(OtherMachine, "http://127.0.0.1.example/keys"),
        with(OtherMachine, "http://127.1/keys"),
        with(OtherMachine, "http://2130706433/keys"),
        with(OtherMachine, "http://localhost.example/keys"),
        with(OtherMachine, "http://0.0.0.0:8000/keys"),
        with(OtherMachine, "http://[::]/keys"),
        with(NoPath, "http://127.0.0.1:8000"),
        with(NoPath, "http://127.0.0.1:8000/"),
        with(NoPath, "http://127.0.0.1:8000/?keys"),
        ("http://ada:secret@127.0.0.1:8000/keys".into(), Credentials),
        (
            "http://127.0.0.1:8000@issuer.example/keys".into(),
            Credentials,
        ),
    ] {
        assert_eq!(parse(&text), Err(expected), "{text}");
    }
}

#[test]
fn no_message_repeats_a_password() {
    let message = parse("http://ada:secret@127.0.0.1:8000/keys")
        .unwrap_err()
        .to_string();
    assert_eq!(
        message,
        "KEY_SET_URL has a user name or a password in it. Delete the user name, the password and the @ after them: public keys need no password."
    );
}
