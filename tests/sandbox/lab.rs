//! The page of the token lab and its files.

use std::net::IpAddr;

use jwt_sandbox::settings::Settings;
use proofs::forge;
use rocket::http::{ContentType, Status};
use rocket::local::blocking::Client;
use rocket::{get, routes};

use crate::local::{client, client_with};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

fn page(client: &Client) -> String {
    client.get("/").dispatch().into_string().unwrap()
}

#[test]
fn the_page_may_load_its_own_files_and_nothing_else() {
    let client = client();
    let answer = client.get("/").dispatch();
    assert_eq!(answer.content_type(), Some(ContentType::HTML));
    for (name, value) in [
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ] {
        assert_eq!(answer.headers().get_one(name), Some(value), "{name}");
    }
    let page = answer.into_string().unwrap();
    for inline in ["<style", "style=", "onclick=", "javascript:"] {
        assert!(!page.contains(inline), "{inline}");
    }
}

/// The paths between these words and the next quotation mark.
fn named<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    let after = text.split(before).skip(1);
    after
        .filter_map(|rest| rest.split(['"', '\'']).next())
        .collect()
}

#[test]
fn the_server_has_the_files_that_the_page_names_and_no_others() {
    let client = client();
    let page = page(&client);
    let mut files = [named(&page, "href=\"/lab/"), named(&page, "src=\"/lab/")].concat();
    files.sort_unstable();
    assert_eq!(files, ["lab.js", "style.css"]);
    let mut to_read: Vec<String> = files.into_iter().map(str::to_owned).collect();
    let mut read = Vec::new();
    while let Some(name) = to_read.pop() {
        let answer = client.get(format!("/lab/{name}")).dispatch();
        assert_eq!(answer.status(), Status::Ok, "{name}");
        let kind = answer.content_type().unwrap();
        let expected = if name.ends_with(".css") {
            ContentType::CSS
        } else {
            ContentType::JavaScript
        };
        assert_eq!(kind, expected, "{name}");
        let nosniff = answer.headers().get_one("X-Content-Type-Options");
        assert_eq!(nosniff, Some("nosniff"), "{name}");
        let text = answer.into_string().unwrap();
        assert!(!text.contains("innerHTML"), "{name}");
        for import in named(&text, "from './") {
            if !read.iter().chain(&to_read).any(|known| known == import) {
                to_read.push(import.to_owned());
            }
        }
        read.push(name);
    }
    read.sort_unstable();
    let mut here: Vec<String> = std::fs::read_dir(proofs::root().join("src/lab"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".rs") && !name.ends_with(".html"))
        .collect();
    here.sort_unstable();
    assert_eq!(read, here);
    let other = client.get("/lab/page.html").dispatch();
    assert_eq!(other.status(), Status::NotFound);
}

#[test]
fn the_commands_for_a_terminal_have_an_address_that_answers() {
    for (address, origin) in [
        ("127.0.0.1", "http://127.0.0.1:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("::", "http://[::1]:8123"),
        ("::1", "http://[::1]:8123"),
        ("192.0.2.7", "http://192.0.2.7:8123"),
    ] {
        let mut settings = Settings::with_secret(forge::KEY);
        settings.server.address = address.parse::<IpAddr>().unwrap();
        settings.server.port = 8123;
        let page = page(&client_with(settings));
        for line in [
            format!("curl {origin}/sign-token"),
            format!(
                "curl -X POST -H \"Authorization: Bearer &lt;token&gt;\" {origin}/verify-token"
            ),
        ] {
            assert!(page.contains(&line), "{line} is not on the page");
        }
        assert!(!page.contains('{'), "a place that was not filled in");
    }
}

#[get("/hello/<_name>")]
fn hello(_name: &str) {}

#[test]
fn the_page_lists_the_routes_of_the_running_server() {
    let mut settings = Settings::with_secret(forge::KEY);
    settings.server.log_level = rocket::config::LogLevel::Off;
    let app = jwt_sandbox::rocket(settings).mount("/", routes![hello]);
    let page = page(&Client::tracked(app).unwrap());
    for route in [
        "GET /hello/&lt;_name>",
        "GET /sign-token",
        "POST /verify-token",
        "POST /explain-token",
        "GET /live",
    ] {
        assert!(page.contains(&format!("<li>{route}</li>")), "{route}");
    }
    assert!(!page.contains("<li>GET /lab/"));
}
