//! When what came is what was saved.

use serde_json::{Value, json};

/// Compares values; `…` stands for anything.
pub fn same(place: &str, saved: &Value, came: &Value) -> Result<(), String> {
    let alike = match (saved, came) {
        (Value::String(saved), _) if saved == "…" => true,
        (Value::String(saved), Value::String(came)) => fits(saved, came),
        (Value::Array(saved), Value::Array(came)) if saved.len() == came.len() => {
            return (saved.iter().zip(came)).try_for_each(|(saved, came)| same(place, saved, came));
        }
        (Value::Object(saved), Value::Object(came))
            if saved.len() == came.len() && saved.keys().all(|name| came.contains_key(name)) =>
        {
            return saved.iter().try_for_each(|(name, value)| {
                same(&format!("{place}'s {name}"), value, &came[name])
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

/// Whether a text has the pieces between the ellipses, in their order.
fn fits(saved: &str, came: &str) -> bool {
    let Some((start, rest)) = saved.split_once('…') else {
        return saved == came;
    };
    let (middle, end) = rest.rsplit_once('…').unwrap_or(("", rest));
    let Some(mut came) = came
        .strip_prefix(start)
        .and_then(|came| came.strip_suffix(end))
    else {
        return false;
    };
    middle.split('…').all(|piece| match came.split_once(piece) {
        Some((_, after)) => {
            came = after;
            true
        }
        None => false,
    })
}

#[test]
fn names_and_values_are_compared_and_an_ellipsis_is_anything() {
    for (saved, came, alike) in [
        (json!("a…c"), json!("abc"), true),
        (json!("a…c"), json!("ab"), false),
        (json!("…b…d"), json!("abcd"), true),
        (json!("…d…b"), json!("abcd"), false),
        (json!("aa…a"), json!("aa"), false),
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
        assert_eq!(same("it", &saved, &came).is_ok(), alike, "{saved} {came}");
    }
}
