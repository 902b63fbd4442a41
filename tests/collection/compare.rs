//! Decides whether an answer is the one that was saved.

use proofs::ellipsis::fits;
use serde_json::{Value, json};

/// Compares values. In a text, `…` is some text; alone, it is any value.
pub fn compare_values(place: &str, saved: &Value, came: &Value) -> Result<(), String> {
    let alike = match (saved, came) {
        (Value::String(saved), _) if saved == "…" => true,
        (Value::String(saved), Value::String(came)) => fits(came, saved),
        (Value::Array(saved), Value::Array(came)) if saved.len() == came.len() => {
            return (saved.iter().zip(came))
                .try_for_each(|(saved, came)| compare_values(place, saved, came));
        }
        (Value::Object(saved), Value::Object(came))
            if saved.len() == came.len() && saved.keys().all(|name| came.contains_key(name)) =>
        {
            return saved.iter().try_for_each(|(name, value)| {
                compare_values(&format!("{place}'s {name}"), value, &came[name])
            });
        }
        _ => saved == came,
    };
    if alike {
        Ok(())
    } else {
        Err(format!("{place} is saved as {saved}, and {came} came"))
    }
}

#[test]
fn names_and_values_are_compared_and_a_lone_ellipsis_is_any_value() {
    for (saved, came, alike) in [
        (json!("a…c"), json!("abc"), true),
        (json!("a…c"), json!("ab"), false),
        (json!("a…"), json!("a"), false),
        (json!("…"), json!(7), true),
        (json!("7"), json!(7), false),
        (json!({"a": 1, "b": "…"}), json!({"a": 1, "b": [2]}), true),
        (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}), true),
        (json!({"a": 1}), json!({"a": 1, "b": 2}), false),
        (json!({"a": 1, "b": 2}), json!({"a": 1}), false),
        (json!(["…", 2]), json!([1, 2]), true),
        (json!({"a": "…"}), json!({"b": 1}), false),
        (json!([1]), json!([1, 2]), false),
    ] {
        assert_eq!(
            compare_values("it", &saved, &came).is_ok(),
            alike,
            "{saved} {came}"
        );
    }
}
