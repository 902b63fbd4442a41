//! Each attack solves its own broken route, is rejected by its fixed counterpart for the reason that
//! it is about, and solves no other route but the exceptions.

use serde_json::json;

use super::attacks::ATTACKS;
use super::{Lab, NAMES, refused, solved, unsolved};

/// Attacks that solve a different attack's route, and why they rightly do.
fn exception(attack: &str, route: &str) -> Option<&'static str> {
    let forged = &NAMES[..8];
    match route {
        "read-not-verified"
            if [
                "guessable-secret",
                "empty-secret",
                "key-confusion",
                "own-key",
                "kid-path",
                "false-refusal",
            ]
            .contains(&attack) =>
        {
            Some("it verifies no signature, so it believes every one, whichever key made it")
        }
        "false-refusal" if forged.contains(&attack) => {
            Some("whatever the strict verifier rejects gets in there, and that is what it's about")
        }
        "false-refusal" if attack == "relay" => {
            Some("the guest book gives out any name, and for this route its token is a bad one")
        }
        _ => None,
    }
}

#[test]
fn each_attack_solves_its_own_route_and_no_other() {
    let lab = Lab::start();
    let mut exceptions = 0;
    for (attack, reason, carry_out) in ATTACKS {
        for route in NAMES {
            let token = carry_out(&lab, route);
            let answer = lab.broken(route, &token);
            if attack == route {
                solved(&lab, route, &answer, reason);
            } else if exception(attack, route).is_some() {
                assert_eq!(
                    answer.json()["solved"],
                    true,
                    "{attack} on {route}: {}",
                    answer.text
                );
                exceptions += 1;
            } else {
                assert_ne!(
                    answer.json()["solved"],
                    true,
                    "{attack} on {route}: {}",
                    answer.text
                );
                assert!([200, 401].contains(&answer.status), "{attack} on {route}");
            }
        }
    }
    assert_eq!(exceptions, 15);
}

#[test]
fn each_fixed_route_rejects_its_attack_for_the_reason_that_it_is_about() {
    let lab = Lab::start();
    for (attack, reason, carry_out) in ATTACKS {
        let token = carry_out(&lab, attack);
        refused(&lab.fixed(attack, &token), reason);
        // What the broken route says about the strict verifier is what the fixed route does.
        let strict = &lab.broken(attack, &token).json()["strict"];
        let fixed = lab.fixed(attack, &token).json();
        assert_eq!(strict["detail"], fixed["detail"], "{attack}");
    }
}

#[test]
fn no_fixed_route_accepts_any_attack() {
    let lab = Lab::start();
    for (attack, _, carry_out) in ATTACKS {
        for route in NAMES {
            let answer = lab.fixed(route, &carry_out(&lab, route));
            assert_eq!(answer.status, 401, "{attack} on {route}: {}", answer.text);
        }
    }
}

/// The control: the token of a login works on both sides, and is never a success.
#[test]
fn an_untouched_token_works_and_never_counts() {
    let lab = Lab::start();
    for attack in NAMES {
        let token = lab.login(attack);
        let answer = lab.broken(attack, &token);
        let another_secret = ["guessable-secret", "empty-secret"].contains(&attack);
        if another_secret {
            let because = format!(
                "The route believed a token that the strict verifier rejects, but you are still mallory. Become the victim, {:?}.",
                lab.victim(attack)
            );
            unsolved(&answer, &because);
            refused(&lab.fixed(attack, &token), "signature_mismatch");
        } else {
            unsolved(
                &answer,
                "The route believed that you are mallory, with a valid token. That's how it should be.",
            );
        }
        let token = match another_secret {
            true => lab.token(&format!("/fixed/{attack}/login"), &json!(null)),
            false => token,
        };
        let fixed = lab.fixed(attack, &token);
        assert_eq!(fixed.status, 200, "{attack}: {}", fixed.text);
        assert_eq!(fixed.json()["user"], answer.json()["user"]);
        assert_eq!(fixed.json()["note"], answer.json()["note"]);
        assert_ne!(fixed.json()["user"], lab.victim(attack));
    }
}

#[test]
fn victims_and_notes_are_new_at_each_start() {
    let note = |lab: &Lab| {
        let token = super::attacks::read_not_verified(lab, "read-not-verified");
        lab.broken("read-not-verified", &token).json()["note"].clone()
    };
    let (one, other) = (Lab::start(), Lab::start());
    for attack in NAMES {
        assert_ne!(one.victim(attack), other.victim(attack));
    }
    assert_ne!(note(&one), note(&other));
}
