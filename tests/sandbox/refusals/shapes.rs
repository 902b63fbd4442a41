//! The format of a token's three parts, which is checked before their contents.

use proofs::forge::*;

use super::{TokenCase, accept, case, good, refuse_tokens, with_text};

pub fn shapes() -> Vec<TokenCase> {
    let parts = |n: &str| format!("The token has {n}, but a JWT has 3.");
    let foreign =
        |part: &str, c: char| format!("The {part} contains {c:?}, which base64url doesn't use.");
    let cut = |part: &str| {
        format!(
            "The {part} ends in the middle of a byte, so a character is missing or was changed."
        )
    };
    let not_json = |part: &str| format!("The {part} is in base64url, but it doesn't contain JSON.");
    let no_object = |part: &str| format!("The {part} is JSON, but not a JSON object.");
    let (head, load, sig) = ("header (part 1)", "payload (part 2)", "signature (part 3)");
    let (good, h, p) = (good(), header().to_string(), payload().to_string());
    let signed = good.rsplit_once('.').unwrap().0;
    vec![
        case("hello", "wrong_part_count", &parts("1 part")),
        case(signed, "wrong_part_count", &parts("2 parts")),
        case(format!("{good}.x"), "wrong_part_count", &parts("4 parts")),
        case(
            format!("{good}.a.b.c"),
            "wrong_part_count",
            &parts("6 parts"),
        ),
        case("...", "wrong_part_count", &parts("4 parts")),
        case(
            "eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVydGV4dA.dGFn",
            "encrypted_token",
            "The token has 5 parts, so it is an encrypted token (a JWE). A signed JWT has 3.",
        ),
        case(
            sign(&format!("!{}.{}", base64url(&h), base64url(&p))),
            "not_base64url",
            &foreign(head, '!'),
        ),
        case(
            sign(&format!("{}.{}=", base64url(&h), base64url(&p))),
            "not_base64url",
            &foreign(load, '='),
        ),
        case(
            sign(&format!("{}.ab+/", base64url(&h))),
            "not_base64url",
            &foreign(load, '+'),
        ),
        case(
            sign(&format!("{}.ab/+", base64url(&h))),
            "not_base64url",
            &foreign(load, '/'),
        ),
        case(format!("{good}="), "not_base64url", &foreign(sig, '=')),
        case(format!("{good},"), "not_base64url", &foreign(sig, ',')),
        case(
            sign(&format!("abcde.{}", base64url(&p))),
            "not_base64url",
            &cut(head),
        ),
        case(
            sign(&format!("{}.abcde", base64url(&h))),
            "not_base64url",
            &cut(load),
        ),
        case(&good[..good.len() - 2], "not_base64url", &cut(sig)),
        case(
            sign(&format!(".{}", base64url(&p))),
            "not_a_json_object",
            &not_json(head),
        ),
        case(
            sign(&format!("{}.", base64url(&h))),
            "not_a_json_object",
            &not_json(load),
        ),
        case("..", "not_a_json_object", &not_json(head)),
        case("a2V5.dmFsdWU.c2ln", "not_a_json_object", &not_json(head)),
        case(
            token_of_text(r#"{"alg":"HS256""#, &p),
            "not_a_json_object",
            &not_json(head),
        ),
        case(
            token_of_text(&h, r#"{"sub":"1",}"#),
            "not_a_json_object",
            &not_json(load),
        ),
        case(
            token_of_text(&h, b"{\"sub\":\"\xff\"}"),
            "not_a_json_object",
            &not_json(load),
        ),
        case(
            token_of_text(&h, format!("{p} {p}")),
            "not_a_json_object",
            &not_json(load),
        ),
        case(
            token_of_text(&h, "[".repeat(200_000 / 50)),
            "not_a_json_object",
            &not_json(load),
        ),
        case(
            token_of_text("null", &p),
            "not_a_json_object",
            &no_object(head),
        ),
        case(
            token_of_text("\"HS256\"", &p),
            "not_a_json_object",
            &no_object(head),
        ),
        case(
            token_of_text(&h, "[1]"),
            "not_a_json_object",
            &no_object(load),
        ),
        case(
            token_of_text(&h, "\"me\""),
            "not_a_json_object",
            &no_object(load),
        ),
        case(
            token_of_text(&h, "1"),
            "not_a_json_object",
            &no_object(load),
        ),
        case(
            token_of_text(r#"{"alg":"none","alg":"HS256"}"#, &p),
            "duplicate_name",
            "The header (part 1) contains the name \"alg\" twice.",
        ),
        case(
            token_of_text(&h, p.replacen('{', r#"{"sub":"2","#, 1)),
            "duplicate_name",
            "The payload (part 2) contains the name \"sub\" twice.",
        ),
        case(
            token_of_text(&h, p.replacen('{', r#"{"\u0073ub":"2","#, 1)),
            "duplicate_name",
            "The payload (part 2) contains the name \"sub\" twice.",
        ),
    ]
}

pub fn good_shapes() -> Vec<String> {
    let spaced = serde_json::to_string_pretty(&payload()).unwrap();
    // Inside a private claim, a name may occur twice.
    let inner = payload()
        .to_string()
        .replacen('{', r#"{"private":{"a":1,"a":2},"#, 1);
    [spaced, inner]
        .map(|payload| token_of_text(header().to_string(), payload))
        .into()
}

/// JSON that no machine type can hold is still JSON (RFC 8259 §6, §8.2, §9).
pub fn unusual_json() -> Vec<String> {
    let nested = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    [
        r#""private":1e400"#,
        r#""private":123456789012345678901234567890"#,
        r#""private":"\ud83d""#,
        r#""\ud83d":1,"\ud83e":2"#,
        &format!("\"private\":{nested}"),
    ]
    .map(|member| {
        let text = payload().to_string();
        let text = text.replacen('{', &format!("{{{member},"), 1);
        token_of_text(header().to_string(), text)
    })
    .into()
}

#[test]
fn a_token_of_the_wrong_shape_is_rejected() {
    refuse_tokens(shapes());
}

#[test]
fn a_token_of_the_right_shape_is_accepted() {
    accept(good_shapes());
}

#[test]
fn json_that_no_machine_type_holds_is_accepted_in_private_claims() {
    accept(unusual_json());
    // In a registered claim, the same text is compared like any other.
    refuse_tokens(vec![case(
        with_text("iss", r#""\ud83d""#),
        "iss_mismatch",
        r#"The token's iss is "\ud83d", but this server trusts only "jwt-sandbox"."#,
    )]);
}
