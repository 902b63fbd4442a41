// The tests that each starter fails, in the order of its folder.

export const HOLES = {
  '15-forged': [
    'A payload that was changed › A token whose payload was changed is refused',
    'An unsigned token › A token with the algorithm none, in any spelling, is refused',
    'Claims before the signature › A forged token is refused, and none is renewed',
    'Claims before the signature › A forged token gets the same answer, whichever of its claims is wrong',
    'A secret that can be guessed › A token signed with a common word is refused',
    'An empty secret › A token signed with an empty key is refused',
    'A public key as a secret › A token signed with the public key is refused',
    'A key that comes along › A token that brings its own key is refused',
    'A kid that is a path › A token whose kid is a path is refused',
  ],
  '16-claims': [
    'A token without an end › A token without an exp in the future is refused',
    'An audience that looks alike › A token for an audience that only looks like yours is refused',
    'A token for another service › A token for another service is refused',
    'A token of another kind › A token of one kind is refused where the other kind belongs',
    'A refusal that says 200 › A bad token gets a status that says no',
  ],
  '17-stolen': [
    'Signed out, and still in › A token that was signed out is refused, in any spelling',
    'Gone, and still in › The token of a deleted account is refused',
    'A role from the token › A role in the token makes nobody an admin',
    'What the token tells › The token has no password in it, and no hash of one',
    'A token in the address › A token in the address opens nothing',
    'A script in a name › A script in a name is text, not a program',
    'What a script can read › The cookie is HttpOnly',
    'What a script can read › The cookie has SameSite',
    'What a script can read › No script in the page can read the token',
  ],
  '18-review': [
    'The secret › Nobody can guess the secret from a list of words',
    'A payload of your own › The dashboard refuses a payload that the server did not sign',
    'Claims that are read first › A forged token gets the same answer, whichever of its claims is wrong',
    'A token that never ends › A token without an exp in the future is refused',
    'An audience that is a part of yours › A token for an audience that only looks like yours is refused',
    'An audience that is a part of yours › A list of audiences with yours in it is accepted',
    'No, with status 200 › A bad token gets a status that says no',
    'A header without a token › A header without a token is refused, and breaks nothing',
    'The password in the token › The token has no password in it, and no hash of one',
    'The cookie › The cookie with the token is HttpOnly and has SameSite',
    'A member who is gone › The refusal is a 401 in JSON, with a Bearer challenge',
    'Sign out by a link › GET /logout signs nobody out',
    'Sign out by a link › A token is refused after POST /logout',
  ],
};

/** What is wrong in the starter, but only a clock can show: it gets a warning. */
export const NOT_A_HOLE = ['A login that fails'];
