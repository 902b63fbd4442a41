//! Proof 3: each request of a page gets the answer that the page shows.

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

use super::cookies::Jar;
use super::curl::{self, Answer, Request};
use super::fault::Fault;
use super::page::{Block, Page};
use super::project::Project;
use super::shell::{self, Step};
use proofs::server::Server;

/// The lines that take something out of an answer: `NAME=$(curl -s …`, and one of these. With each
/// goes the text before what is taken; it ends at the next quotation mark.
const TAKEN: [(&str, &str); 2] = [
    (r#" | sed 's/.*"token":"\([^"]*\)".*/\1/')"#, r#""token":""#),
    (
        r#" | sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p')"#,
        r#"name="form_token" value=""#,
    ),
];

/// The name of the finished sandbox in `at=`.
pub const SANDBOX: &str = "sandbox";

/// Prepares the program of this name, in this folder, with these variables. Its name is the one of
/// an example, `sandbox`, or that of a solution, such as `07-verify/exercise-1`.
pub type Program<'p> = dyn Fn(&str, &Path, &[(&str, &str)]) -> Command + 'p;

pub fn check(project: &Project, program: &Program<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for page in project.pages() {
        let mut lessons = project.lessons.iter();
        let lesson = lessons.find(|lesson| lesson.page.path == page.path);
        let name = lesson.map_or("", |lesson| lesson.name.as_str());
        let mut class = Class {
            page: &page,
            lesson: name,
            home: match lesson {
                Some(lesson) if lesson.has_checkpoint() => name,
                _ => SANDBOX,
            },
            secret: project.example_secret(),
            folder: tempfile::tempdir().unwrap(),
            program,
            servers: HashMap::new(),
            variables: BTreeMap::new(),
            jars: BTreeMap::new(),
        };
        for block in page.blocks().filter(|block| block.language == "console") {
            faults.extend(class.replay(project, block));
        }
    }
    faults
}

/// One page at work: its servers and what its commands have set so far.
struct Class<'c> {
    page: &'c Page,
    lesson: &'c str,
    /// The program that it talks to where a block does not say another.
    home: &'c str,
    secret: String,
    program: &'c Program<'c>,
    servers: HashMap<Setup, Server>,
    /// Where the servers run: a folder without a `.env`, so that the one of a developer is not
    /// read. All servers of a page find the same database in it, and no other page does. It stands
    /// below them, because Windows does not delete a folder that is in use.
    folder: tempfile::TempDir,
    variables: BTreeMap<String, String>,
    /// The cookie files that its curl lines write.
    jars: BTreeMap<String, Jar>,
}

/// A program and what is in its environment beside the secret.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Setup {
    program: String,
    variables: Vec<(String, String)>,
}

impl Class<'_> {
    fn replay(&mut self, project: &Project, block: &Block) -> Vec<Fault> {
        let setup = match self.setup(project, block) {
            Ok(Some(setup)) => setup,
            Ok(None) => return Vec::new(),
            Err(fault) => return vec![*fault],
        };
        let steps = match shell::steps(block) {
            Ok(steps) => steps,
            Err(line) => {
                return vec![self.page.fault(
                    line,
                    "a console block that does not begin with a command",
                    "$ and a command",
                    "output",
                    "begin with the command, or make it a text block",
                )];
            }
        };
        if block.attributes.iter().any(|(name, _)| name == "restarted") {
            self.servers.remove(&setup);
        }
        steps
            .iter()
            .filter_map(|step| self.step(step, &setup).err())
            .map(|fault| *fault)
            .collect()
    }

    /// Against which server a block is replayed; none if it is not.
    fn setup(&self, project: &Project, block: &Block) -> Result<Option<Setup>, Box<Fault>> {
        let mut setup = Setup {
            program: self.home.into(),
            variables: Vec::new(),
        };
        for (name, value) in &block.attributes {
            match (name.as_str(), value.as_deref()) {
                ("wrong", None) => return Ok(None),
                ("restarted", None) => {}
                ("at", Some(program)) if program == SANDBOX || project.has_example(program) => {
                    setup.program = program.into();
                }
                ("at", Some(exercise)) if project.has_solution(self.lesson, exercise) => {
                    setup.program = format!("{}/{exercise}", self.lesson);
                }
                ("env", Some(variable)) if variable.contains('=') => {
                    let (name, value) = variable.split_once('=').unwrap();
                    setup.variables.push((name.into(), value.into()));
                }
                _ => {
                    return Err(Box::new(self.page.fault(
                        block.line,
                        "a console block with words that this proof does not know",
                        "at=<an example, exercise-<number>, or sandbox>, env=NAME=value, restarted, or wrong",
                        block.info(),
                        "write one of these, separated by commas",
                    )));
                }
            }
        }
        Ok(Some(setup))
    }

    fn step(&mut self, step: &Step, setup: &Setup) -> Result<(), Box<Fault>> {
        if let Some((name, command, before)) = taken(&step.command) {
            let request = self.request(step, command)?;
            if !request.silent {
                return Err(Box::new(
                    self.unclear(step, "without -s, curl shows its progress here".into()),
                ));
            }
            let answer = self.send(step, setup, &request)?.body;
            let mut rest = answer.split(before).skip(1);
            let (Some(value), None) = (rest.next(), rest.next()) else {
                return Err(Box::new(self.page.fault(
                    step.line,
                    format!(
                        "a line that takes one {before}…\" out of an answer that does not have one"
                    ),
                    answer,
                    &step.command,
                    "move it to where the server answers with one, or name another server with at=",
                )));
            };
            let value = value.split('"').next().unwrap_or_default();
            self.variables.insert(name.into(), value.into());
        } else if let Some((name, value)) = assignment(&step.command) {
            let value = self.words(step, value)?.concat();
            self.variables.insert(name.into(), value);
        } else if step.command.starts_with("curl ") {
            let request = self.request(step, &step.command)?;
            let mut answer = self.send(step, setup, &request)?;
            answer.body = request.prints(&answer);
            if let Err(difference) = answer.compare(&step.output, request.with_head) {
                return Err(Box::new(self.page.fault(
                    step.line,
                    format!(
                        "{} answers otherwise to {}",
                        setup.program,
                        step.command.replace('\n', " ")
                    ),
                    difference.expected,
                    difference.found,
                    "mend the server if it is wrong; otherwise show what it answers, with … for what changes each time",
                )));
            }
        } else if step.command.contains("curl") || step.command.contains("TOKEN=") {
            return Err(Box::new(
                self.unclear(
                    step,
                    "a command with curl begins with `curl `, or takes one thing out of an answer"
                        .into(),
                ),
            ));
        }
        Ok(())
    }

    /// What the words of a curl line ask for.
    fn request(&self, step: &Step, command: &str) -> Result<Request, Box<Fault>> {
        let words = self.words(step, command)?;
        Request::parse(&words[1..]).map_err(|why| Box::new(self.unclear(step, why)))
    }

    /// Sends it with the cookies that it names, and keeps those that come back.
    fn send(
        &mut self,
        step: &Step,
        setup: &Setup,
        request: &Request,
    ) -> Result<Answer, Box<Fault>> {
        let named = request.jar.as_ref().and_then(|jar| self.jars.get(jar));
        let mut jar = named.cloned().unwrap_or_default();
        let answer = curl::send(self.origin(step, setup)?, request, &mut jar);
        if let Some(name) = &request.jar_after {
            self.jars.insert(name.clone(), jar);
        }
        Ok(answer)
    }

    fn words(&self, step: &Step, text: &str) -> Result<Vec<String>, Box<Fault>> {
        shell::words(text, &self.variables).map_err(|why| Box::new(self.unclear(step, why)))
    }

    fn unclear(&self, step: &Step, why: String) -> Fault {
        self.page.fault(
            step.line,
            "a command that can not be replayed",
            why,
            &step.command,
            format!(
                "write it with -s, -i, -X, -H, -d, --json, -b, -c, -o /dev/null, -w and an address at {}; to take a token out of an answer: TOKEN=$(curl -s …{}",
                curl::ADDRESS,
                TAKEN[0].0,
            ),
        )
    }

    /// The address of the server with this setup; it is started when it is first needed.
    fn origin(&mut self, step: &Step, setup: &Setup) -> Result<&str, Box<Fault>> {
        if !self.servers.contains_key(setup) {
            let mut variables: BTreeMap<&str, &str> = [("JWT_SECRET", self.secret.as_str())].into();
            variables.extend(
                setup
                    .variables
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str())),
            );
            let variables: Vec<_> = variables.into_iter().collect();
            let command = (self.program)(&setup.program, self.folder.path(), &variables);
            let start = || Server::launch(command);
            let server = catch_unwind(AssertUnwindSafe(start)).map_err(|_| {
                Box::new(self.page.fault(
                    step.line,
                    format!("{} does not start", setup.program),
                    "a server",
                    "it ended; its own words are above",
                    "mend its variables or its code",
                ))
            })?;
            self.servers.insert(setup.clone(), server);
        }
        Ok(&self.servers[setup].origin)
    }
}

/// `NAME=value`, as a command of its own.
fn assignment(command: &str) -> Option<(&str, &str)> {
    let (name, value) = command.split_once('=')?;
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    (!name.is_empty() && name.chars().all(capital) && !value.contains("$("))
        .then_some((name, value))
}

/// `NAME=$(curl … | sed …)`: the name, the curl line, and the text before what is taken.
fn taken(command: &str) -> Option<(&str, &str, &'static str)> {
    let (name, rest) = command.split_once("=$(")?;
    assignment(&format!("{name}="))?;
    let (curl, before) = TAKEN
        .iter()
        .find_map(|(sed, before)| Some((rest.strip_suffix(sed)?, *before)))?;
    curl.starts_with("curl ").then_some((name, curl, before))
}

#[cfg(test)]
mod proved {
    use std::path::Path;
    use std::process::Command;

    use super::super::project::Small;
    use super::check;
    use proofs::server;

    const TOKEN_LINE: &str = r#"TOKEN=$(curl -s http://127.0.0.1:8000/sign-token | sed 's/.*"token":"\([^"]*\)".*/\1/')"#;

    /// The page as lesson 01, which talks to the finished sandbox.
    fn faults(page: &str) -> Vec<String> {
        let small = Small::new(&[
            (
                ".env.example",
                "# A comment.\nJWT_SECRET=a-secret-of-the-small-project-to-replay-it\n",
            ),
            ("lessons/01-read-a-token/README.md", page),
        ]);
        check(&small.open(), &sandbox)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn sandbox(_: &str, folder: &Path, variables: &[(&str, &str)]) -> Command {
        server::command(proofs::programs::sandbox(), folder, variables)
    }

    fn console(text: &str) -> String {
        format!("```console\n{text}\n```\n")
    }

    const NO_TOKEN: &str = r#"{"title":"Unauthorized","status":401,"detail":"No Authorization header came that this server could read.","reason":"authorization_missing","hint":"…","lesson":"lessons/06-bearer-header"}"#;

    #[test]
    fn true_answers_pass() {
        for text in [
            r#"$ curl -s http://127.0.0.1:8000/sign-token
{"token":"ey….ey….…"}"#,
            &format!("$ curl -s -X POST http://127.0.0.1:8000/verify-token\n{NO_TOKEN}"),
            &format!(
                "$ {TOKEN_LINE}
$ curl -s -X POST -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8000/verify-token
{{\"user\":{{\"aud\":\"jwt-sandbox-students\",\"exp\":…,\"iat\":…,\"iss\":\"jwt-sandbox\",\"sub\":\"1\",\"username\":\"test\"}}}}"
            ),
            &format!(
                "$ curl -s -i -X POST \\
    http://127.0.0.1:8000/verify-token
HTTP/1.1 401 Unauthorized
Content-Type: application/problem+json
WWW-Authenticate: Bearer realm=\"jwt-sandbox\"
…

{NO_TOKEN}"
            ),
            "$ openssl rand -hex 32\nf00\n$ cargo run\n   Compiling …",
        ] {
            assert_eq!(faults(&console(text)), [""; 0], "{text}");
        }
    }

    #[test]
    fn another_body_is_caught() {
        let shown = NO_TOKEN.replace("No Authorization", "An Authorization");
        let told = faults(&console(&format!(
            "$ cargo run\n$ curl -s -X POST http://127.0.0.1:8000/verify-token\n{shown}"
        )));
        assert_eq!(
            told,
            [format!(
                "lessons/01-read-a-token/README.md:3: sandbox answers otherwise to curl -s -X POST http://127.0.0.1:8000/verify-token
  expected: {}
  found: {shown}
  to do: mend the server if it is wrong; otherwise show what it answers, with … for what changes each time
",
                NO_TOKEN.replace('…', "Send the header Authorization: Bearer <token> (in Postman: the tab Authorization, type Bearer Token); a token in the address, a cookie or the body is not read.")
            )]
        );
    }

    #[test]
    fn another_status_or_header_is_caught() {
        let page = |status, header| {
            console(&format!(
                "$ curl -s -i -X POST http://127.0.0.1:8000/verify-token\nHTTP/1.1 {status}\nwww-authenticate: {header}\n…\n\n{NO_TOKEN}"
            ))
        };
        const REALM: &str = "Bearer realm=\"jwt-sandbox\"";
        assert_eq!(faults(&page("401 Unauthorized", REALM)), [""; 0]);
        let told = faults(&page("403 Forbidden", REALM)).concat();
        assert!(
            told.contains("expected: HTTP/1.1 401 Unauthorized\n  found: HTTP/1.1 403 Forbidden\n"),
            "{told}"
        );
        let told = faults(&page("401 Unauthorized", "Basic")).concat();
        assert!(
            told.contains("expected: www-authenticate: Bearer realm=\"jwt-sandbox\"\n  found: www-authenticate: Basic\n"),
            "{told}"
        );
    }

    #[test]
    fn what_is_left_out_of_an_answer_without_an_ellipsis_is_caught() {
        let page = |head: &str, body: &str| {
            console(&format!(
                "$ curl -s -i -X POST http://127.0.0.1:8000/verify-token\nHTTP/1.1 401 Unauthorized\n{head}\n\n{body}"
            ))
        };
        let (whole, cut) = (NO_TOKEN, NO_TOKEN.replace(r#""hint":"…","#, ""));
        assert_eq!(faults(&page("…", whole)), [""; 0]);
        let found = faults(&page("content-type: application/problem+json", whole)).concat();
        assert!(
            found.contains("expected: a line with … for www-authenticate, "),
            "{found}"
        );
        let found = faults(&page("…", &cut)).concat();
        assert!(found.contains("sandbox answers otherwise"), "{found}");
    }

    #[test]
    fn an_answer_that_is_not_shown_is_caught() {
        let told = faults(&console(
            "$ curl -s -X POST http://127.0.0.1:8000/verify-token",
        ))
        .concat();
        assert!(told.contains("  found: nothing\n"), "{told}");
    }

    #[test]
    fn the_pages_around_the_lessons_talk_to_the_sandbox() {
        let faults = |body: &str| {
            let page = console(&format!(
                "$ curl -X POST http://127.0.0.1:8000/verify-token\n{body}"
            ));
            let small = Small::new(&[
                (
                    ".env.example",
                    "JWT_SECRET=a-secret-of-the-small-project-to-replay-it\n",
                ),
                ("README.md", &page),
            ]);
            let faults = check(&small.open(), &sandbox);
            faults
                .into_iter()
                .map(|fault| fault.place)
                .collect::<Vec<_>>()
        };
        assert_eq!(faults(NO_TOKEN), [""; 0]);
        assert_eq!(faults("{}"), ["README.md:2"]);
    }

    #[test]
    fn a_variable_lives_as_long_as_its_lesson_and_no_longer() {
        let verify = "$ curl -s -X POST -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8000/verify-token\n";
        let word = "{…\"reason\":\"token_is_a_word\"…}";
        let set = console("$ TOKEN=null");
        assert_eq!(
            faults(&(set + &console(&format!("{verify}{word}")))),
            [""; 0]
        );
        let told = faults(&console(&format!("{verify}{word}"))).concat();
        assert!(
            told.contains("expected: $TOKEN has no value here\n"),
            "{told}"
        );
    }

    #[test]
    fn an_environment_of_its_own_reaches_the_server() {
        let page = |info| {
            format!(
                "```{info}\n$ {TOKEN_LINE}\n$ curl -s -X POST -H \"Authorization: Bearer $TOKEN\" http://127.0.0.1:8000/verify-token\n{{…\"aud\":\"you\",…\"iss\":\"me\",…}}\n```\n"
            )
        };
        assert_eq!(
            faults(&page("console,env=JWT_ISSUER=me,env=JWT_AUDIENCE=you")),
            [""; 0]
        );
        assert_eq!(faults(&page("console,env=JWT_ISSUER=me")).len(), 1);
    }

    #[test]
    fn a_wrong_block_is_not_replayed() {
        let page = console("$ curl -s http://127.0.0.1:8000/sign-token\n{}");
        assert_eq!(faults(&page).len(), 1);
        assert_eq!(faults(&page.replace("console", "console,wrong")), [""; 0]);
    }

    #[test]
    fn a_command_that_can_not_be_replayed_is_caught() {
        for (command, why) in [
            (
                "curl --fail http://127.0.0.1:8000/",
                "--fail is no option that this proof knows",
            ),
            (
                "curl -s http://localhost:8000/",
                "http://localhost:8000/ is not at http://127.0.0.1:8000",
            ),
            ("curl -s", "an address is missing"),
            (
                "curl -s http://127.0.0.1:8000/ | jq",
                "the shell takes | for its own: put quotes around it, or leave it out",
            ),
            (
                "TOKEN=$(curl -s http://127.0.0.1:8000/sign-token | jq -r .token)",
                "a command with curl begins with `curl `, or takes one thing out of an answer",
            ),
        ] {
            let told = faults(&console(&format!("$ {command}"))).concat();
            let expected = format!(
                "README.md:2: a command that can not be replayed\n  expected: {why}\n  found: {command}\n"
            );
            assert!(told.contains(&expected), "{told}");
        }
    }

    #[test]
    fn an_unknown_server_or_word_is_caught() {
        for info in [
            "console,at=99-nowhere",
            "console,at=exercise-1",
            "console,env=X",
            "console,worng",
        ] {
            let told = faults(&format!(
                "```{info}\n$ curl -s http://127.0.0.1:8000/\n```\n"
            ))
            .concat();
            assert!(told.contains(&format!("  found: {info}\n")), "{told}");
        }
    }

    #[test]
    fn a_server_that_does_not_start_is_caught() {
        let page = "```console,env=JWT_TTL_SECONDS=never\n$ curl -s http://127.0.0.1:8000/\n```\n";
        let told = faults(page).concat();
        assert!(
            told.starts_with("lessons/01-read-a-token/README.md:2: sandbox does not start\n"),
            "{told}"
        );
    }

    #[test]
    fn a_token_line_without_a_token_is_caught() {
        // Lesson 02 answers with a message: it has no token yet.
        let page =
            console(&format!("$ {TOKEN_LINE}")).replace("console", "console,at=02-first-route");
        let small = Small::new(&[
            (
                "Cargo.toml",
                "[[example]]\nname = \"02-first-route\"\npath = \"lessons/02-first-route/main.rs\"\n",
            ),
            ("lessons/01-read-a-token/README.md", &page),
        ]);
        let told: String = check(&small.open(), &crate::command)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(
            told.starts_with("lessons/01-read-a-token/README.md:2: a line that takes one \"token\":\"…\" out of an answer that does not have one\n  expected: {\"message\":"),
            "{told}"
        );
    }

    /// Counts in a cookie, and says what came.
    #[test]
    #[ignore = "serves as a process of its own, until it is killed"]
    fn serve_cookies() {
        use rocket::http::{Accept, ContentType, Cookie, CookieJar};
        use rocket::{delete, get, post, routes};

        #[get("/count")]
        fn count(jar: &CookieJar<'_>) -> String {
            let before = jar.get("n").map_or(0, |n| n.value().parse().unwrap());
            jar.add(("n", (before + 1).to_string()));
            format!("{before}")
        }

        #[delete("/count")]
        fn forget(jar: &CookieJar<'_>) {
            jar.remove(Cookie::from("n"));
        }

        #[post("/say", data = "<body>")]
        fn say(body: String, kind: &ContentType, accept: &Accept) -> String {
            format!("{kind} {accept} {body}")
        }

        if std::env::var("JWT_SECRET").is_ok() {
            let routes = routes![count, forget, say];
            let _ = rocket::execute(rocket::build().mount("/", routes).launch());
        }
    }

    /// The page against that server; how often it was started, and in how many folders.
    fn counted(page: &str) -> (Vec<String>, usize, usize) {
        let starts = std::cell::RefCell::new(Vec::new());
        let program = |_: &str, folder: &Path, variables: &[(&str, &str)]| {
            starts.borrow_mut().push(folder.to_owned());
            let this = std::env::current_exe().unwrap();
            let mut command = server::command(&this, folder, variables);
            let test = "replay::proved::serve_cookies";
            command.args(["--exact", test, "--ignored", "--nocapture"]);
            command
        };
        let small = Small::new(&[("lessons/01-read-a-token/README.md", page)]);
        let faults = check(&small.open(), &program);
        let mut starts = starts.into_inner();
        let count = starts.len();
        starts.dedup();
        let told = faults.iter().map(ToString::to_string).collect();
        (told, count, starts.len())
    }

    #[test]
    fn cookies_come_and_go_as_the_line_says() {
        const COUNT: &str = "http://127.0.0.1:8000/count";
        let page = console(&format!(
            "$ curl -s -b jar -c jar {COUNT}\n0\n$ curl -s -b jar -c jar {COUNT}\n1\n$ curl -s -b jar {COUNT}\n2\n$ curl -s -b jar {COUNT}\n2\n$ curl -s {COUNT}\n0\n$ curl -s -b n=7 {COUNT}\n7\n$ curl -s -H \"Cookie: n=8\" {COUNT}\n8\n$ curl -X DELETE -b jar -c jar {COUNT}\n$ curl -s -b jar {COUNT}\n0"
        ));
        assert_eq!(counted(&page), (vec![], 1, 1));
        let told = counted(&page.replacen("-b jar -c jar", "-c jar", 2)).0;
        assert_eq!(told.len(), 3, "{told:?}");
    }

    #[test]
    fn json_is_sent_with_its_type() {
        let page = |options| {
            console(&format!(
                "$ curl {options} '{{\"a\":1}}' http://127.0.0.1:8000/say\napplication/json application/json {{\"a\":1}}"
            ))
        };
        assert_eq!(counted(&page("--json")).0, [""; 0]);
        assert_eq!(counted(&page("-d")).0.len(), 1);
    }

    #[test]
    fn a_body_may_be_left_out_and_the_status_printed() {
        let page = |status| {
            console(&format!(
                "$ curl -s -o /dev/null -w '%{{http_code}} in %{{time_total}} s\\n' http://127.0.0.1:8000/count\n{status} in …s"
            ))
        };
        assert_eq!(counted(&page("200")).0, [""; 0]);
        assert_eq!(counted(&page("404")).0.len(), 1);
    }

    #[test]
    fn a_server_is_restarted_where_the_block_says_so_in_the_folder_of_the_page() {
        let block = |info| format!("```{info}\n$ curl -s http://127.0.0.1:8000/count\n0\n```\n\n");
        for (second, starts) in [
            ("console", 1),
            ("console,restarted", 2),
            ("console,env=A=b", 2),
        ] {
            let page = block("console") + &block(second);
            assert_eq!(counted(&page), (vec![], starts, 1), "{second}");
        }
    }

    #[test]
    fn any_request_may_be_the_one_that_a_token_is_taken_from() {
        let sed = r#"sed 's/.*"token":"\([^"]*\)".*/\1/')"#;
        let page = |curl: &str| {
            console(&format!(
                "$ NEWS=$({curl} '\"token\":\"a.b\"' http://127.0.0.1:8000/say | {sed}\n$ curl --json \"$NEWS\" http://127.0.0.1:8000/say\napplication/json application/json a.b"
            ))
        };
        assert_eq!(counted(&page("curl -s --json")).0, [""; 0]);
        let told = counted(&page("curl --json")).0.concat();
        assert!(
            told.contains("expected: without -s, curl shows its progress here\n"),
            "{told}"
        );
        let twice = page("curl -s --json").replace("a.b\"'", "a.b\" \"token\":\"c\"'");
        let told = counted(&twice).0.concat();
        assert!(
            told.contains("takes one \"token\":\"…\" out of an answer that does not have one"),
            "{told}"
        );
    }

    #[test]
    fn the_hidden_field_of_a_form_can_be_taken() {
        let sed = r#"sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p')"#;
        let page = |name: &str| {
            console(&format!(
                "$ FORM=$(curl -s --json '<input name=\"{name}\" value=\"x1\">' http://127.0.0.1:8000/say | {sed}\n$ curl --json \"$FORM\" http://127.0.0.1:8000/say\n…x1"
            ))
        };
        assert_eq!(counted(&page("form_token")).0, [""; 0]);
        assert_eq!(counted(&page("token")).0.len(), 2);
    }
}
