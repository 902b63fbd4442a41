// Mistakes of lesson 19: an issuer.

import { createPublicKey, sign, verify } from 'node:crypto';
import { Refusal } from '../../1-sign-and-verify/server.mjs';

export const FLAWS = [
  {
    name: 'no-key-set',
    what: 'publishes no keys',
    caughtBy: [
      'The published keys › GET /.well-known/jwks.json answers 200 and the public keys: {"keys": [...]}',
      "Sign in for an access token › The kid in the token's header names a key of the set",
    ],
    says: 'has no route GET /.well-known/jwks.json',
    wrong: () => ({
      keySet() {
        return this.unknownPath('/.well-known/jwks.json');
      },
      knownKeys() {
        return this.publishedKeys();
      },
    }),
  },
  {
    name: 'key-set-is-a-list',
    what: 'answers a list of keys, without the name keys',
    caughtBy: [
      'The published keys › GET /.well-known/jwks.json answers 200 and the public keys: {"keys": [...]}',
      "Sign in for an access token › The kid in the token's header names a key of the set",
    ],
    wrong: () => ({
      keySet() {
        return this.json(200, this.publishedKeys(), { 'Cache-Control': 'max-age=300' });
      },
      knownKeys() {
        return this.publishedKeys();
      },
    }),
  },
  {
    name: 'key-set-as-text',
    what: 'answers the keys as plain text',
    caughtBy: ['The published keys › The key set is JSON: application/jwk-set+json or application/json'],
    wrong: () => ({
      keySet() {
        const answer = super.keySet();
        return { ...answer, headers: { ...answer.headers, 'Content-Type': 'text/plain' } };
      },
    }),
  },
  {
    name: 'key-set-not-cached',
    what: 'forbids caches to keep the keys',
    caughtBy: ['The published keys › Others may keep the key set for a while: Cache-Control has a max-age'],
    wrong: () => ({
      keySet() {
        const answer = super.keySet();
        return { ...answer, headers: { ...answer.headers, 'Cache-Control': 'no-store' } };
      },
    }),
  },
  {
    name: 'key-set-without-max-age',
    what: 'does not say how long the keys may be kept',
    caughtBy: ['The published keys › Others may keep the key set for a while: Cache-Control has a max-age'],
    wrong: () => ({
      keySet() {
        const { status, headers, body } = super.keySet();
        return { status, headers: { 'Content-Type': headers['Content-Type'] }, body };
      },
    }),
  },
  {
    name: 'publishes-the-private-key',
    what: 'publishes the private key as well',
    caughtBy: ['The published keys › No private key is in the key set'],
    says: 'Replace this key at once',
    wrong: () => ({
      published(pair) {
        return { ...super.published(pair), d: pair.privateKey.export({ format: 'jwk' }).d };
      },
    }),
  },
  {
    name: 'key-without-use',
    what: 'does not say what a key is for',
    caughtBy: ['The published keys › Each key is for signatures with ES256: kty EC, crv P-256, alg ES256, use sig'],
    wrong: () => ({
      published(pair) {
        const { use: _, ...jwk } = super.published(pair);
        return jwk;
      },
    }),
  },
  {
    name: 'key-without-alg',
    what: 'does not name the algorithm of a key',
    caughtBy: ['The published keys › Each key is for signatures with ES256: kty EC, crv P-256, alg ES256, use sig'],
    wrong: () => ({
      published(pair) {
        const { alg: _, ...jwk } = super.published(pair);
        return jwk;
      },
    }),
  },
  {
    name: 'coordinates-with-padding',
    what: 'writes the coordinates with padding',
    caughtBy: ['The published keys › x and y have 32 bytes each'],
    wrong: () => ({
      published(pair) {
        const jwk = super.published(pair);
        return { ...jwk, x: `${jwk.x}=`, y: `${jwk.y}=` };
      },
      kidOf({ x, y, ...jwk }) {
        return super.kidOf({ x: `${x}=`, y: `${y}=`, ...jwk });
      },
    }),
  },
  {
    name: 'kid-is-a-number',
    what: 'names the key by a number',
    caughtBy: ['The published keys › Each kid is the thumbprint of its key (RFC 7638)'],
    wrong: () => ({
      kidOf({ x }) {
        return String(x.charCodeAt(0));
      },
    }),
  },
  {
    name: 'kid-hashes-all-members',
    what: 'hashes all members of the key for its name',
    caughtBy: ['The published keys › Each kid is the thumbprint of its key (RFC 7638)'],
    wrong: () => ({
      kidOf(jwk) {
        return super.kidOf({ ...jwk, crv: `${jwk.crv} ` });
      },
    }),
  },
  {
    name: 'kid-of-another-key',
    what: 'writes the name of another key into the header',
    caughtBy: ["Sign in for an access token › The kid in the token's header names a key of the set"],
    wrong: () => ({
      header() {
        return { ...super.header(), kid: 'my-key' };
      },
      keyFor() {
        return super.keyFor({ kid: this.publishedKeys()[0].kid });
      },
    }),
  },
  {
    name: 'token-without-kid',
    what: 'signs tokens without kid',
    caughtBy: ["Sign in for an access token › The kid in the token's header names a key of the set"],
    wrong: () => ({
      header() {
        const { kid: _, ...header } = super.header();
        return header;
      },
      keyFor() {
        return super.keyFor({ kid: this.publishedKeys()[0].kid });
      },
    }),
  },
  {
    name: 'typ-jwt',
    what: 'signs access tokens with typ JWT',
    caughtBy: ['Sign in for an access token › The header says that it is an access token: typ at+jwt'],
    wrong: () => ({
      header() {
        return { ...super.header(), typ: 'JWT' };
      },
      checkTyp() {},
    }),
  },
  {
    name: 'signature-in-der',
    what: 'signs in DER',
    caughtBy: ['Sign in for an access token › The signature has 64 bytes: r and s, not DER'],
    wrong: () => ({
      signature(text) {
        return sign('sha256', Buffer.from(text), this.pair.privateKey);
      },
      isSignedBy(key, text, signature) {
        return verify('sha256', Buffer.from(text), key, signature);
      },
    }),
  },
  {
    name: 'hs256-still',
    what: 'signs with the old secret, as in part 1',
    caughtBy: [
      'Sign in for an access token › The token is signed with ES256',
      'Sign in for an access token › The signature has 64 bytes: r and s, not DER',
      'A token of the earlier parts › A token signed with the old secret is refused',
    ],
    wrong: () => ({
      header() {
        return { ...super.header(), alg: 'HS256' };
      },
      signature(text) {
        return this.hmac(text);
      },
      checkAlg({ alg }) {
        if (alg !== 'HS256') throw new Refusal('alg is not HS256');
      },
      isSignedBy(key, text, signature) {
        return this.same(this.hmac(text), signature);
      },
    }),
  },
  {
    name: 'aud-of-both',
    what: 'signs each token for both services',
    caughtBy: [
      'Sign in for an access token › iss is the issuer, and aud is its own audience alone',
      'A token for the notes service › That token is for the notes service alone',
      'A token for another door › A token for another service is refused',
      'A token for the issuer itself › A token for the issuer is refused',
    ],
    wrong: () => ({
      tokenFor(user, _, signIn) {
        return super.tokenFor(user, [this.audience, this.notesAudience], signIn);
      },
    }),
  },
  {
    name: 'iss-is-an-address',
    what: 'writes its address into iss',
    caughtBy: ['Sign in for an access token › iss is the issuer, and aud is its own audience alone'],
    wrong: () => ({
      issuer: 'http://127.0.0.1:8000',
    }),
  },
  {
    name: 'no-client-id',
    what: 'leaves client_id out',
    caughtBy: ['Sign in for an access token › The token names its user and the app: sub and client_id'],
    wrong: () => ({
      claims() {
        const { client_id: _, ...claims } = super.claims();
        return claims;
      },
    }),
  },
  {
    name: 'lives-a-year',
    what: 'signs tokens for a year',
    caughtBy: ['Sign in for an access token › iat and exp are seconds, and the token ends within a day'],
    wrong: () => ({
      ttlSeconds: 31_536_000,
    }),
  },
  {
    name: 'milliseconds',
    what: 'writes iat and exp in milliseconds',
    caughtBy: ['Sign in for an access token › iat and exp are seconds, and the token ends within a day'],
    wrong: () => ({
      claims() {
        const { iat, exp, ...claims } = super.claims();
        return { ...claims, iat: iat * 1000, exp: exp * 1000 };
      },
      checkExp({ exp }) {
        super.checkExp({ exp: exp / 1000 });
      },
    }),
  },
  {
    name: 'same-jti',
    what: 'gives every token the same jti',
    caughtBy: ['Sign in for an access token › Each token has its own jti'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), jti: 'a-token' };
      },
    }),
  },
  {
    name: 'login-is-cached',
    what: 'lets caches keep the token',
    caughtBy: ['Sign in for an access token › No cache keeps the token: Cache-Control is no-store'],
    wrong: () => ({
      notStored() {
        return {};
      },
    }),
  },
  {
    name: 'token-under-another-name',
    what: 'answers the token as access_token',
    caughtBy: ['Sign in for an access token › POST /login answers 200 and a token: {"token": "…"}'],
    wrong: () => ({
      async loginJson(request) {
        const answer = await super.loginJson(request);
        const { token, ...rest } = JSON.parse(answer.body);
        return { ...answer, body: JSON.stringify({ ...rest, access_token: token }) };
      },
    }),
  },
  {
    name: 'audience-ignored',
    what: 'signs for itself, whatever audience the login names',
    caughtBy: ['A token for the notes service › A login with an audience answers 200 and a token for it'],
    wrong: () => ({
      audienceFor() {
        return this.audience;
      },
    }),
  },
  {
    name: 'any-audience',
    what: 'signs for any audience that the login names',
    caughtBy: ['A service that nobody knows › A login for an unknown audience is refused'],
    wrong: () => ({
      audienceFor({ audience = this.audience }) {
        return audience;
      },
    }),
  },
  {
    name: 'audience-in-any-case',
    what: 'compares the audience without regard to case',
    caughtBy: ['A service that nobody knows › A login for an unknown audience is refused'],
    wrong: () => ({
      audienceFor({ audience = this.audience }) {
        return super.audienceFor({ audience: typeof audience === 'string' ? audience.toLowerCase() : audience });
      },
    }),
  },
  {
    name: 'unknown-audience-is-500',
    what: 'crashes on an unknown audience',
    caughtBy: ['A service that nobody knows › The refusal is a 400 or 422 in JSON'],
    wrong: () => ({
      audienceFor(fields) {
        try {
          return super.audienceFor(fields);
        } catch {
          throw new Error('no such audience');
        }
      },
    }),
  },
  {
    name: 'decodes-only-at-the-issuer',
    what: 'the issuer reads the payload and never looks at the signature',
    caughtBy: [
      'A letter too many › A token that was changed after it was signed is refused',
      'The public key as a shared secret › A token signed with the public key as its secret is refused',
      'A token of the earlier parts › A token signed with the old secret is refused',
      'No algorithm at all › A token that wants no signature is refused',
      'A stranger and a key › A token that brings its own key is refused',
      'A name for no key › A token whose kid names no key is refused',
      'A header that says something else › A token with another header is refused',
      'A token for another door › A token for another service is refused',
    ],
    wrong: () => ({
      verify(token) {
        return !this.isNotes ? this.decode(token.split('.')[1] ?? '') : super.verify(token);
      },
    }),
  },
  {
    name: 'alg-from-the-token-at-the-issuer',
    what: 'the issuer takes the algorithm from the header, and the public key in PEM as its secret',
    caughtBy: ['The public key as a shared secret › A token signed with the public key as its secret is refused'],
    wrong: () => ({
      checkAlg({ alg }) {
        if (!(!this.isNotes && alg === 'HS256')) super.checkAlg({ alg });
      },
      checkSignature(header, [first, second, signature]) {
        if (header.alg !== 'HS256') return super.checkSignature(header, [first, second, signature]);
        const pem = this.keyFor(header).export({ format: 'pem', type: 'spki' });
        if (!this.same(this.hmac(`${first}.${second}`, 'sha256', pem), this.bytes(signature))) throw new Refusal('no');
      },
    }),
  },
  {
    name: 'key-as-json-is-a-secret-at-the-issuer',
    what: 'the issuer takes the algorithm from the header, and the JWK as text as its secret',
    caughtBy: ['The public key as a shared secret › A token signed with the public key as its secret is refused'],
    wrong: () => ({
      checkAlg({ alg }) {
        if (!(!this.isNotes && alg === 'HS256')) super.checkAlg({ alg });
      },
      checkSignature(header, [first, second, signature]) {
        if (header.alg !== 'HS256') return super.checkSignature(header, [first, second, signature]);
        const jwk = JSON.stringify(this.knownKeys().find(({ kid }) => kid === header.kid) ?? {});
        if (!this.same(this.hmac(`${first}.${second}`, 'sha256', jwk), this.bytes(signature))) throw new Refusal('no');
      },
    }),
  },
  {
    name: 'none-in-capitals-at-the-issuer',
    what: 'the issuer refuses none, but takes None and NONE unsigned',
    caughtBy: ['No algorithm at all › A token that wants no signature is refused'],
    wrong: () => ({
      checkAlg({ alg }) {
        if (!(!this.isNotes && /^none$/i.test(alg) && alg !== 'none')) super.checkAlg({ alg });
      },
      checkSignature(header, parts) {
        if (header.alg === 'ES256') super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'no-alg-no-signature-at-the-issuer',
    what: 'the issuer takes a token without alg unsigned',
    caughtBy: ['No algorithm at all › A token that wants no signature is refused'],
    wrong: () => ({
      checkAlg(header) {
        if (!(!this.isNotes && !('alg' in header))) super.checkAlg(header);
      },
      checkSignature(header, parts) {
        if ('alg' in header) super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'believes-a-jwk-at-the-issuer',
    what: 'the issuer verifies with the key that the token brings along',
    caughtBy: [
      'A stranger and a key › A token that brings its own key is refused',
      'A user who has left › The token of a deleted account is refused',
    ],
    wrong: () => ({
      keyFor(header) {
        return !this.isNotes && header.jwk ? createPublicKey({ key: header.jwk, format: 'jwk' }) : super.keyFor(header);
      },
      guarded(request) {
        const claims = this.verify(this.token(request));
        return this.users.find(({ id }) => id === claims.sub) ?? { ...claims, name: claims.username };
      },
    }),
  },
  {
    name: 'unknown-key-passes-at-the-issuer',
    what: 'the issuer skips the signature if it does not find the key',
    caughtBy: ['A name for no key › A token whose kid names no key is refused'],
    wrong: () => ({
      checkSignature(header, parts) {
        const isKnown = this.knownKeys().some(({ kid }) => kid === header.kid);
        if (isKnown || !!this.isNotes) super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'unknown-key-crashes-at-the-issuer',
    what: 'the issuer crashes if it does not find the key',
    caughtBy: [
      'A stranger and a key › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'A name for no key › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      unknownKey(kid) {
        if (!this.isNotes) throw new TypeError('no key');
        return super.unknownKey(kid);
      },
    }),
  },
  {
    name: 'crashes-at-a-list-as-kid-at-the-issuer',
    what: 'the issuer crashes if the kid is a list',
    caughtBy: ['A name for no key › The refusal is a 401 or 400 in JSON, with a Bearer challenge'],
    wrong: () => ({
      keyFor(header) {
        if (!this.isNotes && Array.isArray(header.kid)) throw new TypeError('kid.startsWith is not a function');
        return super.keyFor(header);
      },
    }),
  },
  {
    name: 'signs-the-payload-only-at-the-issuer',
    what: 'the issuer leaves the header out of the signature',
    caughtBy: [
      'A name for no key › A token whose kid names no key is refused',
      'A header that says something else › A token with another header is refused',
    ],
    wrong: () => ({
      checkSignature(header, [first, second, signature]) {
        if (this.isNotes) return super.checkSignature(header, [first, second, signature]);
        const own = this.encode(JSON.stringify(this.header()));
        return super.checkSignature(this.header(), [own, second, signature]);
      },
      checkTyp(header) {
        if (this.isNotes) super.checkTyp(header);
      },
    }),
  },
  {
    name: 'audience-not-checked-at-the-issuer',
    what: 'the issuer does not compare the audience',
    caughtBy: ['A token for another door › A token for another service is refused'],
    wrong: () => ({
      checkAud(payload) {
        if (this.isNotes) super.checkAud(payload);
      },
    }),
  },
  {
    name: 'crashes-at-a-short-signature-at-the-issuer',
    what: 'the issuer crashes if a signature is too short',
    caughtBy: [
      'A letter too many › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'The public key as a shared secret › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      isSignedBy(key, text, signature) {
        if (!this.isNotes && signature.length !== 64) throw new TypeError('offset is out of bounds');
        return super.isSignedBy(key, text, signature);
      },
    }),
  },
  {
    name: 'crashes-at-another-alg-at-the-issuer',
    what: 'the issuer crashes on an algorithm that it does not know',
    caughtBy: [
      'The public key as a shared secret › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'A token of the earlier parts › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'No algorithm at all › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'A stranger and a key › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'A header that says something else › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      checkAlg({ alg }) {
        if (!this.isNotes && alg !== 'ES256') throw new TypeError('verifiers[alg] is not a function');
      },
    }),
  },
  {
    name: 'crashes-at-another-audience-at-the-issuer',
    what: 'the issuer crashes on a token for another service',
    caughtBy: ['A token for another door › The refusal is a 401 or 400 in JSON, with a Bearer challenge'],
    wrong: () => ({
      checkAud({ aud }) {
        if (!this.isNotes && ![aud].flat().includes(this.audience)) throw new TypeError('no such service');
        super.checkAud({ aud });
      },
    }),
  },
  {
    name: 'refusal-without-challenge-at-the-issuer',
    what: 'the issuer refuses without saying how to authenticate',
    caughtBy: ['A letter too many › The refusal is a 401 or 400 in JSON, with a Bearer challenge'],
    wrong: () => ({
      challenge(refusal) {
        return !this.isNotes ? {} : super.challenge(refusal);
      },
    }),
  },
  {
    name: 'old-secret-still-counts',
    what: 'accepts tokens of the earlier parts, too',
    caughtBy: ['A token of the earlier parts › A token signed with the old secret is refused'],
    wrong: () => ({
      checkAlg({ alg }) {
        if (this.isNotes || alg !== 'HS256') super.checkAlg({ alg });
      },
      checkTyp(header) {
        if (header.alg !== 'HS256') super.checkTyp(header);
      },
      checkSignature(header, [first, second, signature]) {
        if (header.alg !== 'HS256') return super.checkSignature(header, [first, second, signature]);
        if (!this.same(this.hmac(`${first}.${second}`), this.bytes(signature))) throw new Refusal('no');
      },
    }),
  },
  {
    name: 'gone-user-is-greeted',
    what: 'greets a user who is gone',
    caughtBy: ['A user who has left › The token of a deleted account is refused'],
    wrong: () => ({
      remove(user) {
        this.gone = [...(this.gone ?? []), user];
        super.remove(user);
      },
      userOf(claims) {
        return (this.gone ?? []).find(({ id }) => id === claims.sub) ?? super.userOf(claims);
      },
    }),
  },
  {
    name: 'crashes-when-the-user-has-left',
    what: 'crashes if the user of a token does not exist',
    caughtBy: ['A user who has left › The refusal is a 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      userOf({ sub }) {
        return this.users.find(({ id }) => id === sub);
      },
    }),
  },
  {
    name: 'delete-does-nothing',
    what: 'does not know DELETE /me',
    caughtBy: ['A user who has left › DELETE /me answers 204'],
    wrong: () => ({
      deleteMe() {
        return this.wrongMethod(['GET']);
      },
    }),
  },
  {
    name: 'refuses-its-own',
    what: 'refuses every token',
    caughtBy: ['The door of the issuer › GET /protected answers 200 to a token from the login and greets its user'],
    wrong: () => ({
      guarded() {
        throw new Refusal('no');
      },
    }),
  },
];
