//! The attack lab of lessons 15 to 17: broken on purpose, on this machine only.

use std::process::ExitCode;

use jwt_sandbox::{catchers, launch};
use rocket::serde::json::{Value, json};
use rocket::{get, routes};

// Try visiting: http://127.0.0.1:8000/attacks
#[get("/attacks")]
fn attacks() -> Value {
    json!([])
}

fn main() -> ExitCode {
    launch::launch(|settings| {
        Ok(rocket::custom(&settings.server)
            .mount("/", routes![attacks])
            .attach(catchers::stage()))
    })
}
