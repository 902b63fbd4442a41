use super::TokenError;
use super::object::Object;

/// One check that a token has to pass.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// A stable word for programs.
    pub name: &'static str,
    /// The check as a question, in a learner's words.
    pub asks: &'static str,
}

/// Observes a verification: it gets each check that was made, in order.
///
/// `seen` puts into words what the check looked at, and what it was compared with. It is only
/// evaluated if the observer calls it: `()`, which watches nothing, costs nothing.
///
/// ```
/// use jwt_sandbox::{settings::Settings, token::{Check, Observer, TokenError, Verifier}};
/// use std::time::SystemTime;
///
/// struct Names(Vec<&'static str>);
///
/// impl Observer for Names {
///     fn observe(&mut self, check: &'static Check, _: impl FnOnce() -> String, _: Option<&TokenError>) {
///         self.0.push(check.name);
///     }
/// }
///
/// let mut names = Names(Vec::new());
/// let verifier = Verifier::new(&Settings::with_secret("thirty-two bytes or more are enough").token);
/// let verdict = verifier.observe_at("e30.e30.c2ln", SystemTime::now(), &mut names);
/// assert_eq!(verdict, Err(TokenError::AlgMissing));
/// assert_eq!(names.0, ["parts", "header", "algorithm"]);
/// ```
pub trait Observer {
    /// A check was made. It passed, unless there is an error.
    fn observe(
        &mut self,
        check: &'static Check,
        seen: impl FnOnce() -> String,
        error: Option<&TokenError>,
    );
}

impl Observer for () {
    fn observe(&mut self, _: &'static Check, _: impl FnOnce() -> String, _: Option<&TokenError>) {}
}

/// A check of the members of a JSON object: of the header, or of the claims.
pub(super) struct Rule {
    pub(super) check: Check,
    /// The members that it looks at.
    pub(super) reads: &'static [&'static str],
    /// What they are compared with, for a person who watches. Empty if there's nothing to say.
    pub(super) against: fn(&Expected) -> String,
    pub(super) test: fn(&Object<'_>, &Expected) -> Result<(), TokenError>,
}

/// What a token is compared with.
pub(super) struct Expected<'v> {
    pub(super) issuer: &'v str,
    pub(super) audience: &'v str,
    /// Seconds since 1970.
    pub(super) now: f64,
}

/// The members that these rules look at, for [`Object::read`].
pub(super) fn reads<'j>(rules: &'static [Rule]) -> impl Fn(&[u8]) -> Option<&'j str> {
    |name| {
        let mut read = rules.iter().flat_map(|rule| rule.reads);
        read.find(|read| read.as_bytes() == name).copied()
    }
}

/// Applies the rules in order, up to the first that fails.
pub(super) fn apply(
    rules: &'static [Rule],
    object: &Object<'_>,
    expected: &Expected<'_>,
    observer: &mut impl Observer,
) -> Result<(), TokenError> {
    rules.iter().try_for_each(|rule| {
        let result = (rule.test)(object, expected);
        observer.observe(
            &rule.check,
            || rule.seen(object, expected),
            result.as_ref().err(),
        );
        result
    })
}

impl Rule {
    fn seen(&self, object: &Object<'_>, expected: &Expected<'_>) -> String {
        let members = self.reads.iter().map(|name| match object.get(name) {
            Some(value) => format!("{name} is {}", value.quote()),
            None => format!("{name} is absent"),
        });
        members
            .chain([(self.against)(expected)])
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
            + "."
    }
}
