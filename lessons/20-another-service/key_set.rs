//! The document with the keys. Each key is read by itself, so that a bad one doesn't spoil the rest.

use std::collections::HashMap;

use jsonwebtoken::DecodingKey;
use rocket::serde::json;
use rocket::serde::json::serde_json::value::RawValue;
use serde::Deserialize;
use thiserror::Error;

use crate::key::{self, KeyError};

/// An issuer that changes its key has two or three at a time.
const MAX_KEYS: usize = 20;

/// Why a document isn't used at all.
#[derive(Debug, Error, PartialEq)]
pub enum KeySetError {
    #[error("it isn't a JSON object with an array named keys")]
    NotAKeySet,
    #[error("it has {0} keys, and this service reads up to {MAX_KEYS}")]
    TooMany(usize),
    #[error("it has no key that this service can use")]
    NoUsableKey,
}

/// The usable keys of a set, by their `kid`.
pub struct KeySet(HashMap<String, DecodingKey>);

/// A raw value is the text of a key as it is in the document. The crate jwt-sandbox turns on serde_json's
/// feature for it.
#[derive(Deserialize)]
struct Document<'j> {
    #[serde(borrow)]
    keys: Vec<&'j RawValue>,
}

impl KeySet {
    /// The usable keys of a document. Why others can't be used goes to `skipped`, with the place of
    /// each, from 1 on.
    ///
    /// # Errors
    /// If there is nothing in it to use.
    pub fn parse(
        json: &[u8],
        mut skipped: impl FnMut(usize, KeyError),
    ) -> Result<Self, KeySetError> {
        let keys = elements(json).ok_or(KeySetError::NotAKeySet)?;
        if keys.len() > MAX_KEYS {
            return Err(KeySetError::TooMany(keys.len()));
        }
        let kids: Vec<String> = keys.iter().filter_map(|key| key::kid(key)).collect();
        let mut usable = HashMap::new();
        for (place, key) in (1..).zip(keys) {
            match key::parse(key) {
                Ok((kid, key)) => {
                    if kids.iter().filter(|other| **other == kid).count() == 1 {
                        usable.insert(kid, key);
                    } else {
                        // Which of the two is meant? Another service could choose the other one.
                        skipped(place, KeyError::SameKid);
                    }
                }
                Err(why) => skipped(place, why),
            }
        }
        if usable.is_empty() {
            return Err(KeySetError::NoUsableKey);
        }
        Ok(Self(usable))
    }

    /// The key with this `kid`.
    pub fn get(&self, kid: &str) -> Option<&DecodingKey> {
        self.0.get(kid)
    }

    /// How many usable keys there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The text of each key.
fn elements(json: &[u8]) -> Option<Vec<&str>> {
    // JSON is UTF-8, without a byte order mark (RFC 8259 §8.1).
    let json = str::from_utf8(json).ok()?;
    // A struct would also accept an array, with the values in the order of its fields.
    let is_object = json.trim_start().starts_with('{');
    let document: Document<'_> = json::from_str(json).ok().filter(|_| is_object)?;
    Some(document.keys.into_iter().map(RawValue::get).collect())
}
