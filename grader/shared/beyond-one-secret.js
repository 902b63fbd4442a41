import { emptyJar } from './browser.js';
import { deleteAccounts } from './cleanup.js';
import { engineOf } from './engine.js';
import { NOTES_AT_BASE, isAway, isForNotes } from './environment.js';
import { ask, isObject, isSuccess, route, show, variable } from './http.js';
import {
  KEY_NEEDS,
  atNotes,
  audiencesOf,
  doorOf,
  headerOf,
  keysIn,
  logInFor,
  sizeOf,
  thumbprintOf,
} from './key-needs.js';
import { known } from './known.js';
import { formOf } from './other-refusals.js';
import { changed, greets, logIn, withJson, withToken } from './people.js';
import { preflightOf } from './preflight.js';
import {
  REFRESH_NEEDS,
  bitsOf,
  inOtherCase,
  pairIn,
  refreshWith,
  revokeWith,
  saidBy,
  signOutWith,
} from './refresh-needs.js';
import { UNKNOWN_KIDS, strangersTokens } from './strangers.js';
import { base64url, bytes, claimsOf, cryptojs, encode, now, random, read, sign, tokenIn } from './tokens.js';
import { respelled, secretsFrom } from './workshop.js';

// Part 4: what its collection's requests call. Two servers are graded, at baseUrl and at notesUrl.

/** Before a run's first request to the notes service: does it answer? A script can say why not, and a runner can't. */
const openNotes = (pm, step, done) =>
  known.isNotesThere || !isForNotes(pm)
    ? done()
    : ask(pm, atNotes(pm, route(pm, 'GET', '/notes')), (answer) => {
        known.isNotesThere = answer.status > 0;
        done(answer);
      });

const {
  prepare,
  check,
  meets: meetsNow,
  meetsBefore: meets,
  refused,
} = engineOf({
  needs: { ...KEY_NEEDS, ...REFRESH_NEEDS },
  reset: emptyJar,
  open: openNotes,
  isAway,
  accepted: isSuccess,
  formOf,
  close: deleteAccounts,
});

const { preflight, arrived } = preflightOf({
  lesson: 'lessons/19-two-keys',
  first: (pm) => withJson(pm, 'POST', '/login', {}),
  isSure: () => false,
  routes: (pm) => [route(pm, 'GET', '/.well-known/jwks.json'), route(pm, 'GET', '/notes')],
  isStranger: ({ status }) => [403, 404, 405, 501].includes(status),
  expected: 'your issuer, with POST /login',
  hasNeither: 'POST /login nor GET /.well-known/jwks.json',
  isSibling: ({ status, challenge }) => status === 401 && /^Bearer\b/i.test(challenge),
  sibling: `${NOTES_AT_BASE} Start the issuer, and use its address as baseUrl (when you mark a class, as the student's address in the list). The address of the notes service is notesUrl.`,
  otherwise:
    'If it is your server from another lesson, start the issuer of lesson 19 at baseUrl. The notes service of lesson 20 has the address notesUrl.',
});

/** What is needed to ask one of the two services. The last need is the control: the service accepts a good token. */
const NEEDED = {
  issuer: ['account', 'ownToken', 'issuer'],
  notes: ['account', 'ownToken', 'notesToken', 'notes'],
};

/** Before the request: brings about the control, then sends each variant of the attack. Postman sends the first. */
const attack = (pm, at, { needs = [], attacks }) =>
  prepare(pm, {
    at,
    needs: [...NEEDED[at], ...needs],
    send: (step) => {
      // A change that changes nothing is none: a server that signs without a kid has no token whose kid is left out.
      const changes = Object.entries(attacks(step)).filter(([, token]) => token !== step.good);
      step.attacks = Object.fromEntries(changes);
      return { token: Object.values(step.attacks)[0] };
    },
    cases: (step) =>
      Object.fromEntries(
        Object.entries(step.attacks)
          .slice(1)
          .map(([name, token]) => [name, doorOf(pm, at, token)]),
      ),
  });

/** After it: the control and the refusal, each a test; `still` names a test that the good token is accepted afterwards. */
const withstood = (pm, at, { test, hint, still, tooStrict, statuses = [401, 400] }) =>
  check(
    pm,
    (it) => {
      meets(pm, NEEDED[at].at(-1), it);
      const names = Object.keys(it.step.attacks || {});
      const all = [it.answer, ...it.step.answers];
      refused(pm, it, { test, hint, statuses, cases: () => names.map((name, index) => [name, all[index]]) });
      if (still)
        it.test(still, () => {
          const [after] = it.later;
          return isSuccess(after) ? undefined : { answer: after, expected: 'status 200, as before', hint: tooStrict };
        });
    },
    { then: (step) => (still ? [doorOf(pm, at, step.good)] : []) },
  );

/** A token with the header and the claims of a good one, but signed with a secret: what scripts can sign. */
const forgedWith = (token, key, { header = {}, mac = 'HS256', claims = {} } = {}) =>
  sign({ ...claimsOf(token), jti: random(12), ...claims }, key, {
    header: { ...headerOf(token), alg: mac, ...header },
    mac,
  });

/** The same without a signature. */
const unsignedWith = (token, header, claims) => forgedWith(token, 'x', { header, claims }).replace(/[^.]*$/, '');

/** A good token with other names in its header. Its signature stays, and doesn't fit any more. */
const withHeader = (token, changes) => {
  const [, payload, signed] = token.split('.');
  return [encode({ ...headerOf(token), ...changes }), payload, signed].join('.');
};

const otherLetter = (letter) => (letter === 'A' ? 'B' : 'A');

/** A good token with something else in each of its parts. */
const tampered = (token) => {
  const [header, payload, signed] = token.split('.');
  return {
    'another payload': changed(token),
    'another letter in the signature': [header, payload, otherLetter(signed[0]) + signed.slice(1)].join('.'),
    'half of the signature': [header, payload, signed.slice(0, signed.length / 2)].join('.'),
    'a signature of zeros': [header, payload, 'A'.repeat(86)].join('.'),
    'no signature': [header, payload, ''].join('.'),
  };
};

/** The secrets that a server may take from a public key, if the token chooses HS256. */
const publicSecrets = ({ jwk, keySet }) => ({
  ...secretsFrom({ json: jwk, body: JSON.stringify(jwk) }),
  'the key set, as text': keySet.body,
  'x, as text': jwk.x,
});

/** A good token signed with each of these secrets, by the name of the secret. */
const confused = (step) => {
  const secrets = Object.entries(publicSecrets(step));
  return {
    ...Object.fromEntries(secrets.map(([name, secret]) => [`HS256 with ${name}`, forgedWith(step.good, secret)])),
    'HS512 with the point': forgedWith(step.good, secrets[0][1], { mac: 'HS512' }),
    'HS256 that says ES256': forgedWith(step.good, secrets[0][1], { header: { alg: 'ES256' } }),
  };
};

/** A good token that says that it needs no signature, in several spellings. */
const withoutSignature = (step) => ({
  ...Object.fromEntries(['none', 'None', 'NONE', 'nOnE'].map((alg) => [alg, unsignedWith(step.good, { alg })])),
  'none, with a signature': `${unsignedWith(step.good, { alg: 'none' })}${step.good.split('.')[2]}`,
  'an empty alg': unsignedWith(step.good, { alg: '' }),
  'no alg': unsignedWith(step.good, { alg: undefined }),
});

/** A key that comes with the token: an oct key with the good token's claims, and a stranger's P-256 key. */
const ownKeys = (step) => {
  const secret = random(40);
  return {
    ...strangersTokens(step.options.at),
    'a jwk with a secret in the header': forgedWith(step.good, secret, {
      header: { jwk: { kty: 'oct', k: encode(secret) } },
    }),
  };
};

/** Names of keys that don't exist. */
const unknownKids = (step) => ({
  ...Object.fromEntries(UNKNOWN_KIDS().map((kid) => [`kid ${JSON.stringify(kid)}`, withHeader(step.good, { kid })])),
  'no kid': withHeader(step.good, { kid: undefined }),
  'a kid that is a list': withHeader(step.good, { kid: [headerOf(step.good).kid] }),
});

/** A good token with its own claims, jti and all, that the server never signed. */
const forgedWithItsId = (pm, step) => {
  const [header, , signed] = step.good.split('.');
  const claims = claimsOf(step.good);
  const { 'another payload': _, ...others } = tampered(step.good);
  return {
    ...others,
    'another payload': [header, encode({ ...claims, iat: claims.iat - 1 }), signed].join('.'),
    'no algorithm': unsignedWith(step.good, { alg: 'none' }, claims),
    'the old secret': forgedWith(step.good, variable(pm, 'jwtSecret'), { claims }),
  };
};

/** The order of P-256: if (r, s) is a valid signature, so is (r, n − s). */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** Other texts of a token with the same claims. Only the first is a valid token for every verifier. */
const spellings = (token) => {
  const [header, payload, signed] = token.split('.');
  const hex = bytes(signed).toString();
  const other = (ORDER - BigInt(`0x${hex.slice(64)}`)).toString(16).padStart(64, '0');
  return {
    'with n − s for s in the signature': [
      header,
      payload,
      base64url(cryptojs.enc.Hex.parse(hex.slice(0, 64) + other)),
    ].join('.'),
    ...respelled(token),
  };
};

/** Is this what a server says to a refresh token that gets nothing? RFC 6749 §5.2 has 400 for it. */
const refusedGrant = (pm, it, options) => refused(pm, it, { statuses: [401, 400], kind: 'refresh token', ...options });

/** A finding about the first of these answers that isn't a success, or isn't a refusal: each is `[name, answer]`. */
const firstThat = (isWrong, expected) => (answers, hint) => {
  const [name, answer] = answers.find(([, one]) => isWrong(one)) || [];
  return answer && { answer, expected, got: `${name}: ${show(answer)}`, hint };
};
const allRefused = firstThat(({ status }) => status < 400 || status >= 500, 'a refusal (status 401)');
const allAccepted = firstThat((answer) => !isSuccess(answer), 'status 200, as before');

/** Other names in the header that make it another token. */
const otherHeaders = (step) => ({
  'typ JWT': withHeader(step.good, { typ: 'JWT' }),
  'no typ': withHeader(step.good, { typ: undefined }),
  'alg ES384': withHeader(step.good, { alg: 'ES384' }),
  crit: withHeader(step.good, { crit: ['x-unknown'], 'x-unknown': true }),
});

export {
  known,
  prepare,
  check,
  meets,
  meetsNow,
  refused,
  refusedGrant,
  allRefused,
  allAccepted,
  preflight,
  arrived,
  attack,
  withstood,
  tampered,
  confused,
  withoutSignature,
  ownKeys,
  unknownKids,
  otherHeaders,
  forgedWith,
  forgedWithItsId,
  spellings,
  pairIn,
  refreshWith,
  signOutWith,
  revokeWith,
  bitsOf,
  saidBy,
  inOtherCase,
  greets,
  atNotes,
  doorOf,
  logIn,
  logInFor,
  audiencesOf,
  headerOf,
  keysIn,
  sizeOf,
  thumbprintOf,
  withJson,
  withToken,
  variable,
  route,
  ask,
  show,
  isSuccess,
  isObject,
  claimsOf,
  read,
  now,
  random,
  tokenIn,
};
