//! The attack lab of lessons 15 to 17: broken on purpose, and for this machine only.
//!
//! - `broken/` has the broken code and nothing else, one file per attack, each function marked with
//!   what is broken and how to fix it;
//! - `attacks/` sets each attack up: its keys, its victim, its fixed counterpart, and what it needs;
//! - `attack.rs` gives each attack its routes, and `verdict.rs` decides whether it succeeded;
//! - `by_hand.rs` opens tokens with the files of lesson 11. The broken functions are variations of that
//!   lesson's `verify`. The fixed ones are the sandbox's own verifier.

mod attack;
mod attacks;
mod banner;
mod broken;
mod by_hand;
mod fence;
mod key_pair;
mod loopback;
mod people;
mod reply;
mod route;
mod service;
mod verdict;

use std::process::ExitCode;

use jwt_sandbox::{catchers, lab, launch, redact, sandbox, warn};

fn main() -> ExitCode {
    launch::launch(|settings| {
        loopback::require(settings.server.address)?;
        Ok(rocket::custom(&settings.server)
            .attach(banner::stage())
            .attach(redact::stage())
            .attach(sandbox::stage(&settings.token))
            .attach(lab::stage())
            .attach(attacks::stage()?)
            .attach(catchers::stage())
            .attach(warn(settings.warnings)))
    })
}
