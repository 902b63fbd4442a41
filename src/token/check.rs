use std::time::{SystemTime, UNIX_EPOCH};

use super::TokenError;
use super::object::{Member, Object};

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
    /// The members that it looks at. No other rule looks at them.
    pub(super) reads: &'static [&'static str],
    /// What they are compared with, for a person who watches. Empty if there's nothing to say.
    pub(super) against: fn(&Expected) -> String,
    /// Gets those members, in the order of `reads`.
    pub(super) test: fn(&[Option<Member<'_>>], &Expected) -> Result<(), TokenError>,
}

/// What a token is compared with.
pub(super) struct Expected<'v> {
    pub(super) issuer: &'v str,
    pub(super) audience: &'v str,
    /// Seconds since 1970.
    pub(super) now: f64,
}

impl<'v> Expected<'v> {
    pub(super) fn new(issuer: &'v str, audience: &'v str, now: SystemTime) -> Self {
        Self {
            issuer,
            audience,
            // A clock before 1970 counts as 1970.
            now: now
                .duration_since(UNIX_EPOCH)
                .map_or(0.0, |since| since.as_secs_f64()),
        }
    }
}

/// The members that these rules look at, in order, for [`Object::read`]. It is evaluated when the
/// server is compiled, which fails unless there are exactly `N` of them.
pub(super) const fn reads<const N: usize>(rules: &[Rule]) -> [&'static str; N] {
    let mut names = [""; N];
    let (mut count, mut rule) = (0, 0);
    while rule < rules.len() {
        let mut read = 0;
        while read < rules[rule].reads.len() {
            names[count] = rules[rule].reads[read];
            (count, read) = (count + 1, read + 1);
        }
        rule += 1;
    }
    assert!(count == N);
    names
}

/// Applies the rules in order, up to the first that fails, to an object that was read for them.
pub(super) fn apply(
    rules: &'static [Rule],
    object: &Object<'_>,
    expected: &Expected<'_>,
    observer: &mut impl Observer,
) -> Result<(), TokenError> {
    let mut rest = object.members();
    rules.iter().try_for_each(|rule| {
        let (members, others) = rest.split_at(rule.reads.len());
        rest = others;
        let result = (rule.test)(members, expected);
        observer.observe(
            &rule.check,
            || rule.seen(members, expected),
            result.as_ref().err(),
        );
        result
    })
}

impl Rule {
    fn seen(&self, members: &[Option<Member<'_>>], expected: &Expected<'_>) -> String {
        let members = self
            .reads
            .iter()
            .zip(members)
            .map(|(name, value)| match value {
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

#[cfg(test)]
mod tests {
    use super::super::{claims, header};

    #[test]
    fn each_member_is_read_by_one_rule() {
        for reads in [&header::READS[..], &claims::READS] {
            let mut names = reads.to_vec();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), reads.len());
        }
    }
}
