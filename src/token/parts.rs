use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::refusal::{Part, Refusal};

/// A token cut at its dots. Nothing in it is believed yet.
pub(super) struct Parts<'t> {
    header: &'t str,
    payload: &'t str,
    /// As it stands in the token, in base64url.
    pub(super) signature: &'t str,
    /// Header, dot and payload: the text that the signature is made over (RFC 7515 §5.2).
    pub(super) signed: &'t str,
}

impl<'t> Parts<'t> {
    pub(super) fn split(token: &'t str) -> Result<Self, Refusal> {
        let dots = token.bytes().filter(|byte| *byte == b'.').count();
        if dots == 4 {
            return Err(Refusal::Encrypted);
        }
        let parts = token.rsplit_once('.').and_then(|(signed, signature)| {
            let (header, payload) = signed.split_once('.')?;
            Some(Self {
                header,
                payload,
                signature,
                signed,
            })
        });
        parts
            .filter(|_| dots == 2)
            .ok_or(Refusal::PartCount(dots + 1))
    }

    pub(super) fn header(&self) -> Result<Map<String, Value>, Refusal> {
        object(Part::Header, self.header)
    }

    pub(super) fn payload(&self) -> Result<Map<String, Value>, Refusal> {
        object(Part::Payload, self.payload)
    }
}

/// The bytes of a part: base64url without padding (RFC 7515 §2).
pub(super) fn bytes(part: Part, text: &str) -> Result<Vec<u8>, Refusal> {
    let foreign = |c: &char| !(c.is_ascii_alphanumeric() || *c == '-' || *c == '_');
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| match text.chars().find(foreign) {
            Some(character) => Refusal::NotBase64url(part, character),
            None => Refusal::CutOff(part),
        })
}

fn object(part: Part, text: &str) -> Result<Map<String, Value>, Refusal> {
    let json = bytes(part, text)?;
    match serde_json::from_slice::<Object>(&json) {
        Ok(Object {
            repeated: Some(name),
            ..
        }) => Err(Refusal::DuplicateName(part, name)),
        Ok(Object { members, .. }) => Ok(members),
        Err(_) if serde_json::from_slice::<Value>(&json).is_ok() => Err(Refusal::NotAnObject(part)),
        Err(_) => Err(Refusal::NotJson(part)),
    }
}

/// A JSON object that remembers a name it met twice; serde_json would keep the last value in silence.
///
/// Only the outermost names are watched, as the RFCs ask: what is inside a private claim is its owner's.
struct Object {
    members: Map<String, Value>,
    repeated: Option<String>,
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut object = Object {
                    members: Map::new(),
                    repeated: None,
                };
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    match object.members.entry(name) {
                        Entry::Vacant(free) => {
                            free.insert(value);
                        }
                        Entry::Occupied(taken) => object.repeated = Some(taken.key().clone()),
                    }
                }
                Ok(object)
            }
        }

        deserializer.deserialize_map(Members)
    }
}
