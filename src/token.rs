//! The JWT itself: signing, verifying, and every reason to reject one. Nothing here depends on HTTP.
//!
//! A token passes through this folder in one direction, up to the first check that fails: `parts`
//! splits and decodes it, `header` checks what it asks for, `verifier` checks the signature, and
//! `claims` validates what it says. No claim is trusted before the signature has been verified.
//!
//! Each check is a value with a name ([`checks`] lists them all), so a verification can be watched:
//! see [`Observer`].
//!
//! jsonwebtoken computes and compares the signatures. We validate header and claims ourselves
//! rather than with its `decode`, because a learner needs to know which of a dozen mistakes they
//! made, and because `decode` has gaps: it accepts a token in the second of its `exp`, rounds
//! fractions, accepts an `iss` array, and ignores `crit`, `b64` and names that occur twice, unless
//! its structs or the caller's have that name.
//! For a service that only has to say yes or no, `decode` is enough, as in lesson 09.
//!
//! The services of part 4 verify signatures of key pairs. They share all the rest: [`Parts`],
//! [`Object`], and the rules in [`Claims::from_verified`].

mod check;
mod claims;
mod error;
mod header;
mod object;
mod parts;
mod settings;
mod signer;
mod verifier;

use jsonwebtoken::Algorithm;

pub use check::{Check, Observer};
pub use claims::Claims;
pub use error::TokenError;
pub use object::{Member, Object};
pub use parts::{Part, Parts, decoded_parts};
pub use settings::{Secret, TokenSettings};
pub use signer::{Signer, User};
pub use verifier::{Verifier, checks};

/// The only algorithm that we sign with and accept. A token can't choose another.
const ALGORITHM: Algorithm = Algorithm::HS256;
