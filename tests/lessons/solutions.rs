//! The solutions of the exercises, each a whole program, and a way to run one.
//!
//! In part 1, a lesson is one file, and so is the solution: `exercise-1.rs` is included below.
//!
//! From part 2 on, a lesson has several files, and a solution may have, too. `exercise-1.rs` is then
//! the `main.rs` of the solved program, and a separate `[[example]]`, named after lesson and exercise:
//! `12-login-exercise-1`. It uses unchanged files next to it (`mod users;`), and takes those that the
//! exercise changes from a folder with its name:
//! `#[path = "exercise-1/password.rs"] mod password;`. The page shows them in blocks
//! `rust,solution=1` and `rust,solution=1,file=password.rs`.

use proofs::course::Kind;

use crate::finding::Finding;
use crate::project::Project;

/// Includes a program as a module. Nothing in it is visible from outside, so `start` and its
/// tests are inside the module. (`include!` doesn't accept `//!`, so a solution starts with `//`.)
macro_rules! solutions {
    ($($module:ident: $path:literal { $($test:item)* })*) => {
        $(mod $module {
            include!(concat!("../../lessons/", $path, ".rs"));

            pub fn start() {
                let _ = main();
            }

            $($test)*
        })*

        /// The solutions that are compiled here, such as `07-verify/exercise-1`.
        pub const ALL: &[&str] = &[$($path),*];

        fn start(path: &str) {
            match path {
                $($path => $module::start(),)*
                other => panic!("{other} is not in tests/lessons/solutions.rs"),
            }
        }
    };
}

solutions! {
    first_route_1: "02-first-route/exercise-1" {}
    mock_user_1: "03-mock-user/exercise-1" {}
    mock_user_2: "03-mock-user/exercise-2" {}
    secret_2: "04-secret/exercise-2" {
        #[test]
        fn short_and_uniform_secrets_are_rejected() {
            let good = "abcdefgh".repeat(4);
            assert_eq!(check(good.clone()), Ok(good.clone()));
            assert_eq!(
                check(good[1..].into()),
                Err("JWT_SECRET is too short: HS256 needs 32 bytes or more")
            );
            for uniform in ["a".repeat(32), "abcdefg".repeat(5)] {
                assert_eq!(
                    check(uniform),
                    Err("JWT_SECRET is too uniform: make one with openssl rand -hex 32")
                );
            }
        }
    }
    sign_1: "05-sign/exercise-1" {}
    bearer_header_1: "06-bearer-header/exercise-1" {}
    verify_1: "07-verify/exercise-1" {}
    expiry_1: "08-expiry/exercise-1" {
        #[test]
        fn a_lifetime_that_is_not_a_number_or_too_long_is_rejected() {
            assert_eq!(ttl_seconds(None), Ok(1800));
            for good in ["1", "60", "86400"] {
                assert_eq!(ttl_seconds(Some(good)), Ok(good.parse().unwrap()));
            }
            for bad in ["0", "86401", "-1", "1.5", "soon", ""] {
                assert_eq!(
                    ttl_seconds(Some(bad)),
                    Err("JWT_TTL_SECONDS must be a whole number from 1 to 86400")
                );
            }
        }
    }
    expiry_2: "08-expiry/exercise-2" {}
    issuer_and_audience_1: "09-issuer-and-audience/exercise-1" {
        #[test]
        fn a_token_for_another_audience_is_rejected() {
            use rocket::local::blocking::Client;

            let secret = [7; 32];
            let client = |audience| Client::untracked(rocket(&secret, audience)).unwrap();
            let first = client("first");
            let answer = first.get("/sign-token").dispatch().into_json::<Value>().unwrap();
            let token = answer["token"].as_str().unwrap();
            let status = |audience| {
                let authorization = Header::new("Authorization", format!("Bearer {token}"));
                let client = client(audience);
                client.post("/verify-token").header(authorization).dispatch().status()
            };
            assert_eq!(status("first"), Status::Ok);
            assert_eq!(status("second"), Status::Unauthorized);
        }
    }
    // It has its own test.
    issuer_and_audience_2: "09-issuer-and-audience/exercise-2" {}
}

mod tests;

/// The variable that names the solution to run.
pub const WHICH: &str = "SOLUTION";

/// The arguments with which this test binary runs this test.
pub const ARGUMENTS: [&str; 4] = ["--exact", "solutions::serve", "--ignored", "--nocapture"];

/// Each solution is compiled here, shown on its page, and run by a console block on its page.
pub fn check_solutions(project: &Project, compiled: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for lesson in &project.lessons {
        let page = &lesson.page;
        for number in project.solutions(&lesson.name) {
            let exercise = format!("exercise-{number}");
            let mut needs = |needed: bool, what: &str, expected: String, to_do: &str| {
                if !needed {
                    findings.push(Finding {
                        place: format!("{}:1", lesson.path(&format!("{exercise}.rs"))),
                        what: what.into(),
                        expected,
                        found: "none".into(),
                        to_do: to_do.into(),
                    });
                }
            };
            let shows = |language: &str, name: &str, value: &str| {
                page.blocks().any(|block| {
                    let mut attributes = block.attributes.iter();
                    block.language == language
                        && attributes.any(|(its, of)| its == name && of.as_deref() == Some(value))
                })
            };
            let path = format!("{}/{exercise}", lesson.name);
            let (place, is_compiled) = match lesson.entry.kind {
                Kind::Example | Kind::Sandbox => (
                    "tests/lessons/solutions.rs",
                    compiled.contains(&path.as_str()),
                ),
                Kind::App | Kind::Lab => (
                    "the examples of lessons/Cargo.toml",
                    project.cargo.has_example(&example(&path)),
                ),
            };
            needs(
                is_compiled,
                "a solution that is never compiled",
                format!("{path:?} in {place}"),
                "add it there",
            );
            needs(
                shows("rust", "solution", &number),
                "a solution that its page doesn't show",
                format!("a block rust,solution={number} in {}", page.path),
                "show it, or delete the file",
            );
            needs(
                shows("console", "at", &exercise),
                "a solution that is never run",
                format!("a block console,at={exercise} in {}", page.path),
                "show a request to the solved program and its answer",
            );
        }
    }
    findings
}

/// The `[[example]]` of a solution of part 2 or later.
pub fn example(path: &str) -> String {
    path.replace('/', "-")
}

#[test]
#[ignore = "serves one solution, as a separate process, until it is killed"]
fn serve() {
    // Without the variable, someone ran all ignored tests.
    if let Ok(which) = std::env::var(WHICH) {
        start(&which);
    }
}
