import { ACCOUNT_NEEDS, isDone } from './account-needs.js';
import { whyMissing } from './crash.js';
import { urlencoded } from './forms.js';
import { ask, isObject, isSuccess, route } from './http.js';
import { logIn, withJson, withToken } from './people.js';
import { bytes, claimsOf, cryptojs, now, read, tokenIn } from './tokens.js';

// What the requests of lessons 22 and 23 need: sign-ins with their two tokens, and how they go on and end.

const refreshTokenIn = ({ json }) =>
  isObject(json) && typeof json.refresh_token === 'string' ? json.refresh_token : '';

/** The two tokens of a response; both are empty if there aren't two. */
export const pairIn = (answer) => {
  const pair = { token: tokenIn(answer), refresh: refreshTokenIn(answer) };
  return isSuccess(answer) && read(pair.token) && pair.refresh ? pair : { token: '', refresh: '' };
};

export const refreshWith = (pm, refreshToken) => withJson(pm, 'POST', '/refresh', { refresh_token: refreshToken });

export const signOutWith = (pm, refreshToken) => withJson(pm, 'POST', '/logout', { refresh_token: refreshToken });

/** `fields` are those of the form: token, token_type_hint. */
export const revokeWith = (pm, fields) =>
  route(pm, 'POST', '/revoke', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: urlencoded(Object.entries(fields)),
  });

const PAIR = { expected: 'status 200 and {"token": "…", "refresh_token": "…"}' };

const hasPair = (answer, finding) => (pairIn(answer).refresh ? undefined : { ...PAIR, ...finding() });

const LESSON_22 = { lesson: 'lessons/22-refresh' };
const LESSON_23 = { lesson: 'lessons/23-revocation' };

/** A login with both tokens; `make` brings it about. */
const signIn = (make) => ({
  ...LESSON_22,
  test: 'POST /login answers 200, a token and a refresh token',
  make,
  check: (pm, answer) =>
    hasPair(answer, () => ({
      hint: isSuccess(answer)
        ? 'Make a random refresh token at each login, keep its hash in your database, and answer with {"token": "…", "refresh_token": "…"}.'
        : whyMissing('POST /login', answer) || 'Answer this login as in lesson 19: email and password are right.',
    })),
});

/** Exchanges the refresh token of the pair `from` of a step, and keeps the next tokens as its pair `to`. */
const exchange = (from, to) => (pm, step, done) =>
  ask(pm, refreshWith(pm, step[from].refresh), (answer) => {
    step[to] = pairIn(answer);
    done(answer);
  });

export const REFRESH_NEEDS = {
  /** The tokens of the login. From now on, any of them may end, so the account is deleted with a fresh login. */
  pair: signIn((pm, step, done) => {
    step.pair = pairIn(step.made.ownToken);
    step.person.token = '';
    done(step.made.ownToken);
  }),

  /** A second sign-in of the same user, as on another device. */
  elsewhere: signIn((pm, step, done) =>
    ask(pm, logIn(pm, step.person), (answer) => {
      step.elsewhere = pairIn(answer);
      done(answer);
    }),
  ),

  /** Another user, who has signed in as well. */
  neighbor: signIn((pm, step, done) =>
    ACCOUNT_NEEDS.other.make(pm, step, (answer) => {
      step.neighbor = pairIn(answer);
      step.other.token = '';
      done(answer);
    }),
  ),

  /** The tokens of the login for the notes service. */
  notesPair: signIn((pm, step, done) => {
    step.notesPair = pairIn(step.made.notesToken);
    done(step.made.notesToken);
  }),

  /** A sign-in, a sign-out everywhere and another sign-in in one second. If they take longer, they're tried again. */
  signedInAgain: signIn((pm, step, done) => signInAgain(pm, step, 3, done)),

  refreshed: {
    ...LESSON_22,
    test: 'POST /refresh answers 200, a token and a refresh token',
    make: exchange('pair', 'next'),
    check: (pm, answer) =>
      hasPair(answer, () => ({
        hint: isSuccess(answer)
          ? 'Answer with both tokens, under the same names as the login: token and refresh_token.'
          : whyMissing('POST /refresh', answer) ||
            'Read refresh_token from the JSON body, look it up by its hash, and answer with the next two tokens. This one is from a login a moment ago, and was never used.',
      })),
  },

  /** The same for the sign-in at the notes service. */
  notesRefreshed: {
    ...LESSON_22,
    test: 'POST /refresh answers 200, a token and a refresh token',
    make: exchange('notesPair', 'notesNext'),
    check: (pm, answer) => REFRESH_NEEDS.refreshed.check(pm, answer),
  },

  refreshedTwice: {
    ...LESSON_22,
    test: 'The new refresh token gets the next tokens, too',
    make: exchange('next', 'newest'),
    check: (pm, answer) =>
      hasPair(answer, () => ({
        hint: 'Store the hash of each refresh token that you give out, including those that POST /refresh gives out.',
      })),
  },

  signedOut: {
    ...LESSON_22,
    test: 'POST /logout answers 204',
    make: (pm, step, done) => ask(pm, signOutWith(pm, step.next.refresh), done),
    check: (pm, answer) =>
      isDone(
        answer,
        whyMissing('POST /logout', answer) ||
          'Read refresh_token from the JSON body, end the sign-in that it comes from, and answer 204.',
      ),
  },

  revoked: {
    ...LESSON_23,
    test: 'POST /revoke answers 200',
    make: (pm, step, done) => ask(pm, revokeWith(pm, { token: step.token }), done),
    check: (pm, answer) =>
      answer.status === 200
        ? undefined
        : {
            expected: 'status 200 (RFC 7009 §2.2)',
            hint:
              whyMissing('POST /revoke', answer) ||
              'Read token from the form in the body (application/x-www-form-urlencoded), revoke it, and answer 200. Whoever has the token may revoke it: ask for nothing else.',
          },
  },

  signedOutHere: {
    ...LESSON_23,
    test: 'POST /logout with an access token answers 204',
    make: (pm, step, done) => ask(pm, withToken(pm, 'POST', '/logout', step.token), done),
    check: (pm, answer) =>
      isDone(
        answer,
        whyMissing('POST /logout', answer) ||
          'Read the access token from the Authorization header, end the sign-in that it comes from, and answer 204. This request has no body.',
      ),
  },

  signedOutEverywhere: {
    ...LESSON_23,
    test: 'POST /logout-everywhere answers 204',
    make: (pm, step, done) => ask(pm, withToken(pm, 'POST', '/logout-everywhere', step.token), done),
    check: (pm, answer) =>
      isDone(
        answer,
        whyMissing('POST /logout-everywhere', answer) ||
          'Read the access token from the Authorization header, end all sign-ins of its user, and answer 204.',
      ),
  },
};

const signInAgain = (pm, step, tries, done) => {
  const second = now();
  return ask(pm, logIn(pm, step.person), (first) => {
    step.old = pairIn(first);
    ask(pm, withToken(pm, 'POST', '/logout-everywhere', step.old.token), () =>
      ask(pm, logIn(pm, step.person), (answer) => {
        step.again = pairIn(answer);
        return now() === second || tries === 1 ? done(answer) : signInAgain(pm, step, tries - 1, done);
      }),
    );
  });
};

/** How many bits a text can have at most, by its letters. A UUID of version 4 says which of its bits are random. */
export const bitsOf = (text) => {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) return 122;
  const letters = text.replace(/[^\w-]/g, '');
  const each = /^\d*$/.test(letters) ? Math.log2(10) : /^[\da-f-]*$/i.test(letters) ? 4 : 6;
  return Math.floor(letters.length * each);
};

/** What a refresh token says to someone who decodes it: "a JWT", or what it contains of a person; undefined if nothing. */
export const saidBy = (text, { email, name }) => {
  if (read(text)) return `a JWT: ${JSON.stringify(claimsOf(text))}`;
  const readable = [text, ...text.split('.').map((part) => bytes(part).toString(cryptojs.enc.Latin1))];
  return [email, name].find((own) => readable.some((one) => one.includes(own)));
};

/** The same letters, upper and lower case exchanged; undefined for a text that has only one of them, such as hexadecimal. */
export const inOtherCase = (text) =>
  /[a-z]/.test(text) && /[A-Z]/.test(text)
    ? text.replace(/[a-z]/gi, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      )
    : undefined;
