//! The broken code. Nothing outside this folder is broken, and nothing here is used elsewhere.
//!
//! Each function says what is broken in it and how to fix it; a test checks that none is unmarked.

pub mod claims_first;
pub mod deleted;
pub mod empty_secret;
pub mod false_refusal;
pub mod guessable_secret;
pub mod key_confusion;
pub mod kid_path;
pub mod looks_alike;
pub mod no_end;
pub mod none;
pub mod own_key;
pub mod read_not_verified;
pub mod relay;
pub mod signed_out;
pub mod stolen;
pub mod wrong_kind;
