//! The second broken routes, other variants of an attack, and what doesn't count.

use proofs::forge::{base64url, now};
use serde_json::json;

use super::attacks::{ATTACKS, claims, hs256, none, own_key_pair, spelled};
use super::{Lab, refused, solved, unsolved};

#[test]
fn a_blocklist_stops_the_spelling_that_it_knows() {
    let lab = Lab::start();
    let path = "/broken/none/blocklist/note";
    refused(&lab.get(path, &none(&lab, "none")), "alg_forbidden");
    for alg in ["nOnE", "NONE", "None"] {
        let token = spelled(&lab, "none", alg);
        solved(&lab, "none", &lab.get(path, &token), "alg_none");
        solved(&lab, "none", &lab.broken("none", &token), "alg_none");
    }
}

#[test]
fn another_way_in_is_named() {
    let lab = Lab::start();
    let token = none(&lab, "read-not-verified");
    unsolved(
        &lab.broken("read-not-verified", &token),
        "You got in another way. The strict verifier rejects this token with alg_none, but this attack is about signature_mismatch or signature_missing.",
    );
}

#[test]
fn an_id_that_nobody_has_is_named() {
    let lab = Lab::start();
    let mut claims = claims(&lab, "none");
    claims["sub"] = json!("nobody");
    let header = json!({"alg": "none"});
    let token = super::attacks::unsigned(&header, &claims) + ".";
    let because = format!(
        "The route believed that you are \"nobody\", but nobody here has that id. The victim's id is {:?}.",
        lab.victim("none")
    );
    unsolved(&lab.broken("none", &token), &because);
}

#[test]
fn a_renewed_token_is_valid_so_bringing_it_back_does_not_count() {
    let lab = Lab::start();
    let (_, reason, carry_out) = ATTACKS[2];
    let answer = lab.broken("claims-first", &carry_out(&lab, "claims-first"));
    solved(&lab, "claims-first", &answer, reason);
    let renewed = answer.json()["renewed"].as_str().unwrap().to_owned();
    unsolved(
        &lab.broken("claims-first", &renewed),
        "The route believed that you are the victim, but so does the strict verifier: this is one of the victim's valid tokens.",
    );
}

#[test]
fn claims_that_are_validated_first_tell_a_forger_what_to_write() {
    let lab = Lab::start();
    let refusal = |name: &str, value: &str| {
        let mut claims = claims(&lab, "claims-first");
        claims[name] = json!(value);
        let token = hs256(&json!({"alg": "HS256"}), &claims, "any key");
        lab.broken("claims-first", &token)
    };
    refusal("iss", "guess").refuses(
        401,
        "iss_mismatch",
        "The token's iss is not \"claims-first-login\".",
    );
    refusal("aud", "guess").refuses(
        401,
        "aud_mismatch",
        "The token's aud isn't \"claims-first-notes\", and doesn't contain it.",
    );
    // With good claims that haven't expired, the signature is verified after all.
    refused(&refusal("jti", "x"), "signature_mismatch");
}

#[test]
fn a_key_pair_in_the_header_is_believed_too() {
    let lab = Lab::start();
    let token = own_key_pair(&lab, "own-key");
    solved(
        &lab,
        "own-key",
        &lab.broken("own-key", &token),
        "alg_public_key",
    );
    refused(&lab.fixed("own-key", &token), "alg_public_key");
}

#[test]
fn a_kid_cannot_leave_the_lab() {
    let lab = Lab::start();
    let kid = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let header = json!({"alg": "HS256", "kid": kid});
    let key = std::fs::read(kid).unwrap();
    let token = hs256(&header, &claims(&lab, "kid-path"), key);
    refused(&lab.broken("kid-path", &token), "key_not_found");
}

#[test]
fn an_exp_that_is_text_never_ends_and_a_number_does() {
    let lab = Lab::start();
    let backup = lab.text("/no-end/backup");
    let tokens: Vec<&str> = backup.lines().collect();
    solved(
        &lab,
        "no-end",
        &lab.broken("no-end", tokens[0]),
        "exp_missing",
    );
    solved(
        &lab,
        "no-end",
        &lab.broken("no-end", tokens[1]),
        "exp_not_a_number",
    );
    let expired = lab.broken("no-end", tokens[2]);
    refused(&expired, "token_expired");
    assert_eq!(expired.json()["lesson"], "lessons/16-claims");
    assert_eq!(
        expired.json()["hint"],
        "Get a fresh token from POST /no-end/login."
    );
    assert_eq!(tokens.len(), 3);
}

#[test]
fn a_client_needs_a_name_that_is_a_part_of_the_audience() {
    let lab = Lab::start();
    let register = |name: &str| {
        let body = json!({ "name": name }).to_string();
        lab.send("POST", "/looks-alike/clients", &[], body)
    };
    for taken in ["", "looks-alike-notes"] {
        assert_eq!(register(taken).json()["reason"], "name_taken");
    }
    let other = register("shop").json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    refused(&lab.broken("looks-alike", &other), "aud_mismatch");
}

#[test]
fn the_broken_service_refuses_with_200_and_the_fixed_one_with_401() {
    let lab = Lab::start();
    let bad = none(&lab, "false-refusal");
    let answer = lab.get("/broken/false-refusal/verify", &bad);
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({"user": "Invalid token"}))
    );
    refused(&lab.get("/fixed/false-refusal/verify", &bad), "alg_none");
    let good = lab.login("false-refusal");
    let user = lab.get("/fixed/false-refusal/verify", &good).json();
    assert_eq!(lab.get("/broken/false-refusal/verify", &good).json(), user);
}

/// The order of the curve P-256 (SEC 2 §2.4.2).
const ORDER: [u8; 32] = *b"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";

/// (r, s) becomes (r, n − s), which is a signature of the same message.
fn with_the_other_signature(token: &str) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let mut borrow = 0;
    for index in (0..32).rev() {
        let difference = i16::from(ORDER[index]) - i16::from(signature[32 + index]) - borrow;
        borrow = i16::from(difference < 0);
        signature[32 + index] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    format!("{signed}.{}", base64url(signature))
}

/// 64 bytes leave four bits of the last letter unused.
fn with_another_last_letter(token: &str) -> String {
    let (start, last) = token.split_at(token.len() - 1);
    let other = match last {
        "A" => "B",
        "Q" => "R",
        "g" => "h",
        "w" => "x",
        other => panic!("{other}"),
    };
    format!("{start}{other}")
}

#[test]
fn the_hash_of_a_token_denies_one_of_its_spellings() {
    let lab = Lab::start();
    let path = "/broken/signed-out/hash/note";
    let copied = lab.token("/signed-out/copy", &json!(null));
    refused(&lab.get(path, &copied), "signed_out");
    for (token, reason) in [
        (with_the_other_signature(&copied), "signed_out"),
        (format!("{copied}=="), "not_base64url"),
        (with_another_last_letter(&copied), "not_base64url"),
    ] {
        solved(&lab, "signed-out", &lab.get(path, &token), reason);
        refused(&lab.fixed("signed-out", &token), reason);
    }
    // Without the victim's sign-out, the same route works.
    let own = lab.login("signed-out");
    assert_eq!(lab.get(path, &own).status, 200);
}

#[test]
fn the_token_of_an_account_that_exists_does_not_count() {
    let lab = Lab::start();
    let token = lab.token("/deleted/copy", &json!(null));
    let answer = lab.broken("deleted", &token);
    unsolved(
        &answer,
        "The route believed that you are the victim, but so does the strict verifier: this is one of the victim's valid tokens.",
    );
    assert_eq!(
        lab.with_token("DELETE", "/deleted/me", &token, "").status,
        200
    );
    let again = lab.with_token("DELETE", "/deleted/me", &token, "");
    refused(&again, "account_gone");
    solved(
        &lab,
        "deleted",
        &lab.broken("deleted", &token),
        "account_gone",
    );
    // Copying a token again brings the account back, so that the attack can be repeated.
    lab.token("/deleted/copy", &json!(null));
    assert_eq!(lab.fixed("deleted", &token).status, 200);
}

#[test]
fn an_expired_token_with_a_password_is_worth_a_fresh_one() {
    let lab = Lab::start();
    let token_in = |side: &str| {
        let ticket = lab.text(&format!("/{side}/stolen/ticket"));
        let token = ticket.lines().find(|line| line.starts_with("eyJ"));
        token.unwrap().to_owned()
    };
    let expired = token_in("broken");
    refused(&lab.broken("stolen", &expired), "token_expired");
    let payload = super::attacks::part(&expired, 1);
    assert!(payload["exp"].as_u64().unwrap() < now());
    let password = &payload["password"];
    let fresh = lab.token("/stolen/sign-in", &json!({ "password": password }));
    solved(
        &lab,
        "stolen",
        &lab.broken("stolen", &fresh),
        "token_leaked",
    );
    let wrong = json!({"password": "guess"}).to_string();
    let wrong = lab.send("POST", "/stolen/sign-in", &[], wrong);
    refused(&wrong, "wrong_credentials");
    // The fixed ticket is as public, and holds no secret.
    let payload = super::attacks::part(&token_in("fixed"), 1);
    assert_eq!(payload.get("password"), None);
    assert_eq!(payload["sub"], lab.victim("stolen"));
}

#[test]
fn the_fixed_log_has_the_same_visits_and_no_token() {
    let lab = Lab::start();
    for _ in 0..2 {
        assert_eq!(lab.send("POST", "/stolen/visit", &[], "").status, 200);
    }
    let fixed = lab.text("/fixed/stolen/log");
    assert_eq!(fixed, "GET /notes 200\nGET /notes 200");
    assert_eq!(
        lab.text("/broken/stolen/log").matches("?token=eyJ").count(),
        2
    );
}
