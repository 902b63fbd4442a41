use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::sync::Arc;

use jwt_sandbox::explanation::Explanation;
use jwt_sandbox::settings::MIN_SECRET_BYTES;
use rocket::http::Method::Get;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::attack::{Attack, More, Stage};
use crate::broken::kid_path as broken;
use crate::by_hand::refusal::refused;
use crate::by_hand::{Token, subject};
use crate::people::People;
use crate::reply::Reply;
use crate::route::route;
use crate::service::{Service, random};

/// The id of the one key, and the name of its file.
const KID: &str = "2026-11";
const NOTICE: &str = "This file is public. Nothing in it is secret.\n";

/// Two folders: `keys/`, with the key of the service, and `public/`, with a file that anyone can
/// download. The folders are new at each start, and gone after it.
pub fn attack() -> Result<Attack, Box<dyn Error>> {
    const NAME: &str = "kid-path";
    let lab = tempfile::tempdir()?;
    let key = random::<MIN_SECRET_BYTES>()?;
    for (folder, file, bytes) in [
        ("keys", KID, &key[..]),
        ("public", "notice.txt", NOTICE.as_bytes()),
    ] {
        fs::create_dir(lab.path().join(folder))?;
        fs::write(lab.path().join(folder).join(file), bytes)?;
    }
    let service = Arc::new(Service::with_secret(NAME, key));
    let known = BTreeMap::from([(KID, service.clone())]);
    let names = service.settings.clone();
    Ok(Attack {
        name: NAME,
        lesson: "lessons/15-forged",
        goal: "Sign a token for the victim with a file whose content you know, and have kid lead the server to that file.",
        people: Arc::new(People::new()),
        stages: vec![Stage {
            path: "",
            what: "",
            because: "The route read its key from the file that kid named, and you knew what was in it.",
            verify: Box::new(move |token| {
                let lab: &TempDir = &lab;
                let claims = broken::verify(token, lab.path(), &names)?;
                Ok(subject(&claims).into())
            }),
        }],
        sign: Box::new(move |person| {
            let header = json!({"typ": "JWT", "alg": "HS256", "kid": KID});
            service.sign_any(&header, &person.claims(&service.settings))
        }),
        strict: Box::new(move |token| strict(token, &known)),
        about: &["kid_unknown"],
        more: vec![More {
            what: "a public file; from the folder of the keys, its path is ../public/notice.txt",
            route: route(Get, "/kid-path/public/notice.txt", |_| {
                Ok(Reply::text(NOTICE))
            }),
        }],
    })
}

/// The sandbox's verifier, with the one key whose id is in the map.
fn strict(token: &str, known: &BTreeMap<&str, Arc<Service>>) -> Result<String, Explanation> {
    let header = Token::open(token)?.header;
    let kid = header.get("kid").and_then(Value::as_str);
    let service = known.get(kid.unwrap_or_default()).ok_or_else(|| {
        refused(
            "kid_unknown",
            match kid {
                Some(kid) => {
                    format!("The token's kid is {kid:?}, and this server has no key with that id.")
                }
                None => "The token has no kid that is a string, so it doesn't name its key.".into(),
            },
            "Send a token that this server signed, with its kid unchanged.",
        )
    })?;
    service.strict(token)
}
