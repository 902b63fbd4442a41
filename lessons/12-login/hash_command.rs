//! `cargo run -- hash`: reads a password and prints the line to store for it.

use std::io;
use std::process::ExitCode;

use crate::hasher::Hasher;
use crate::password::Password;

/// Runs the command.
pub fn run() -> ExitCode {
    match hash() {
        Ok(hash) => {
            println!("{hash}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("No hash: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Reads standard input, not the command line: other programs can see the arguments of a command,
/// and the shell keeps them in its history.
fn hash() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    let typed = line.trim_end_matches(['\r', '\n']);
    if typed.is_empty() {
        let reason = "the line is empty; type a password, then press Enter";
        return Err(io::Error::other(reason));
    }
    let hasher = Hasher::start()?;
    rocket::execute(async { hasher.hash(Password::new(typed)?).await })
        .map_err(|problem| io::Error::other(problem.why().detail.clone()))
}
