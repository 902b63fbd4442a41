use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Part, TokenError};

/// The requested members of a JSON object, each as it is written in its text.
///
/// The rest of the object has to be JSON and is otherwise ignored: a number that no machine type can
/// hold, half of a surrogate pair, or deep nesting is up to whoever signed it.
pub struct Object<'j>(Vec<Option<Member<'j>>>);

impl<'j> Object<'j> {
    /// Reads the text once, and keeps the members with these names.
    ///
    /// # Errors
    /// If it isn't a JSON object, or has a name twice.
    pub fn read(part: Part, json: &'j str, names: &[&str]) -> Result<Self, TokenError> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let read = Wanted(names)
            .deserialize(&mut deserializer)
            .and_then(|read| deserializer.end().map(|()| read));
        match read {
            Ok((_, Some(name))) => Err(TokenError::DuplicateName(part, name)),
            Ok((members, None)) => Ok(Self(members)),
            Err(_) if serde_json::from_str::<IgnoredAny>(json).is_ok() => {
                Err(TokenError::NotAnObject(part))
            }
            Err(_) => Err(TokenError::NotJson(part)),
        }
    }

    /// The members in the order in which they were asked for; `None` for one that is absent.
    pub fn members(&self) -> &[Option<Member<'j>>] {
        &self.0
    }
}

/// A JSON value as it is written in the token.
#[derive(Clone, Copy, Debug)]
pub struct Member<'j>(&'j str);

impl<'j> Member<'j> {
    /// The text of a JSON string; `None` if it isn't a string, or contains half of a surrogate pair
    /// (RFC 8259 §8.2).
    pub fn text(self) -> Option<Cow<'j, str>> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            serde_json::from_str(self.0).ok().map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
    }

    /// A JSON number. One that is too large is infinite.
    pub fn number(self) -> Option<f64> {
        // Rust also reads words such as `inf`, but no JSON value is written like that.
        self.0.parse().ok()
    }

    /// The elements of a JSON array.
    pub fn elements(self) -> Option<Vec<Member<'j>>> {
        if !self.0.starts_with('[') {
            return None;
        }
        let elements: Vec<&RawValue> = serde_json::from_str(self.0).ok()?;
        Some(elements.into_iter().map(|raw| Member(raw.get())).collect())
    }

    /// The kind of value, for a sentence such as "exp is a string".
    pub fn kind(self) -> &'static str {
        match self.0.as_bytes() {
            [b'n', ..] => "null",
            [b't' | b'f', ..] => "a boolean",
            [b'"', ..] => "a string",
            [b'[', ..] => "an array",
            [b'{', ..] => "an object",
            _ => "a number",
        }
    }

    /// Whether it is a string.
    pub fn is_string(self) -> bool {
        self.0.starts_with('"')
    }

    /// Whether it is `true`.
    pub fn is_true(self) -> bool {
        self.0 == "true"
    }

    /// The JSON itself, truncated where it gets too long for a sentence.
    pub fn quote(self) -> String {
        shortened(self.0, 60)
    }

    /// The JSON itself.
    pub fn json(self) -> &'j str {
        self.0
    }
}

/// The text, cut off after this many characters.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

/// The wanted members, and a name that occurs twice.
type Read<'j> = (Vec<Option<Member<'j>>>, Option<String>);

/// Keeps the members with these names, and finds a name that occurs twice: serde_json would silently
/// keep the last value.
///
/// Only the outermost names are compared, as the RFCs ask (RFC 7515 §4, RFC 7519 §4).
struct Wanted<'n>(&'n [&'n str]);

impl<'j> DeserializeSeed<'j> for Wanted<'_> {
    type Value = Read<'j>;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<Read<'j>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'j> Visitor<'j> for Wanted<'_> {
    type Value = Read<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<Read<'j>, A::Error> {
        let Self(names) = self;
        let mut members = vec![None; names.len()];
        let mut others = Vec::new();
        let mut repeated = None;
        while let Some(Name(name)) = map.next_key()? {
            match names.iter().position(|wanted| wanted.as_bytes() == &*name) {
                Some(index) => {
                    let member = Member(map.next_value::<&RawValue>()?.get());
                    if members[index].replace(member).is_some() {
                        repeated = Some(names[index].to_owned());
                    }
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                    others.push(name);
                }
            }
        }
        others.sort_unstable();
        let repeated = repeated.or_else(|| {
            let mut pairs = others.windows(2);
            let pair = pairs.find(|pair| pair[0] == pair[1])?;
            Some(String::from_utf8_lossy(&pair[0]).into_owned())
        });
        Ok((members, repeated))
    }
}

/// A member's name, unescaped. As bytes, because half of a surrogate pair isn't UTF-8.
struct Name<'j>(Cow<'j, [u8]>);

impl<'j> Deserialize<'j> for Name<'j> {
    fn deserialize<D: Deserializer<'j>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl<'j> Visitor<'j> for Bytes {
            type Value = Name<'j>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_bytes<E>(self, name: &'j [u8]) -> Result<Name<'j>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_bytes<E>(self, name: &[u8]) -> Result<Name<'j>, E> {
                Ok(Name(Cow::Owned(name.into())))
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}
