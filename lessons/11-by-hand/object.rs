//! JSON objects in which no name occurs twice. Objects nested in them aren't checked.

use std::fmt;

use jwt_sandbox::explanation::Explanation;
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::{Deserializer, Error, Map, Value};

use super::parts;
use super::refusal::refused;

/// Reads the JSON object in a part.
pub fn read(part: &str, text: &str) -> Result<Map<String, Value>, Explanation> {
    let members = members(&parts::bytes(part, text)?).map_err(|_| {
        refused(
            "not_a_json_object",
            format!("The {part} is not a JSON object."),
            "Decode that part and look at it: it must be like {\"name\":\"value\"}.",
        )
    })?;
    let mut object = Map::new();
    for (name, value) in members {
        if object.contains_key(&name) {
            return Err(refused(
                "duplicate_name",
                format!("The {part} has the name {name:?} twice."),
                "Give each name once: two programs could each use a different value.",
            ));
        }
        object.insert(name, value);
    }
    Ok(object)
}

/// Every name with its value, in order. serde_json's own map would silently keep the last of two
/// equal names.
fn members(json: &[u8]) -> Result<Vec<(String, Value)>, Error> {
    let mut reader = Deserializer::from_slice(json);
    let members = reader.deserialize_map(Members)?;
    // Nothing may follow the closing brace.
    reader.end()?;
    Ok(members)
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, Value)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}
