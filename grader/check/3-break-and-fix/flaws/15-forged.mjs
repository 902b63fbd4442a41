// Fixes of lesson 15 that forbid too little, or too much.

import { Refusal } from '../../1-sign-and-verify/server.mjs';
import { breaksAt, hmacOf, refusesAllAt } from './steps.mjs';

const CHANGED = 'A payload that was changed › A token whose payload was changed is refused';
const NONE = 'An unsigned token › A token with the algorithm none, in any spelling, is refused';
const NONE_NEIGHBOR = "An unsigned token › Only alg counts: a name such as none, and the order of the header, don't";
const FIRST = 'Claims before the signature › A forged token is refused, and none is renewed';
const SAME = 'Claims before the signature › A forged token gets the same answer, whichever of its claims is wrong';
const CONFUSED = 'A public key as a secret › A token signed with the public key is refused';
const OWN_KEY = 'A key that comes along › A token that brings its own key is refused';
const PATH = 'A kid that is a path › A token whose kid is a path is refused';
const WORD = 'A secret that can be guessed › A token signed with a common word is refused';
const EMPTY = 'An empty secret › A token signed with an empty key is refused';

/** Accepts the token without a signature if its alg is one of these. */
const takesUnsigned = (is) => ({
  checkNone(token) {
    const { alg } = this.headerOf(token);
    return is(alg) ? this.payload(token) : super.checkNone(token);
  },
});

export const FLAWS = [
  {
    name: 'decodes-only',
    what: 'reads the payload and never looks at the signature',
    caughtBy: [CHANGED],
    wrong: () => ({
      checkReadNotVerified(token) {
        return this.payload(token);
      },
    }),
  },
  {
    name: 'signature-by-its-length',
    what: 'looks whether there is a signature, and how long it is',
    caughtBy: [CHANGED],
    wrong: () => ({
      checkReadNotVerified(token) {
        if (token.split('.')[2]?.length !== 43) throw new Refusal('no signature');
        return this.payload(token);
      },
    }),
  },
  {
    name: 'signature-only-if-there',
    what: 'verifies a signature if there is one',
    caughtBy: [CHANGED],
    wrong: () => ({
      checkReadNotVerified(token) {
        return token.split('.')[2] ? super.checkReadNotVerified(token) : this.payload(token);
      },
    }),
  },
  {
    name: 'signs-what-it-writes-itself',
    what: 'signs the payload again after writing it in ASCII, and compares',
    caughtBy: ['A payload that was changed › A token signed with jwtSecret is believed, whatever the name'],
    wrong: () => ({
      checkReadNotVerified(token) {
        if (/[^\0-\x7f]/.test(JSON.stringify(this.payload(token)))) throw new Refusal('the signature does not match');
        return super.checkReadNotVerified(token);
      },
    }),
  },
  {
    name: 'takes-none',
    what: 'takes alg none, in any spelling',
    caughtBy: [NONE],
    wrong: () => takesUnsigned((alg) => /^none$/i.test(alg)),
  },
  {
    name: 'forbids-none-in-small-letters',
    what: 'forbids the word none, and takes NONE and nOnE',
    caughtBy: [NONE],
    wrong: () => takesUnsigned((alg) => /^none$/i.test(alg) && alg !== 'none'),
  },
  {
    name: 'forbids-three-spellings-of-none',
    what: 'forbids none, None and NONE',
    caughtBy: [NONE],
    wrong: () => takesUnsigned((alg) => /^none$/i.test(alg) && !['none', 'None', 'NONE'].includes(alg)),
  },
  {
    name: 'takes-none-after-trimming',
    what: 'forbids none, and trims the name later',
    caughtBy: [NONE],
    wrong: () => takesUnsigned((alg) => typeof alg === 'string' && !/^none$/i.test(alg) && /^none$/i.test(alg.trim())),
  },
  {
    name: 'no-alg-is-none',
    what: 'takes a header without alg for one without a signature',
    caughtBy: [NONE],
    wrong: () => takesUnsigned((alg) => alg === undefined),
  },
  {
    name: 'blank-signature-of-none',
    what: 'takes none if the signature is blank, but there',
    caughtBy: [NONE],
    wrong: () => ({
      checkNone(token) {
        const isNone = /^none$/i.test(this.headerOf(token).alg) && token.split('.')[2] === 'IA';
        return isNone ? this.payload(token) : super.checkNone(token);
      },
    }),
  },
  {
    name: 'forbids-the-word-none-anywhere',
    what: 'refuses every token with the word none in it, in a name as well',
    caughtBy: [NONE_NEIGHBOR],
    wrong: () => ({
      checkNone(token) {
        if (token.split('.').some((part) => /none/i.test(Buffer.from(part, 'base64url').toString())))
          throw new Refusal('none');
        return super.checkNone(token);
      },
    }),
  },
  {
    name: 'one-header-alone',
    what: 'compares the header with its own, letter by letter',
    caughtBy: [NONE_NEIGHBOR],
    wrong: () => ({
      checkNone(token) {
        const own = this.sign({}).split('.')[0];
        const other = this.encode('{"typ":"JWT","alg":"HS256"}');
        if (![own, other].includes(token.split('.')[0])) throw new Refusal('another header');
        return super.checkNone(token);
      },
    }),
  },
  {
    name: 'claims-before-the-signature',
    what: 'validates the claims first, and names the one that is wrong',
    caughtBy: [SAME],
    wrong: () => ({
      checkClaimsFirst(token) {
        const claims = this.payload(token);
        const no = (error) => Object.assign(new Refusal(error), { body: { error } });
        if (claims.iss !== this.issuer) throw no('another issuer');
        if (claims.aud !== this.audience) throw no('another audience');
        return super.checkClaimsFirst(token);
      },
      refusalBody(refusal) {
        return refusal.body ?? super.refusalBody(refusal);
      },
    }),
  },
  {
    name: 'another-status-for-expired',
    what: 'answers 400 to an expired token, before it looks at the signature',
    caughtBy: [SAME],
    wrong: () => ({
      checkClaimsFirst(token) {
        if (this.payload(token).exp < this.now()) throw Object.assign(new Refusal('expired'), { isOld: true });
        return super.checkClaimsFirst(token);
      },
      refusalStatus(refusal) {
        return refusal.isOld ? 400 : super.refusalStatus(refusal);
      },
    }),
  },
  {
    name: 'renews-what-expired',
    what: 'renews a token that has expired, whoever signed it',
    caughtBy: [FIRST],
    wrong: () => ({
      renewable(token) {
        const claims = this.payload(token);
        return claims.exp < this.now() ? claims : super.renewable(token);
      },
    }),
  },
  {
    name: 'renews-anything',
    what: 'renews without verifying',
    caughtBy: [FIRST],
    wrong: () => ({
      renewable(token) {
        return this.payload(token);
      },
    }),
  },
  {
    name: 'renews-nothing',
    what: 'renews no token at all',
    caughtBy: ['Claims before the signature › A valid token is renewed, and the new one is believed'],
    wrong: () => ({
      renewable() {
        throw new Refusal('sign in again');
      },
    }),
  },
  {
    name: 'another-word',
    what: 'uses another word of the list',
    caughtBy: [WORD],
    wrong: () => ({ word: 'football' }),
  },
  {
    name: 'a-word-with-a-sign',
    what: 'uses a word with a capital letter and an exclamation mark',
    caughtBy: [WORD],
    wrong: () => ({ word: 'Sunshine' }),
  },
  {
    name: 'the-old-secret-is-still-taken',
    what: 'signs with a good secret, and still takes the old one',
    caughtBy: [WORD],
    wrong: () => ({
      checkGuessableSecret(token) {
        return hmacOf(token, 'changeme') ? this.payload(token) : super.checkGuessableSecret(token);
      },
    }),
  },
  {
    name: 'an-empty-secret',
    what: 'signs with nothing where the variable is missing',
    caughtBy: [EMPTY],
    wrong: () => ({ mail: '' }),
  },
  {
    name: 'the-secret-undefined',
    what: 'makes text of a variable that is missing',
    caughtBy: [EMPTY],
    wrong: () => ({ mail: 'undefined' }),
  },
  {
    name: 'takes-an-empty-key-too',
    what: 'signs with a secret, and takes an empty key as well',
    caughtBy: [EMPTY],
    wrong: () => ({
      checkEmptySecret(token) {
        return hmacOf(token, '') ? this.payload(token) : super.checkEmptySecret(token);
      },
    }),
  },
  ...[
    ['the-point-as-a-secret', 'the bytes of the point', (server) => server.publicPoint()],
    ['the-half-points-as-a-secret', 'x and y', (server) => server.publicPoint().subarray(1)],
    ['pem-as-a-secret', 'the PEM text', (server) => server.publicPem()],
    ['pem-without-its-end-as-a-secret', 'the PEM text without its line break', (server) => server.publicPem().trim()],
    [
      'der-as-a-secret',
      'the DER',
      (server) => Buffer.from(server.publicPem().replace(/-----.*?-----|\s/g, ''), 'base64'),
    ],
    ['the-answer-as-a-secret', 'the text of the key as it is published', (server) => server.publicKey().body],
  ].map(([name, what, key]) => ({
    name,
    what: `takes HS256 where it expects ES256, with ${what} as the secret`,
    caughtBy: [CONFUSED],
    wrong: () => ({
      checkKeyConfusion(token) {
        return hmacOf(token, key(this)) ? this.payload(token) : super.checkKeyConfusion(token);
      },
    }),
  })),
  {
    name: 'forbids-hs256',
    what: 'forbids HS256, and takes HS512 with the public key',
    caughtBy: [CONFUSED],
    wrong: () => ({
      checkKeyConfusion(token) {
        return hmacOf(token, this.publicPoint(), 'sha512') ? this.payload(token) : super.checkKeyConfusion(token);
      },
    }),
  },
  {
    name: 'zeros-are-a-signature',
    what: 'takes r = s = 0 for a signature of any text',
    caughtBy: [CONFUSED],
    wrong: () => ({
      checkEs256(token) {
        if (!/^A+$/.test(token.split('.')[2])) super.checkEs256(token);
      },
    }),
  },
  {
    name: 'hides-the-public-key',
    what: 'no longer publishes the key',
    caughtBy: ['A public key as a secret › GET /key-confusion/public-key answers the public key'],
    wrong: () => ({
      publicKey() {
        return this.json(404, { error: 'gone' });
      },
    }),
  },
  {
    name: 'believes-a-secret-jwk',
    what: 'verifies with a secret key from the header',
    caughtBy: [OWN_KEY],
    wrong: () => ({
      checkOwnKey(token) {
        const { jwk } = this.headerOf(token);
        const brings = jwk?.k && hmacOf(token, Buffer.from(jwk.k, 'base64url'));
        return brings ? this.payload(token) : super.checkOwnKey(token);
      },
    }),
  },
  {
    name: 'forbids-secret-jwks-alone',
    what: 'forbids a secret key in the header, and verifies with a public one',
    caughtBy: [OWN_KEY],
    wrong: () => ({
      checkOwnKey(token) {
        const { jwk } = this.headerOf(token);
        return jwk?.crv && this.fitsJwk(token, jwk) ? this.payload(token) : super.checkOwnKey(token);
      },
    }),
  },
  {
    name: 'believes-a-jwk-with-a-kid',
    what: 'believes a key from the header if it names itself',
    caughtBy: [OWN_KEY],
    wrong: () => ({
      checkOwnKey(token) {
        const { jwk, kid } = this.headerOf(token);
        const brings = jwk?.k && kid === jwk.kid && kid && hmacOf(token, Buffer.from(jwk.k, 'base64url'));
        return brings ? this.payload(token) : super.checkOwnKey(token);
      },
    }),
  },
  {
    name: 'refuses-unknown-members',
    what: 'refuses a header with any member that it does not know',
    caughtBy: ['A key that comes along › A token with other members in its header is believed'],
    wrong: () => ({
      checkOwnKey(token) {
        const others = Object.keys(this.headerOf(token)).filter((name) => !['alg', 'typ'].includes(name));
        if (others.length) throw new Refusal('an unknown member');
        return super.checkOwnKey(token);
      },
    }),
  },
  ...[
    ['kid-as-a-path', 'reads any file that kid names', (kid) => kid === '../public/robots.txt'],
    ['kid-with-backslashes', 'forbids / in a kid, and takes \\', (kid) => kid === '..\\public\\robots.txt'],
    ['kid-that-starts-well', 'wants a kid to start with a known one', (kid) => /^2026\/.*robots\.txt$/.test(kid)],
    ['kid-without-dots', 'forbids .. in a kid', (kid) => kid === 'public/robots.txt'],
  ].map(([name, what, reads]) => ({
    name,
    what,
    caughtBy: [PATH],
    wrong: () => ({
      keyOf(header) {
        return reads(header.kid ?? '') ? this.robotsFile().body : super.keyOf(header);
      },
    }),
  })),
  {
    name: 'an-unknown-kid-is-an-empty-key',
    what: 'takes an empty key where it does not know the kid',
    caughtBy: [PATH],
    wrong: () => ({
      keyOf({ kid }) {
        return Object.hasOwn(this.ids, kid ?? '') ? this.ids[kid] : '';
      },
    }),
  },
  {
    name: 'the-public-file-is-a-key',
    what: 'knows the kids, and one of the keys is the public file',
    caughtBy: [PATH],
    wrong: () => ({
      tokenOfAttack(attack, name, kid) {
        this.ids = { ...this.ids, 2026: this.robotsFile().body };
        return super.tokenOfAttack(attack, name, kid);
      },
    }),
  },
  {
    name: 'one-kid-alone',
    what: 'knows the newest key alone',
    caughtBy: ['A kid that is a path › A token with the kid 2025 is believed, too'],
    wrong: () => ({
      keyOf(header) {
        if (header.kid !== '2026') throw new Refusal('this key is not known');
        return super.keyOf(header);
      },
    }),
  },
  {
    name: 'no-public-file',
    what: 'deletes the public file',
    caughtBy: ['A kid that is a path › GET /kid-path/robots.txt answers a file'],
    wrong: () => ({
      robotsFile() {
        return this.json(404, { error: 'gone' });
      },
    }),
  },
  ...[
    ['A payload that was changed', 'read-not-verified'],
    ['An unsigned token', 'none'],
    ['Claims before the signature', 'claims-first'],
    ['A secret that can be guessed', 'guessable-secret'],
    ['An empty secret', 'empty-secret'],
    ['A public key as a secret', 'key-confusion'],
    ['A key that comes along', 'own-key'],
    ['A kid that is a path', 'kid-path'],
  ].flatMap(([request, attack]) => [refusesAllAt(request, attack), breaksAt(request, attack)]),
];
