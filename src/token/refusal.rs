use std::fmt;

use crate::explanation::{Explanation, Lesson};

/// One of the three parts of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first: how the token is signed.
    Header,
    /// The second: the claims.
    Payload,
    /// The third: the proof that nobody changed the other two.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header (part 1)",
            Self::Payload => "payload (part 2)",
            Self::Signature => "signature (part 3)",
        })
    }
}

/// Why a token was refused: one variant for each mistake that a learner can tell apart.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// Not three parts (RFC 7519 §7.2). Holds the number of parts.
    PartCount(usize),
    /// Five parts: a JWE, encrypted instead of signed (RFC 7516 §3).
    Encrypted,
    /// A character that base64url does not have (RFC 4648 §5).
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
    /// HMAC with another hash than SHA-256.
    AlgOtherHmac(String),
    /// A public-key algorithm: RSA, ECDSA or EdDSA.
    AlgPublicKey(String),
    /// A name that no JWT algorithm has.
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

    /// An empty third part under a header that promises one.
    SignatureMissing,
    /// The signature doesn't belong to this header, this payload and this secret.
    SignatureMismatch,

    /// No `exp`: the token would be good forever.
    ExpMissing,
    /// An `exp` that isn't a number.
    ExpNotANumber(&'static str),
    /// On or after `exp` (RFC 7519 §4.1.4). Holds the seconds since.
    Expired(f64),
    /// An `nbf` that isn't a number.
    NbfNotANumber(&'static str),
    /// Before `nbf` (RFC 7519 §4.1.5). Holds the seconds until.
    NotYetValid(f64),
    /// No `iss`.
    IssMissing,
    /// Another `iss` than ours. Holds theirs, as JSON, and ours.
    IssMismatch(String, String),
    /// No `aud`.
    AudMissing,
    /// An `aud` without ours. Holds theirs, as JSON, and ours.
    AudMismatch(String, String),
    /// No `sub`.
    SubMissing,
    /// A `sub` that isn't a string.
    SubNotText(&'static str),
}

impl Refusal {
    /// The refusal in the learner's words.
    ///
    /// ```
    /// use jwt_sandbox::token::Refusal;
    ///
    /// let told = Refusal::PartCount(2).explain();
    /// assert_eq!(told.reason, "wrong_part_count");
    /// assert_eq!(told.detail, "The token has 2 parts, a JWT has 3.");
    /// ```
    pub fn explain(&self) -> Explanation {
        // The words of one refusal stand together, so that they can be read and mended together.
        match self {
            Self::PartCount(count) => Explanation::new(
                "wrong_part_count",
                Lesson::READ_A_TOKEN,
                format!(
                    "The token has {count} part{}, a JWT has 3.",
                    if *count == 1 { "" } else { "s" }
                ),
                "Copy the whole token again, from its first letter to its last: header, payload and signature, joined by two dots.",
            ),
            Self::Encrypted => Explanation::new(
                "encrypted_token",
                Lesson::READ_A_TOKEN,
                "The token has 5 parts: that is an encrypted token (a JWE), a signed JWT has 3.",
                "Send a signed token, such as the one from GET /sign-token; this server decrypts nothing.",
            ),
            Self::NotBase64url(part, character) => Explanation::new(
                "not_base64url",
                Lesson::READ_A_TOKEN,
                format!(
                    "The {part} has the character {character:?}, which base64url does not use."
                ),
                match character {
                    '=' => "Leave out the padding: a JWT's base64url has no = at the end.",
                    '+' | '/' => {
                        "Encode with base64url instead of base64: it has - for + and _ for /."
                    }
                    _ => "Copy the token again; each part has only letters, digits, - and _.",
                },
            ),
            Self::CutOff(part) => Explanation::new(
                "not_base64url",
                Lesson::READ_A_TOKEN,
                format!(
                    "The {part} does not end on a whole byte, so a character is missing or was changed."
                ),
                "Copy the whole token again; the first or the last characters of a part are missing.",
            ),
            Self::NotJson(part) => Explanation::new(
                "not_a_json_object",
                Lesson::READ_A_TOKEN,
                format!("The {part} is base64url, but what it holds is not JSON."),
                "Decode that part and look at it: it must be one JSON object, such as {\"alg\":\"HS256\"}.",
            ),
            Self::NotAnObject(part) => Explanation::new(
                "not_a_json_object",
                Lesson::READ_A_TOKEN,
                format!("The {part} is JSON, but not a JSON object."),
                "Put the names and values between braces, such as {\"sub\":\"1\"}.",
            ),
            Self::DuplicateName(part, name) => Explanation::new(
                "duplicate_name",
                Lesson::READ_A_TOKEN,
                format!("The {part} has the name {name:?} twice."),
                "Give each name once: two programs could each believe another of the values.",
            ),

            Self::AlgNone => Explanation::new(
                "alg_none",
                Lesson::VERIFY,
                "The token's alg is none: it asks to be believed without a signature.",
                "Sign the token with HS256; a token without a signature can be written by anyone.",
            ),
            Self::AlgOtherHmac(alg) => Explanation::new(
                "alg_other_hmac",
                Lesson::VERIFY,
                format!("The token's alg is {alg}, this server takes only HS256."),
                "Sign with HS256: the server chooses the algorithm, never the token.",
            ),
            Self::AlgPublicKey(alg) => Explanation::new(
                "alg_public_key",
                Lesson::VERIFY,
                format!(
                    "The token's alg is {alg}, which needs a key pair; this server takes only HS256, with a shared secret."
                ),
                "Sign with HS256 and this server's JWT_SECRET.",
            ),
            Self::AlgUnknown(alg) => Explanation::new(
                "alg_unknown",
                Lesson::VERIFY,
                format!("The token's alg is {alg}, which no JWT library knows."),
                "Write HS256, with these capitals: the names of algorithms are case-sensitive.",
            ),
            Self::AlgMissing => Explanation::new(
                "alg_missing",
                Lesson::VERIFY,
                "The token's header has no alg.",
                "Add \"alg\":\"HS256\" to the header and sign again.",
            ),
            Self::AlgNotText(found) => Explanation::new(
                "alg_not_a_string",
                Lesson::VERIFY,
                format!("The token's alg is {found}, not a string."),
                "Write \"alg\":\"HS256\" in the header and sign again.",
            ),
            Self::Crit => Explanation::new(
                "crit_not_understood",
                Lesson::FINISHED_SANDBOX,
                "The token's header has crit: it names extensions that this server would have to understand, and it understands none.",
                "Sign a token without crit.",
            ),
            Self::B64 => Explanation::new(
                "b64_not_supported",
                Lesson::FINISHED_SANDBOX,
                "The token's header has b64 with another value than true: its payload is not base64url.",
                "Sign a token without b64.",
            ),
            Self::Typ(typ) => Explanation::new(
                "typ_not_jwt",
                Lesson::FINISHED_SANDBOX,
                format!("The token's typ is {typ}, this server takes JWT."),
                "Send a token whose typ is JWT, or which has none: another type was made for another purpose.",
            ),

            Self::SignatureMissing => Explanation::new(
                "signature_missing",
                Lesson::VERIFY,
                "The token's signature (part 3) is empty.",
                "Copy the whole token again, with what follows the second dot.",
            ),
            Self::SignatureMismatch => Explanation::new(
                "signature_mismatch",
                Lesson::VERIFY,
                "The signature does not match: the token was signed with another secret, or was changed after it was signed.",
                "Get a fresh token from GET /sign-token; if you signed it yourself, use this server's JWT_SECRET (without one, the server makes a new one at each start).",
            ),

            Self::ExpMissing => Explanation::new(
                "exp_missing",
                Lesson::EXPIRY,
                "The token has no exp, so it would be good forever.",
                "Add exp when you sign: the time, in seconds since 1970, at which the token ends.",
            ),
            Self::ExpNotANumber(found) => Explanation::new(
                "exp_not_a_number",
                Lesson::EXPIRY,
                format!("The token's exp is {found}, not a number."),
                "Write exp as a number of seconds since 1970, without quotes.",
            ),
            Self::Expired(seconds) => Explanation::new(
                "token_expired",
                Lesson::EXPIRY,
                format!("The token expired {} ago.", span(*seconds)),
                "Get a fresh token from GET /sign-token; if it is always too late, compare the clocks of both machines.",
            ),
            Self::NbfNotANumber(found) => Explanation::new(
                "nbf_not_a_number",
                Lesson::EXPIRY,
                format!("The token's nbf is {found}, not a number."),
                "Write nbf as a number of seconds since 1970, without quotes.",
            ),
            Self::NotYetValid(seconds) => Explanation::new(
                "token_not_yet_valid",
                Lesson::EXPIRY,
                format!(
                    "The token's nbf says that it is not valid before {} from now.",
                    span(*seconds)
                ),
                "Wait until then, or sign with an earlier nbf; if nbf was meant to be now, compare the clocks of both machines.",
            ),
            Self::IssMissing => Explanation::new(
                "iss_missing",
                Lesson::ISSUER_AND_AUDIENCE,
                "The token has no iss, so it does not say who issued it.",
                "Add iss when you sign, with the value of this server's JWT_ISSUER.",
            ),
            Self::IssMismatch(theirs, ours) => Explanation::new(
                "iss_mismatch",
                Lesson::ISSUER_AND_AUDIENCE,
                format!("The token's iss is {theirs}, this server believes only {ours:?}."),
                "Send a token that this issuer signed, or set JWT_ISSUER to the issuer that you trust.",
            ),
            Self::AudMissing => Explanation::new(
                "aud_missing",
                Lesson::ISSUER_AND_AUDIENCE,
                "The token has no aud, so it does not say for whom it was made.",
                "Add aud when you sign, with the value of this server's JWT_AUDIENCE.",
            ),
            Self::AudMismatch(theirs, ours) => Explanation::new(
                "aud_mismatch",
                Lesson::ISSUER_AND_AUDIENCE,
                format!("The token's aud is {theirs}, this server is {ours:?}."),
                "Send a token that was made for this server; a token for another audience must not work here.",
            ),
            Self::SubMissing => Explanation::new(
                "sub_missing",
                Lesson::SIGN,
                "The token has no sub, so it does not say who the user is.",
                "Add sub when you sign: the user's id, as a string.",
            ),
            Self::SubNotText(found) => Explanation::new(
                "sub_not_a_string",
                Lesson::SIGN,
                format!("The token's sub is {found}, not a string."),
                "Write sub between quotes, such as \"sub\":\"1\": RFC 7519 wants a string.",
            ),
        }
    }
}

/// A span of time in the largest unit that fits, rounded down: `"1 second"`, `"5 minutes"`, `"3 days"`.
fn span(seconds: f64) -> String {
    const UNITS: [(f64, &str); 4] = [
        (86_400.0, "day"),
        (3_600.0, "hour"),
        (60.0, "minute"),
        (1.0, "second"),
    ];
    // At the very second of `exp` nothing has passed yet, and still it is too late.
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
    fn a_span_is_told_in_its_largest_whole_unit() {
        for (seconds, told) in [
            (0.0, "1 second"),
            (1.0, "1 second"),
            (59.9, "59 seconds"),
            (60.0, "1 minute"),
            (7_199.0, "1 hour"),
            (7_200.0, "2 hours"),
            (86_400.0 * 3.0, "3 days"),
        ] {
            assert_eq!(span(seconds), told);
        }
    }
}
