import { ACCOUNT_NEEDS } from './account-needs.js';
import { whyMissing } from './crash.js';
import { ask, isObject, isSuccess, route, variable } from './http.js';
import { greets, withJson, withToken } from './people.js';
import { base64url, bytes, claimsOf, cryptojs, read, tokenIn } from './tokens.js';

// What the requests of part 4 need: an account, a token for one of the two services, and that service's answer to it.

/** A route of the notes service. */
export const atNotes = (pm, made) => ({
  ...made,
  url: variable(pm, 'notesUrl') + made.url.slice(variable(pm, 'baseUrl').length),
});

/** Each service's own route behind a token. */
export const doorOf = (pm, at, token) =>
  at === 'notes' ? atNotes(pm, withToken(pm, 'GET', '/notes', token)) : withToken(pm, 'GET', '/protected', token);

export const logInFor = (pm, { email, password }, audience) =>
  withJson(pm, 'POST', '/login', { email, password, audience });

/** The audiences in a token, as a list. */
export const audiencesOf = (token) => [claimsOf(token).aud].flat().filter((one) => one !== undefined);

export const headerOf = (token) => (read(token) || { header: {} }).header;

/** The keys of a set, or an empty list. */
export const keysIn = ({ json }) => (isObject(json) && Array.isArray(json.keys) ? json.keys.filter(isObject) : []);

/** The name that a P-256 key has by RFC 7638. */
export const thumbprintOf = ({ kty, crv, x, y }) => base64url(cryptojs.SHA256(JSON.stringify({ crv, kty, x, y })));

/** How many bytes a text in base64url has; undefined if it's something else. */
export const sizeOf = (text) => (typeof text === 'string' && /^[\w-]+$/.test(text) ? bytes(text).sigBytes : undefined);

const KEYS = 'lessons/19-two-keys';
const NOTES = 'lessons/20-another-service';

export const KEY_NEEDS = {
  account: ACCOUNT_NEEDS.account,
  ownToken: ACCOUNT_NEEDS.ownToken,

  deleted: ACCOUNT_NEEDS.deleted,

  keySet: {
    test: 'GET /.well-known/jwks.json answers 200 and the public keys: {"keys": [...]}',
    lesson: KEYS,
    make: (pm, step, done) => ask(pm, route(pm, 'GET', '/.well-known/jwks.json'), done),
    check: (pm, answer) =>
      isSuccess(answer) && keysIn(answer).length > 0
        ? undefined
        : {
            expected: 'status 200 and a JSON object with "keys", a list of at least one key',
            hint:
              whyMissing('GET /.well-known/jwks.json', answer) ||
              'Publish the public half of your key as a JWK in a list: {"keys":[{"kty":"EC","crv":"P-256","x":"...","y":"...","kid":"...","alg":"ES256","use":"sig"}]}. Everyone may read it, without a token.',
          },
  },

  key: {
    test: "The kid in the token's header names a key of the set",
    lesson: KEYS,
    make: (pm, step, done) =>
      ask(pm, route(pm, 'GET', '/.well-known/jwks.json'), (answer) => {
        step.keySet = answer;
        step.jwk = keysIn(answer).find(({ kid }) => kid !== undefined && kid === headerOf(step.token).kid);
        done(answer);
      }),
    check: (pm, answer, { jwk, token }) =>
      jwk
        ? undefined
        : {
            expected: 'a kid that one of the published keys has',
            got: `kid ${JSON.stringify(headerOf(token).kid)}, and the set has ${keysIn(answer)
              .map(({ kid }) => JSON.stringify(kid))
              .join(', ')}`,
            hint: 'Put the kid of the signing key into the header of each token. A service finds the key by this name.',
            answer,
          },
  },

  issuer: {
    test: 'GET /protected answers 200 to a token from the login and greets its user',
    lesson: KEYS,
    make: (pm, step, done) => {
      step.good = step.token;
      ask(pm, doorOf(pm, 'issuer', step.token), done);
    },
    check: (pm, answer, step) =>
      greets(answer, step.person)
        ? undefined
        : {
            expected: `status 200 and a greeting with the name, such as {"message": "Welcome, ${step.person.name}!"}`,
            hint: isSuccess(answer)
              ? "Greet the token's user by name, or by the id in sub."
              : whyMissing('GET /protected', answer) ||
                'Accept this token: your server signed it a moment ago, with its current key and for its own audience. Verify with ES256 and the key that kid names.',
          },
  },

  notesToken: {
    test: 'A login with an audience answers 200 and a token for it',
    lesson: KEYS,
    make: (pm, step, done) =>
      ask(pm, logInFor(pm, step.person, variable(pm, 'notesAudience')), (answer) => {
        step.notesToken = isSuccess(answer) ? tokenIn(answer) : '';
        done(answer);
      }),
    check: (pm, answer) =>
      isSuccess(answer) && audiencesOf(tokenIn(answer)).includes(variable(pm, 'notesAudience'))
        ? undefined
        : {
            expected: `status 200 and a token whose aud is ${variable(pm, 'notesAudience')}`,
            got: isSuccess(answer)
              ? `a token whose aud is ${JSON.stringify(claimsOf(tokenIn(answer)).aud)}`
              : undefined,
            hint:
              whyMissing('POST /login', answer) ||
              "Read audience from the login's body, and write its value into aud. If your notes service has another name, write that name into the collection's variable notesAudience.",
          },
  },

  notes: {
    test: 'GET /notes answers 200 to a token for the notes service',
    lesson: NOTES,
    make: (pm, step, done) => {
      step.good = step.notesToken;
      ask(pm, doorOf(pm, 'notes', step.notesToken), done);
    },
    check: (pm, answer) =>
      isSuccess(answer) && isObject(answer.json) && Array.isArray(answer.json.notes)
        ? undefined
        : {
            expected: 'status 200 and the notes: {"notes": []}',
            hint: isSuccess(answer)
              ? 'Answer with a JSON object with "notes", a list of strings.'
              : whyMissing('GET /notes', answer, 'notesUrl') ||
                (answer.status === 503
                  ? "Look at the notes service's terminal: it has no keys to verify with. Compare KEY_SET_URL with baseUrl, and check that the issuer is running."
                  : 'Accept this token: the issuer at baseUrl signed it a moment ago for this service. Fetch the keys from that issuer, choose the one that kid names, and compare iss and aud with the names that the issuer uses.'),
          },
  },
};

/** Another account, with a token for the notes service. */
KEY_NEEDS.other = {
  ...ACCOUNT_NEEDS.other,
  make: (pm, step, done) =>
    ACCOUNT_NEEDS.other.make(pm, step, () =>
      ask(pm, logInFor(pm, step.other, variable(pm, 'notesAudience')), (answer) => {
        step.other.notesToken = tokenIn(answer);
        done(answer);
      }),
    ),
};
