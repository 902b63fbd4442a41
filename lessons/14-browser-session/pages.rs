//! Turns templates into pages.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_sandbox::problem::Problem;
use minijinja::{Environment, Error, UndefinedBehavior, Value, context};
use rocket::http::Header;
use rocket::response::content::{RawCss, RawHtml};
use rocket::response::{self, Responder, Response};
use rocket::{Request, Route, error, get, routes};
use sha2::{Digest, Sha256};

const STYLE: &str = include_str!("pages/style.css");

/// What a page may load: our styles. No scripts, no frames, nothing from another site.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The templates. minijinja escapes every value that it puts into a template named `….html`.
pub struct Pages {
    templates: Environment<'static>,
}

impl Pages {
    /// Reads the templates, which are compiled into the program.
    ///
    /// # Errors
    /// If a template has a mistake in it.
    pub fn new() -> Result<Self, Error> {
        let mut templates = Environment::new();
        // A value that a page doesn't get, such as a problem, is empty there.
        templates.set_undefined_behavior(UndefinedBehavior::Chainable);
        let style_version = URL_SAFE_NO_PAD.encode(Sha256::digest(STYLE));
        templates.add_global("style_version", style_version);
        for (name, source) in [
            ("layout.html", include_str!("pages/layout.html")),
            ("field.html", include_str!("pages/field.html")),
            ("refusal.html", include_str!("pages/refusal.html")),
            ("welcome.html", include_str!("pages/welcome.html")),
            ("signup.html", include_str!("pages/signup.html")),
            ("login.html", include_str!("pages/login.html")),
            ("dashboard.html", include_str!("pages/dashboard.html")),
            ("problem.html", include_str!("pages/problem.html")),
        ] {
            templates.add_template(name, source)?;
        }
        Ok(Self { templates })
    }

    /// A page from its template and the values for it.
    pub fn show(&self, name: &str, context: Value) -> Page {
        self.render(name, context, None)
    }

    /// A page that says why something was refused. If a field has to change, it says so there.
    pub fn refuse(
        &self,
        problem: Problem,
        field: Option<&str>,
        name: &str,
        context: Value,
    ) -> Page {
        let why = problem.why();
        let shown = context! {
            title => problem.status().reason_lossy(),
            field,
            detail => why.detail.as_str(),
            hint => why.hint.as_str(),
        };
        let context = context! { problem => shown, ..context };
        self.render(name, context, Some(problem))
    }

    fn render(&self, name: &str, context: Value, problem: Option<Problem>) -> Page {
        let rendered = self
            .templates
            .get_template(name)
            .and_then(|template| template.render(context));
        let (html, problem) = match rendered {
            Ok(html) => (html, problem),
            Err(cause) => {
                error!("page {name}: {cause}");
                ("The server failed.".into(), Some(Problem::internal()))
            }
        };
        Page {
            html,
            problem: problem.map(Box::new),
        }
    }
}

/// A page, with the problem that it shows, if any.
pub struct Page {
    html: String,
    problem: Option<Box<Problem>>,
}

/// The status and the headers of the problem, with the page in place of its JSON.
impl<'r> Responder<'r, 'static> for Page {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = match self.problem {
            Some(problem) => problem.respond_to(request)?,
            None => Response::new(),
        };
        response.merge(RawHtml(self.html).respond_to(request)?);
        response.set_raw_header("Content-Security-Policy", POLICY);
        // A page depends on who asks for it. With this, the Back button asks the server again.
        response.set_raw_header("Cache-Control", "no-store");
        Ok(response)
    }
}

#[derive(Responder)]
struct Style {
    css: RawCss<&'static str>,
    cache: Header<'static>,
}

/// The styles. The pages put their hash into the address, so browsers may keep them for a year.
#[get("/style.css")]
fn style() -> Style {
    Style {
        css: RawCss(STYLE),
        cache: Header::new("Cache-Control", "max-age=31536000, immutable"),
    }
}

/// The route of the styles.
pub fn routes() -> Vec<Route> {
    routes![style]
}
