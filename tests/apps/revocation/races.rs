//! Many clients at once, on real connections. Whatever the order was, the answers have to fit one.

use std::sync::Barrier;
use std::thread;

use proofs::app::PASSWORD;
use proofs::forge::claims;

use super::*;

/// Runs all of these at the same moment, and returns what they return, in their order.
fn at_once<T: Send>(clients: Vec<Box<dyn FnOnce() -> T + Send + '_>>) -> Vec<T> {
    let start = Barrier::new(clients.len());
    thread::scope(|scope| {
        let threads: Vec<_> = clients
            .into_iter()
            .map(|client| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    client()
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

fn reason(response: &Response) -> String {
    response.json()["reason"]
        .as_str()
        .unwrap_or_default()
        .into()
}

/// Asserts that this sign-in works as a whole, or not at all.
fn is_whole(app: &App, tokens: &Tokens) -> bool {
    let access = app.get("/me", &tokens.access);
    let refreshed = refresh(app, &tokens.refresh);
    assert_eq!(
        access.status, refreshed.status,
        "{} {}",
        access.text, refreshed.text
    );
    access.status == 200
}

#[test]
fn after_a_revocation_no_refresh_that_was_under_way_gives_a_token_that_works() {
    let app = with_ada();
    for clients in [2, 20] {
        let tokens = sign_in(&app);
        let answers = at_once(
            (0..clients)
                .map(
                    |client| -> Box<dyn FnOnce() -> Option<Response> + Send + '_> {
                        let (app, tokens) = (&app, &tokens);
                        Box::new(move || {
                            if client == 0 {
                                revoke(app, &tokens.refresh);
                                return None;
                            }
                            Some(refresh(app, &tokens.refresh))
                        })
                    },
                )
                .collect(),
        );
        for answer in answers.iter().flatten() {
            if answer.status != 200 {
                assert_eq!(reason(answer), "refresh_token_revoked");
                continue;
            }
            let given = Tokens::of(answer);
            dead(&app, &given.access, "signed_out", SIGNED_OUT);
            refresh(&app, &given.refresh).refuses(401, "refresh_token_revoked", REFRESH_REVOKED);
        }
        dead(&app, &tokens.access, "signed_out", SIGNED_OUT);
    }
}

#[test]
fn a_sign_out_everywhere_leaves_no_sign_in_that_was_there_and_no_half_of_one() {
    let app = with_ada();
    for clients in [2_usize, 20] {
        let before: Vec<Tokens> = (0..clients).map(|_| sign_in(&app)).collect();
        // The first client signs out everywhere. Of the others, some sign in, and most refresh.
        let answers = at_once(
            before
                .iter()
                .enumerate()
                .map(
                    |(client, tokens)| -> Box<dyn FnOnce() -> Response + Send + '_> {
                        let app = &app;
                        Box::new(move || match client {
                            0 => post_bearer(app, "/logout-everywhere", &tokens.access),
                            _ if client % 4 == 1 => app.login(EMAIL, PASSWORD),
                            _ => refresh(app, &tokens.refresh),
                        })
                    },
                )
                .collect(),
        );
        assert_eq!(answers[0].status, 204, "{}", answers[0].text);
        for (client, answer) in answers.iter().enumerate().skip(1) {
            if client % 4 == 1 {
                // It came before or after; the sign-in has ended as a whole or not at all.
                is_whole(&app, &Tokens::of(answer));
            } else if answer.status == 200 {
                assert!(!is_whole(&app, &Tokens::of(answer)), "{}", answer.text);
            } else {
                assert_eq!(reason(answer), "refresh_token_revoked");
            }
        }
        for tokens in &before {
            let answer = app.get("/me", &tokens.access);
            answer.refuses(401, "signed_out_everywhere", SIGNED_OUT_EVERYWHERE);
            refresh(&app, &tokens.refresh).refuses(401, "refresh_token_revoked", REFRESH_REVOKED);
        }
        assert!(is_whole(&app, &sign_in(&app)));
    }
}

/// The same moment again and again, because one try may miss it.
#[test]
fn a_sign_in_during_a_sign_out_everywhere_works_or_does_not() {
    let app = with_ada();
    let mut tokens = sign_in(&app);
    for _ in 0..20 {
        let answers = at_once::<Response>(vec![
            Box::new(|| post_bearer(&app, "/logout-everywhere", &tokens.access)),
            Box::new(|| app.login(EMAIL, PASSWORD)),
        ]);
        assert_eq!(answers[0].status, 204, "{}", answers[0].text);
        is_whole(&app, &Tokens::of(&answers[1]));
        tokens = sign_in(&app);
    }
}

#[test]
fn of_many_sign_outs_everywhere_with_one_token_one_counts() {
    let app = with_ada();
    let mut epoch = 0;
    for clients in [2, 20] {
        let tokens = sign_in(&app);
        assert_eq!(claims(&tokens.access)["session_epoch"], epoch);
        let answers = at_once(
            (0..clients)
                .map(|_| -> Box<dyn FnOnce() -> Response + Send + '_> {
                    Box::new(|| post_bearer(&app, "/logout-everywhere", &tokens.access))
                })
                .collect(),
        );
        assert!(answers.iter().any(|answer| answer.status == 204));
        for answer in answers.iter().filter(|answer| answer.status != 204) {
            answer.refuses(401, "signed_out_everywhere", SIGNED_OUT_EVERYWHERE);
        }
        epoch += 1;
    }
    assert_eq!(claims(&sign_in(&app).access)["session_epoch"], epoch);
}

#[test]
fn a_token_that_many_revoke_at_once_is_revoked() {
    let app = with_ada();
    for clients in [2, 20] {
        let (mine, other) = (sign_in(&app), sign_in(&app));
        let answers = at_once(
            (0..clients)
                .map(|client| -> Box<dyn FnOnce() + Send + '_> {
                    let (app, mine) = (&app, &mine);
                    Box::new(move || match client % 2 {
                        0 => revoke(app, &mine.access),
                        _ => drop(app.get("/me", &mine.access)),
                    })
                })
                .collect(),
        );
        assert_eq!(answers.len(), clients);
        dead(&app, &mine.access, "token_revoked", TOKEN_REVOKED);
        assert!(is_whole(&app, &other));
    }
}
