use super::Part;
use crate::explanation::{Explanation, Lesson};

/// Why a token was rejected: one variant for each mistake that a learner can distinguish.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TokenError {
    /// Not three parts (RFC 7519 §7.2). Holds the number of parts.
    PartCount(usize),
    /// Five parts: a JWE, encrypted instead of signed (RFC 7516 §3).
    Encrypted,
    /// A character that isn't in base64url (RFC 4648 §5).
    NotBase64url(Part, char),
    /// Only base64url characters, but the last ones don't make a whole byte.
    CutOff(Part),
    /// A header or payload that isn't JSON.
    NotJson(Part),
    /// A header or payload that is JSON, but not an object.
    NotAnObject(Part),
    /// A name that occurs twice in the header or the payload (RFC 7515 §4, RFC 7519 §4).
    DuplicateName(Part, String),

    /// `alg` is `none`, in any spelling: the token asks not to be checked.
    AlgNone,
    /// HMAC with a hash other than SHA-256.
    AlgOtherHmac(String),
    /// A public-key algorithm: RSA, ECDSA or EdDSA.
    AlgPublicKey(String),
    /// Anything else; names are compared letter by letter. Holds it as JSON.
    AlgUnknown(String),
    /// No `alg` in the header.
    AlgMissing,
    /// An `alg` that isn't a string.
    AlgNotText(&'static str),
    /// `crit` names extensions that must be understood, and we understand none (RFC 7515 §4.1.11).
    Crit,
    /// `b64` says that the payload isn't base64url (RFC 7797 §3).
    B64,
    /// A `typ` other than JWT. Holds it as JSON.
    Typ(String),

    /// The third part is empty, although the header promises a signature.
    SignatureMissing,
    /// The signature doesn't belong to this header, this payload and this secret.
    SignatureMismatch,

    /// No `exp`: the token would never expire.
    ExpMissing,
    /// An `exp` that isn't a number.
    ExpNotANumber(&'static str),
    /// On or after `exp` (RFC 7519 §4.1.4). Holds the seconds since.
    Expired(f64),
    /// An `nbf` that isn't a number.
    NbfNotANumber(&'static str),
    /// Before `nbf` (RFC 7519 §4.1.5). Holds the seconds until.
    NotYetValid(f64),
    /// An `iat` that isn't a number (RFC 7519 §4.1.6).
    IatNotANumber(&'static str),
    /// A time that no floating-point number can hold. Holds the claim's name, and the time as JSON.
    TimeOutOfRange(&'static str, String),
    /// No `iss`.
    IssMissing,
    /// An `iss` other than ours. Holds theirs, as JSON, and ours.
    IssMismatch(String, String),
    /// No `aud`.
    AudMissing,
    /// An `aud` without ours. Holds theirs, as JSON, and ours.
    AudMismatch(String, String),
    /// No `sub`.
    SubMissing,
    /// A `sub` that isn't a string.
    SubNotText(&'static str),
    /// An empty `sub`.
    SubEmpty,
    /// A `sub` with half of a surrogate pair. Holds it as JSON.
    SubNotUnicode(String),
    /// A `jti` that isn't a string (RFC 7519 §4.1.7).
    JtiNotText(&'static str),
}

impl TokenError {
    /// The error in a learner's words. `fresh_token` says where to get a new token.
    ///
    /// ```
    /// use jwt_sandbox::token::TokenError;
    ///
    /// let message = TokenError::Expired(90.0).explain("GET /sign-token");
    /// assert_eq!(message.reason, "token_expired");
    /// assert_eq!(message.detail, "The token expired 1 minute ago.");
    /// assert!(message.hint.starts_with("Get a fresh token from GET /sign-token"));
    /// ```
    pub fn explain(&self, fresh_token: &str) -> Explanation {
        // All texts of one error are together, so that they can be read and corrected together.
        match self {
            Self::PartCount(count) => Explanation::new(
                "wrong_part_count",
                Lesson::READ_A_TOKEN,
                format!(
                    "The token has {count} part{}, but a JWT has 3.",
                    if *count == 1 { "" } else { "s" }
                ),
                "Copy the whole token again: header, payload and signature, joined by two dots.",
            ),
            Self::Encrypted => Explanation::new(
                "encrypted_token",
                Lesson::READ_A_TOKEN,
                "The token has 5 parts, so it is an encrypted token (a JWE). A signed JWT has 3.",
                format!(
                    "Send a signed token, such as one from {fresh_token}; this server can't decrypt tokens."
                ),
            ),
            Self::NotBase64url(part, character) => Explanation::new(
                "not_base64url",
                Lesson::READ_A_TOKEN,
                format!("The {part} contains {character:?}, which base64url doesn't use."),
                match character {
                    '=' => "Remove the padding: in a JWT, base64url has no = at the end.",
                    '+' | '/' => "Use base64url instead of base64: write - for + and _ for /.",
                    _ => "Copy the token again: each part contains only letters, digits, - and _.",
                },
            ),
            Self::CutOff(part) => Explanation::new(
                "not_base64url",
                Lesson::READ_A_TOKEN,
                format!(
                    "The {part} ends in the middle of a byte, so a character is missing or was changed."
                ),
                "Copy the whole token again, from the first character to the last.",
            ),
            Self::NotJson(part) => Explanation::new(
                "not_a_json_object",
                Lesson::READ_A_TOKEN,
                format!("The {part} is in base64url, but it doesn't contain JSON."),
                "Decode that part and look at the result: it must be a JSON object, such as {\"alg\":\"HS256\"}.",
            ),
            Self::NotAnObject(part) => Explanation::new(
                "not_a_json_object",
                Lesson::READ_A_TOKEN,
                format!("The {part} is JSON, but not a JSON object."),
                "Put the names and values in braces, as in {\"sub\":\"1\"}.",
            ),
            Self::DuplicateName(part, name) => Explanation::new(
                "duplicate_name",
                Lesson::READ_A_TOKEN,
                format!("The {part} contains the name {name:?} twice."),
                "Use each name only once: otherwise, two programs could read different values.",
            ),

            Self::AlgNone => Explanation::new(
                "alg_none",
                Lesson::VERIFY,
                "The token's alg is none: it asks to be believed without a signature.",
                "Sign the token with HS256: without a signature, anyone could have written it.",
            ),
            Self::AlgOtherHmac(alg) => Explanation::new(
                "alg_other_hmac",
                Lesson::VERIFY,
                format!("The token's alg is {alg}, but this server accepts only HS256."),
                "Sign with HS256: the server, never the token, chooses the algorithm.",
            ),
            Self::AlgPublicKey(alg) => Explanation::new(
                "alg_public_key",
                Lesson::VERIFY,
                format!(
                    "The token's alg is {alg}, which needs a key pair. This server accepts only HS256, with a shared secret."
                ),
                "Sign with HS256 and this server's JWT_SECRET.",
            ),
            Self::AlgUnknown(alg) => Explanation::new(
                "alg_unknown",
                Lesson::VERIFY,
                format!("The token's alg is {alg}, which this server doesn't know."),
                "Write HS256, in capitals: algorithm names are case-sensitive.",
            ),
            Self::AlgMissing => Explanation::new(
                "alg_missing",
                Lesson::VERIFY,
                "The token's header has no alg.",
                "Add \"alg\":\"HS256\" to the header and sign the token again.",
            ),
            Self::AlgNotText(found) => Explanation::new(
                "alg_not_a_string",
                Lesson::VERIFY,
                format!("The token's alg is {found}, not a string."),
                "Write \"alg\":\"HS256\" in the header and sign the token again.",
            ),
            Self::Crit => Explanation::new(
                "crit_not_understood",
                Lesson::FINISHED_SANDBOX,
                "The token's header has crit, which lists extensions that a server must understand. This server understands none.",
                "Sign a token without crit.",
            ),
            Self::B64 => Explanation::new(
                "b64_not_supported",
                Lesson::FINISHED_SANDBOX,
                "The token's header sets b64 to something other than true, so its payload isn't base64url.",
                "Sign a token without b64.",
            ),
            Self::Typ(typ) => Explanation::new(
                "typ_not_jwt",
                Lesson::FINISHED_SANDBOX,
                format!("The token's typ is {typ}, but this server accepts only JWT."),
                "Send a token with the typ JWT, or without typ: a different typ means a different purpose.",
            ),

            Self::SignatureMissing => Explanation::new(
                "signature_missing",
                Lesson::VERIFY,
                "The token's signature (part 3) is empty.",
                "Copy the whole token again, including everything after the second dot.",
            ),
            Self::SignatureMismatch => Explanation::new(
                "signature_mismatch",
                Lesson::VERIFY,
                "The signature doesn't match: the token was signed with another secret, or changed after it was signed.",
                format!(
                    "Get a fresh token from {fresh_token}. If you signed the token yourself, use this server's JWT_SECRET. If that isn't set, the server makes up a new secret each time it starts."
                ),
            ),

            Self::ExpMissing => Explanation::new(
                "exp_missing",
                Lesson::EXPIRY,
                "The token has no exp, so it would never expire.",
                "Add exp when you sign: the time at which the token expires, in seconds since 1970.",
            ),
            Self::ExpNotANumber(found) => not_a_number("exp_not_a_number", "exp", found),
            Self::Expired(seconds) => Explanation::new(
                "token_expired",
                Lesson::EXPIRY,
                format!("The token expired {} ago.", span(*seconds)),
                format!(
                    "Get a fresh token from {fresh_token}; if that has expired, too, compare this server's clock with the issuer's."
                ),
            ),
            Self::NbfNotANumber(found) => not_a_number("nbf_not_a_number", "nbf", found),
            Self::NotYetValid(seconds) => Explanation::new(
                "token_not_yet_valid",
                Lesson::EXPIRY,
                format!(
                    "The token isn't valid yet: its nbf is {} from now.",
                    span(*seconds)
                ),
                "Wait until then, or sign with an earlier nbf; if nbf was meant to be now, compare this server's clock with the issuer's.",
            ),
            Self::IatNotANumber(found) => not_a_number("iat_not_a_number", "iat", found),
            Self::TimeOutOfRange(claim, found) => Explanation::new(
                "time_out_of_range",
                Lesson::EXPIRY,
                format!("The token's {claim} is {found}, a number too large to be a time."),
                format!("Write {claim} in seconds since 1970: currently a ten-digit number."),
            ),
            Self::IssMissing => Explanation::new(
                "iss_missing",
                Lesson::ISSUER_AND_AUDIENCE,
                "The token has no iss, so it doesn't say who issued it.",
                "Add iss when you sign, with the value of this server's JWT_ISSUER.",
            ),
            Self::IssMismatch(theirs, ours) => Explanation::new(
                "iss_mismatch",
                Lesson::ISSUER_AND_AUDIENCE,
                format!("The token's iss is {theirs}, but this server trusts only {ours:?}."),
                "Send a token from the trusted issuer, or set this server's JWT_ISSUER to the issuer you trust.",
            ),
            Self::AudMissing => Explanation::new(
                "aud_missing",
                Lesson::ISSUER_AND_AUDIENCE,
                "The token has no aud, so it doesn't say who it is meant for.",
                "Add aud when you sign, with the value of this server's JWT_AUDIENCE.",
            ),
            Self::AudMismatch(theirs, ours) => Explanation::new(
                "aud_mismatch",
                Lesson::ISSUER_AND_AUDIENCE,
                format!("The token's aud is {theirs}, but this server's audience is {ours:?}."),
                "Send a token made for this server: a token for another audience must not work here.",
            ),
            Self::SubMissing => Explanation::new(
                "sub_missing",
                Lesson::SIGN,
                "The token has no sub, so it doesn't say who the user is.",
                "Add sub when you sign: the user's id, as a string.",
            ),
            Self::SubNotText(found) => Explanation::new(
                "sub_not_a_string",
                Lesson::SIGN,
                format!("The token's sub is {found}, not a string."),
                "Put the value in quotes, as in \"sub\":\"1\": RFC 7519 requires a string.",
            ),
            Self::SubEmpty => Explanation::new(
                "sub_empty",
                Lesson::SIGN,
                "The token's sub is empty, so it doesn't say who the user is.",
                "Put the user's id into sub when you sign.",
            ),
            Self::SubNotUnicode(found) => Explanation::new(
                "sub_not_unicode",
                Lesson::SIGN,
                format!("The token's sub is {found}: half of a surrogate pair isn't a character."),
                "Write only whole characters into sub, as in \"sub\":\"1\".",
            ),
            Self::JtiNotText(found) => Explanation::new(
                "jti_not_a_string",
                Lesson::SIGN,
                format!("The token's jti is {found}, not a string."),
                "Put the value in quotes, as in \"jti\":\"a1b2\": RFC 7519 requires a string.",
            ),
        }
    }
}

fn not_a_number(reason: &'static str, claim: &str, found: &str) -> Explanation {
    Explanation::new(
        reason,
        Lesson::EXPIRY,
        format!("The token's {claim} is {found}, not a number."),
        format!("Write {claim} as a number of seconds since 1970, without quotes."),
    )
}

/// A span of time in the largest unit that fits, rounded down: `"1 second"`, `"5 minutes"`, `"3 days"`.
fn span(seconds: f64) -> String {
    const UNITS: [(f64, &str); 4] = [
        (86_400.0, "day"),
        (3_600.0, "hour"),
        (60.0, "minute"),
        (1.0, "second"),
    ];
    // In the second of `exp` itself, no time has passed yet, but the token has expired.
    let seconds = seconds.max(1.0);
    let (length, unit) = UNITS
        .into_iter()
        .find(|(length, _)| seconds >= *length)
        .unwrap_or((1.0, "second"));
    let count = (seconds / length).floor();
    format!("{count} {unit}{}", if count == 1.0 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn a_span_is_given_in_its_largest_whole_unit() {
        for (seconds, text) in [
            (0.0, "1 second"),
            (1.0, "1 second"),
            (59.9, "59 seconds"),
            (60.0, "1 minute"),
            (7_199.0, "1 hour"),
            (7_200.0, "2 hours"),
            (86_400.0 * 3.0, "3 days"),
        ] {
            assert_eq!(span(seconds), text);
        }
    }
}
