//! The pages: templates in, HTML out.

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

/// What a page may load: our styles. No script, no frame, nothing of another site.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The templates, read once. A name that ends in `.html` has all that is put into it escaped.
pub struct Pages {
    templates: Environment<'static>,
}

impl Pages {
    /// Reads the templates, which are part of the program.
    ///
    /// # Errors
    /// If one of them is no template.
    pub fn new() -> Result<Self, Error> {
        let mut templates = Environment::new();
        // What a page was not given, such as a problem, is empty in it.
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

    /// A page, made of its template and what is put into it.
    pub fn show(&self, name: &str, context: Value) -> Page {
        self.render(name, context, None)
    }

    /// A page that says why something was refused, and where a field is to blame, says it there.
    pub fn refuse(&self, problem: Problem, name: &str, context: Value) -> Page {
        let why = problem.why();
        let field = ["name", "email", "password"]
            .into_iter()
            .find(|field| why.reason.starts_with(&format!("{field}_")));
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

/// HTML for a browser.
pub struct Page {
    html: String,
    problem: Option<Box<Problem>>,
}

/// A problem gives its status and its headers, and the page takes the place of its JSON.
impl<'r> Responder<'r, 'static> for Page {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = match self.problem {
            Some(problem) => problem.respond_to(request)?,
            None => Response::new(),
        };
        response.merge(RawHtml(self.html).respond_to(request)?);
        response.set_raw_header("Content-Security-Policy", POLICY);
        // Each page depends on who asks. With this, the button Back asks again.
        response.set_raw_header("Cache-Control", "no-store");
        Ok(response)
    }
}

#[derive(Responder)]
struct Style {
    css: RawCss<&'static str>,
    cache: Header<'static>,
}

/// The styles. Their address in the pages has their hash, so a browser may keep them for a year.
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
