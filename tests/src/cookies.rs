//! Cookies as a client keeps them for one server: names and values.
//!
//! ureq has its own jar, but that one can't be named, copied and written to, as the tests need for
//! curl's files and a browser's cookies.

use std::collections::BTreeMap;

use rocket::http::Cookie;

/// The cookies, sorted by name. Each is for a path and what is below it.
#[derive(Clone, Default)]
pub struct Jar(BTreeMap<(String, String), String>);

impl Jar {
    /// The value of the header `Cookie` for a request to this path, if there is anything to send.
    pub fn header(&self, path: &str) -> Option<String> {
        let pairs = self
            .0
            .iter()
            .filter(|((_, scope), _)| covers(scope, path))
            .map(|((name, _), value)| format!("{name}={value}"));
        let pairs: Vec<String> = pairs.collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The value of one cookie, whatever its path is.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut cookies = self.0.iter();
        let found = cookies.find(|((known, _), _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Does what a `Set-Cookie` header says: keeps a cookie or forgets it.
    pub fn set(&mut self, set_cookie: &str) {
        let Ok(cookie) = Cookie::parse(set_cookie) else {
            return;
        };
        let key = (
            cookie.name().into(),
            cookie.path().unwrap_or("/").to_owned(),
        );
        if cookie.max_age().is_some_and(|age| !age.is_positive()) {
            self.0.remove(&key);
        } else {
            self.0.insert(key, cookie.value().into());
        }
    }

    /// Sets a cookie for all paths by hand.
    pub fn insert(&mut self, name: &str, value: &str) {
        self.0.insert((name.into(), "/".into()), value.into());
    }

    /// Removes a cookie by hand.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _), _| known != name);
    }
}

/// RFC 6265 §5.1.4.
fn covers(scope: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path.strip_prefix(scope)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || scope.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::Jar;

    #[test]
    fn a_cookie_is_sent_back_until_it_is_changed_or_removed() {
        let mut jar = Jar::default();
        assert_eq!(jar.header("/"), None);
        jar.set("b=2; HttpOnly; Path=/; Max-Age=1800");
        jar.set("a=x=y; SameSite=Lax");
        assert_eq!(jar.header("/").as_deref(), Some("a=x=y; b=2"));
        jar.set("b=3");
        jar.set("a=; Path=/; Max-Age=0");
        assert_eq!(jar.header("/").as_deref(), Some("b=3"));
        assert_eq!((jar.get("b"), jar.get("a")), (Some("3"), None));
    }

    #[test]
    fn a_cookie_is_sent_to_its_path_and_below() {
        let mut jar = Jar::default();
        jar.set("a=1; Path=/");
        jar.set("b=2; Path=/refresh");
        for path in ["/refresh", "/refresh?to=x", "/refresh/logout"] {
            assert_eq!(jar.header(path).as_deref(), Some("a=1; b=2"), "{path}");
        }
        for path in ["/", "/refreshed", "/a/refresh"] {
            assert_eq!(jar.header(path).as_deref(), Some("a=1"), "{path}");
        }
        jar.set("b=; Max-Age=0");
        assert_eq!(jar.get("b"), Some("2"), "another path, another cookie");
        jar.set("b=; Path=/refresh; Max-Age=0");
        assert_eq!(jar.get("b"), None);
    }
}
