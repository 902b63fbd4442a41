//! The programs of the project: the sandbox, the checkpoints of part 1, and the apps.
//!
//! Cargo builds the programs of a package only for that package's own tests, so a test asks for them
//! here. Cargo runs once per run of a test target. After `cargo test --workspace` has built
//! everything, it only checks the files' dates.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde::Deserialize;

/// The path of a program, such as `jwt-sandbox` or `12-login`, built from the files as they are.
pub fn program(name: &str) -> &'static Path {
    static PROGRAMS: LazyLock<BTreeMap<String, PathBuf>> = LazyLock::new(build);
    PROGRAMS.get(name).unwrap_or_else(|| {
        let names: Vec<&str> = PROGRAMS.keys().map(String::as_str).collect();
        panic!(
            "Cargo builds no program {name}, only {}: is it an [[example]] in Cargo.toml or in lessons/Cargo.toml?",
            names.join(", ")
        )
    })
}

/// The finished sandbox.
pub fn sandbox() -> &'static Path {
    program("jwt-sandbox")
}

/// One line of Cargo's messages about what it built.
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// The whole workspace, as `cargo test --workspace` builds it: with fewer packages, Cargo would
/// choose fewer features, and compile the crates that they share a second time.
fn build() -> BTreeMap<String, PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(&cargo)
        .args(["build", "--workspace", "--bins", "--examples", "--quiet"])
        .args(["--message-format", "json-render-diagnostics"])
        .args(["--profile", &profile()])
        .current_dir(crate::root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", cargo.display()));
    assert!(
        output.status.success(),
        "the programs that the tests start can't be built; what Cargo says is above"
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter_map(|message: Message| Some((message.target?.name, message.executable?)))
        .collect()
}

/// The profile that this test was built with: Cargo puts it into target/debug/deps/, for instance.
fn profile() -> String {
    let this = std::env::current_exe().unwrap();
    let folder = this.ancestors().nth(2).and_then(Path::file_name);
    match folder.and_then(|name| name.to_str()) {
        None | Some("debug") => "dev".into(),
        Some(name) => name.into(),
    }
}
