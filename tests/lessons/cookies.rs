//! The cookies of one server, as far as `curl -c` and `-b` keep them: names and values.

use std::collections::BTreeMap;

#[derive(Clone, Default)]
pub struct Jar(BTreeMap<String, String>);

impl Jar {
    /// The value of the header `Cookie`, if there is anything to send.
    pub fn header(&self) -> Option<String> {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Does what one `Set-Cookie` says: keeps a cookie, or forgets it.
    pub fn keep(&mut self, set_cookie: &str) {
        let mut parts = set_cookie.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let over = parts
            .filter_map(|attribute| attribute.split_once('='))
            .filter(|(name, _)| name.eq_ignore_ascii_case("Max-Age"))
            .any(|(_, seconds)| seconds.parse().is_ok_and(|seconds: i64| seconds <= 0));
        if over {
            self.0.remove(name);
        } else {
            self.0.insert(name.into(), value.into());
        }
    }
}

#[cfg(test)]
mod proved {
    use super::Jar;

    #[test]
    fn a_cookie_is_sent_back_until_it_is_changed_or_removed() {
        let mut jar = Jar::default();
        assert_eq!(jar.header(), None);
        jar.keep("b=2; HttpOnly; Path=/; Max-Age=1800");
        jar.keep("a=x=y; SameSite=Lax");
        assert_eq!(jar.header().as_deref(), Some("a=x=y; b=2"));
        jar.keep("b=3");
        jar.keep("a=; Path=/; Max-Age=0");
        assert_eq!(jar.header().as_deref(), Some("b=3"));
    }
}
