//! Cookies as a client keeps them for one server: names and values.
//!
//! ureq has its own jar, but that one can't be named, copied and written to, as the tests need for
//! curl's files and a browser's cookies.

use std::collections::BTreeMap;

use rocket::http::Cookie;

/// The cookies, sorted by name.
#[derive(Clone, Default)]
pub struct Jar(BTreeMap<String, String>);

impl Jar {
    /// The value of the header `Cookie`, if there is anything to send.
    pub fn header(&self) -> Option<String> {
        let pairs = self.0.iter().map(|(name, value)| format!("{name}={value}"));
        let pairs: Vec<String> = pairs.collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The value of one cookie.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Does what a `Set-Cookie` header says: keeps a cookie or forgets it.
    pub fn set(&mut self, set_cookie: &str) {
        let Ok(cookie) = Cookie::parse(set_cookie) else {
            return;
        };
        if cookie.max_age().is_some_and(|age| !age.is_positive()) {
            self.0.remove(cookie.name());
        } else {
            self.0.insert(cookie.name().into(), cookie.value().into());
        }
    }

    /// Sets a cookie by hand.
    pub fn insert(&mut self, name: &str, value: &str) {
        self.0.insert(name.into(), value.into());
    }

    /// Removes a cookie by hand.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::Jar;

    #[test]
    fn a_cookie_is_sent_back_until_it_is_changed_or_removed() {
        let mut jar = Jar::default();
        assert_eq!(jar.header(), None);
        jar.set("b=2; HttpOnly; Path=/; Max-Age=1800");
        jar.set("a=x=y; SameSite=Lax");
        assert_eq!(jar.header().as_deref(), Some("a=x=y; b=2"));
        jar.set("b=3");
        jar.set("a=; Path=/; Max-Age=0");
        assert_eq!(jar.header().as_deref(), Some("b=3"));
        assert_eq!((jar.get("b"), jar.get("a")), (Some("3"), None));
    }
}
