// Every flaw that the collection must catch, each in one place: what is wrong, and which test says so.
//
// `wrong` replaces steps of a correct server (server.mjs); `super` is that server. `caughtBy` names the
// tests that must fail: these and no others.

import { createPublicKey, timingSafeEqual } from 'node:crypto';
import { Refusal, Server } from './server.mjs';

/** The correct server with the step of this flaw in front of it. */
export function flawed(server, flaw) {
  return Object.setPrototypeOf(flaw.wrong(), server);
}

const payloadOf = (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}');

export const FLAWS = [
  // The server answers the same to everybody

  {
    name: 'accepts-everything',
    what: 'answers 200 to any request: what a good token says, else the mock user',
    caughtBy: [
      'Send no token › Without a token, the answer is a 401',
      'A changed payload › A token with a changed payload is refused',
      'Signed with another secret › A token signed with another secret is refused',
      'A token that has expired › A token that has expired is refused',
      'A token that is not valid yet › A token before its nbf is refused',
      'Another issuer › A token of another issuer is refused',
      'Another audience › A token for another audience is refused',
    ],
    wrong: () => ({
      verifyToken(request) {
        try {
          return super.verifyToken(request);
        } catch {
          return this.json(200, this.verified(this.user));
        }
      },
    }),
  },
  {
    name: 'accepts-every-token',
    what: 'reads the payload of any token and checks nothing',
    caughtBy: [
      'A changed payload › A token with a changed payload is refused',
      'Signed with another secret › A token signed with another secret is refused',
      'A token that has expired › A token that has expired is refused',
      'A token that is not valid yet › A token before its nbf is refused',
      'Another issuer › A token of another issuer is refused',
      'Another audience › A token for another audience is refused',
    ],
    wrong: () => ({ verify: payloadOf }),
  },
  {
    name: 'refuses-every-token',
    what: 'answers 401 to good tokens, too',
    caughtBy: [
      'Send the token in the header › POST /verify-token answers 200 to a token in the Authorization header',
      'Verify a fresh token › The server accepts the token that it signed',
      'Verify a token of the collection › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({
      verify() {
        throw new Refusal('no');
      },
    }),
  },
  {
    name: 'answers-by-heart',
    what: 'checks the token, then answers the same user to everybody',
    caughtBy: ['Verify a token of the collection › The answer is read from this token: it has its username'],
    wrong: () => ({
      verify(token) {
        return { ...super.verify(token), ...this.user };
      },
    }),
  },
  {
    name: 'answers-the-last-user',
    what: 'checks the token, then answers the user of the token that it signed last',
    caughtBy: ['Verify a token of the collection › The answer is read from this token: it has its username'],
    wrong: () => ({
      sign(payload) {
        this.last = payload;
        return super.sign(payload);
      },
      verify(token) {
        const own = super.verify(token);
        return this.last ?? own;
      },
    }),
  },

  // The token that it signs

  {
    name: 'mixes-users-up',
    what: 'keeps the user of the request in a variable that all requests share',
    caughtBy: ['Many at once › Thirty requests at once get the answer that is theirs'],
    wrong: () => ({
      async verifyToken(request) {
        this.current = super.verify(this.token(request));
        await new Promise((resolve) => setTimeout(resolve, 20));
        return this.json(200, this.verified(this.current));
      },
    }),
  },
  {
    name: 'password-in-the-token',
    what: 'signs the whole row of the database, password included',
    caughtBy: ['Sign a token › No password is in the token'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), password: 'test' };
      },
    }),
  },
  {
    name: 'password-deep-in-the-token',
    what: 'signs the whole row of the database inside another claim',
    caughtBy: ['Sign a token › No password is in the token'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), account: { pwd: 'test' } };
      },
    }),
  },
  {
    name: 'password-beside-the-token',
    what: 'sends the row of the database with the token, password included',
    caughtBy: ['Who is the user? › No password is in the answer'],
    wrong: () => ({
      signToken() {
        return this.json(200, { token: this.sign(this.claims()), user: { password: 'test' } });
      },
    }),
  },
  {
    name: 'password-in-the-verified-user',
    what: 'looks the user up after the check and answers the whole row, password included',
    caughtBy: ['Verify a fresh token › No password is in the answer'],
    wrong: () => ({
      verified(payload) {
        return super.verified({ ...payload, password: 'test' });
      },
    }),
  },
  {
    name: 'same-token-for-everybody',
    what: 'signed one token, an hour ago, and hands it out ever since',
    caughtBy: ['A token with an end › iat is the moment at which this token was made'],
    wrong: () => ({
      claims() {
        const { exp, iat, ...rest } = super.claims();
        return { ...rest, iat: iat - 3600, exp: this.now() + 900 };
      },
    }),
  },
  {
    name: 'no-exp-in-the-token',
    what: 'signs tokens that never expire',
    caughtBy: [
      'A token with an end › exp is a number of seconds since 1970',
      'A token without exp › A token without exp is refused',
    ],
    wrong: () => ({
      claims() {
        const { exp, ...rest } = super.claims();
        return rest;
      },
      checkExp(payload) {
        if ('exp' in payload) super.checkExp(payload);
      },
    }),
  },
  {
    name: 'exp-in-milliseconds',
    what: 'signs and compares exp in milliseconds, as Date.now() gives them',
    caughtBy: ['A token with an end › exp is a number of seconds since 1970'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), exp: Date.now() + 1_800_000 };
      },
    }),
  },
  {
    name: 'exp-as-text',
    what: 'writes exp between quotes',
    caughtBy: [
      'A token with an end › exp is a number of seconds since 1970',
      'An exp that is not a number › A token whose exp is not a number is refused',
    ],
    wrong: () => ({
      claims() {
        const claims = super.claims();
        return { ...claims, exp: String(claims.exp) };
      },
      checkExp({ exp }) {
        super.checkExp({ exp: typeof exp === 'string' ? Number(exp) : exp });
      },
    }),
  },
  {
    name: 'exp-in-a-year',
    what: 'signs tokens that live for a year',
    caughtBy: ['A token with an end › exp lies ahead, and not more than 24 hours'],
    wrong: () => ({ ttlSeconds: 365 * 86_400 }),
  },
  {
    name: 'exp-is-now',
    what: 'forgets to add the lifetime: the token is too late when it arrives',
    caughtBy: [
      'Verify a fresh token › The server accepts the token that it signed',
      'A token with an end › exp lies ahead, and not more than 24 hours',
    ],
    wrong: () => ({
      claims() {
        const claims = super.claims();
        return { ...claims, exp: claims.iat - this.leewaySeconds };
      },
    }),
  },
  {
    name: 'no-iat',
    what: 'does not say when the token was made',
    caughtBy: ['A token with an end › iat is the moment at which this token was made'],
    wrong: () => ({
      claims() {
        const { iat, ...rest } = super.claims();
        return rest;
      },
    }),
  },
  {
    name: 'iat-in-milliseconds',
    what: 'writes iat in milliseconds',
    caughtBy: ['A token with an end › iat is the moment at which this token was made'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), iat: Date.now() };
      },
    }),
  },
  {
    name: 'iat-in-another-time-zone',
    what: 'writes iat in local time, some hours from UTC',
    caughtBy: ['A token with an end › iat is the moment at which this token was made'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), iat: this.now() + 7200 };
      },
    }),
  },
  {
    name: 'no-iss-in-the-token',
    what: 'does not say who issued the token',
    caughtBy: [
      "From whom, and for whom › iss is the issuer of the collection's variables",
      'A token without iss › A token without iss is refused',
    ],
    wrong: () => ({
      claims() {
        const { iss, ...rest } = super.claims();
        return rest;
      },
      checkIss(payload) {
        if ('iss' in payload) super.checkIss(payload);
      },
    }),
  },
  {
    name: 'no-aud-in-the-token',
    what: 'does not say for whom the token is',
    caughtBy: [
      'Verify a fresh token › The server accepts the token that it signed',
      "From whom, and for whom › aud is, or has, the audience of the collection's variables",
    ],
    wrong: () => ({
      claims() {
        const { aud, ...rest } = super.claims();
        return rest;
      },
    }),
  },
  {
    name: 'another-iss-in-the-token',
    what: 'issues its tokens under another name than it is told to',
    caughtBy: ["From whom, and for whom › iss is the issuer of the collection's variables"],
    wrong: () => ({
      claims() {
        return { ...super.claims(), iss: 'my-server' };
      },
      checkIss({ iss }) {
        if (iss !== 'my-server') super.checkIss({ iss });
      },
    }),
  },
  {
    name: 'another-aud-in-the-token',
    what: 'makes its tokens for another audience than it is told to',
    caughtBy: ["From whom, and for whom › aud is, or has, the audience of the collection's variables"],
    wrong: () => ({
      claims() {
        return { ...super.claims(), aud: 'everyone' };
      },
      checkAud({ aud }) {
        if (aud !== 'everyone') super.checkAud({ aud });
      },
    }),
  },
  {
    name: 'no-user-name',
    what: 'leaves the user name out of the token',
    caughtBy: ['Who is the user? › The answer names the user: an id and a username'],
    wrong: () => ({
      claims() {
        const { username, ...rest } = super.claims();
        return rest;
      },
    }),
  },
  {
    name: 'no-user-id',
    what: 'leaves the id of the user out of the token',
    caughtBy: ['Who is the user? › The answer names the user: an id and a username'],
    wrong: () => ({
      claims() {
        const { sub, id, ...rest } = super.claims();
        return rest;
      },
    }),
  },
  {
    name: 'signs-with-hs512',
    what: 'signs with HS512 (and takes both)',
    caughtBy: [
      'Sign a token › The header says HS256',
      'Another HMAC › A token signed with HS384 or HS512 is refused',
      'An algorithm that does not fit › A token whose alg is not HS256 is refused, even with a good signature',
    ],
    wrong: () => ({
      header() {
        return { ...super.header(), alg: 'HS512' };
      },
      hmac(text, hash = 'sha512', key) {
        return super.hmac(text, hash, key);
      },
      checkAlgorithm() {},
      checkSignature({ alg }, [first, second, signature]) {
        if (this.encode(this.hmac(`${first}.${second}`, alg === 'HS512' ? 'sha512' : 'sha256')) !== signature)
          throw new Refusal('signature');
      },
    }),
  },
  {
    name: 'signs-with-none',
    what: 'hands out tokens without a signature (and takes its own back)',
    caughtBy: [
      'Sign a token › The header says HS256',
      'Verify a fresh token › The server accepts the token that it signed',
    ],
    wrong: () => ({
      sign: (payload) =>
        [{ alg: 'none', typ: 'JWT' }, payload]
          .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
          .join('.') + '.',
    }),
  },
  {
    name: 'padding-in-the-token',
    what: 'keeps the = of base64, so that its tokens are not JWTs',
    caughtBy: ['Sign a token › The token is a JWT: three parts in base64url, header and payload are JSON'],
    wrong: () => ({
      encode: (bytes) => Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
      bytes: (part) => Buffer.from(part, 'base64url'),
    }),
  },
  {
    name: 'signature-in-hex',
    what: 'writes the signature as hexadecimal digits',
    caughtBy: [
      'Sign a token › The signature is made with jwtSecret',
      'Verify a fresh token › The server accepts the token that it signed',
    ],
    wrong: () => ({
      encode: (bytes) => (typeof bytes === 'string' ? Buffer.from(bytes).toString('base64url') : bytes.toString('hex')),
    }),
  },
  {
    name: 'another-secret',
    what: 'is correct, but its secret is not the one that the collection was given',
    caughtBy: [
      'Sign a token › The signature is made with jwtSecret',
      'Verify a token of the collection › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({ secret: 'a-secret-of-my-own-that-nobody-else-has-seen' }),
  },
  {
    name: 'signs-with-another-secret',
    what: 'signs with one secret and verifies with another',
    caughtBy: [
      'Sign a token › The signature is made with jwtSecret',
      'Verify a fresh token › The server accepts the token that it signed',
    ],
    wrong: () => ({
      sign(payload) {
        return Object.assign(Object.create(this), { secret: 'a-secret-in-another-file-of-this-server' }).signWith(
          payload,
        );
      },
      signWith(payload) {
        return super.sign(payload);
      },
    }),
  },
  {
    name: 'sub-as-a-number',
    what: 'signs the id of the user as a number',
    caughtBy: ['Sign a token › sub, where there is one, is a string'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), sub: 1 };
      },
    }),
  },
  {
    name: 'secret-beside-the-token',
    what: 'shows the secret, to see that it was loaded',
    caughtBy: ['Look for the secret in the answer › The answer does not show the secret'],
    wrong: () => ({
      signToken() {
        return this.json(200, { token: this.sign(this.claims()), secret: this.secret });
      },
    }),
  },
  {
    name: 'hands-out-dotenv',
    what: 'serves the files of its folder, .env among them',
    caughtBy: ['Ask for the file .env › The file .env is not handed out'],
    wrong: () => ({
      unknownPath(path) {
        return path === '/.env'
          ? { status: 200, headers: {}, body: `JWT_SECRET=${this.secret}\n` }
          : super.unknownPath(path);
      },
    }),
  },
  {
    name: 'user-nested-in-the-payload',
    what: 'puts the user into a claim of its own, instead of sub and username',
    caughtBy: ['Sign a token › The payload names the user: sub (or id) and username'],
    wrong: () => ({
      claims() {
        const { sub, id, username, ...rest } = super.claims();
        return { ...rest, user: { id: sub ?? id, username } };
      },
    }),
  },
  {
    name: 'token-under-another-name',
    what: 'answers {"access_token": …}',
    caughtBy: ['Sign a token › The answer has a token: {"token": "…"}'],
    wrong: () => ({
      signToken() {
        return this.json(200, { access_token: this.sign(this.claims()) });
      },
    }),
  },
  {
    name: 'token-with-its-scheme',
    what: 'answers {"token": "Bearer …"}',
    caughtBy: ['Sign a token › The token is a JWT: three parts in base64url, header and payload are JSON'],
    wrong: () => ({
      signToken() {
        return this.json(200, { token: `Bearer ${this.sign(this.claims())}` });
      },
    }),
  },
  {
    name: 'token-as-plain-text',
    what: 'answers the token alone, not as JSON',
    caughtBy: [
      'Ask for a token › The answer is JSON, and its Content-Type says so',
      'Sign a token › The answer has a token: {"token": "…"}',
    ],
    wrong: () => ({
      signToken() {
        return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: this.sign(this.claims()) };
      },
    }),
  },
  {
    name: 'json-called-html',
    what: 'sends its JSON as text/html',
    caughtBy: [
      'Ask for a token › The answer is JSON, and its Content-Type says so',
      'Send the token in the header › The answer is JSON',
      'A refusal that a program can read › The refusal is JSON that says what is wrong',
    ],
    wrong: () => ({
      json(...all) {
        const answer = super.json(...all);
        return { ...answer, headers: { ...answer.headers, 'Content-Type': 'text/html' } };
      },
    }),
  },
  {
    name: 'sign-token-by-any-method',
    what: 'answers /sign-token whatever the method',
    caughtBy: ['Ask with the wrong method › POST /sign-token is refused: the route is for GET'],
    wrong: () => ({
      wrongMethod(allowed) {
        return allowed.includes('GET') ? this.signToken() : super.wrongMethod(allowed);
      },
    }),
  },
  {
    name: 'any-path-answers',
    what: 'answers its home page for every path',
    caughtBy: ['Ask for a path that does not exist › A path without a route is a 404'],
    wrong: () => ({
      unknownPath() {
        return this.home();
      },
    }),
  },
  {
    name: 'sign-token-by-post',
    what: 'wants POST on /sign-token',
    caughtBy: ['Ask for a token › GET /sign-token answers with status 200'],
    wrong: () => ({ routes: { '/sign-token': { POST: 'signToken' }, '/verify-token': { POST: 'verifyToken' } } }),
  },

  // The signature

  {
    name: 'signature-unchecked',
    what: 'checks all but the signature',
    caughtBy: [
      'A changed payload › A token with a changed payload is refused',
      'Signed with another secret › A token signed with another secret is refused',
    ],
    wrong: () => ({ checkSignature() {} }),
  },
  {
    name: 'signature-half-checked',
    what: 'compares the first half of the signature',
    caughtBy: ['A signature that is right in part › A signature that is right only in part is refused'],
    wrong: () => ({
      same: (expected, given) => given.length === 32 && expected.subarray(0, 16).equals(given.subarray(0, 16)),
    }),
  },
  {
    name: 'signature-end-checked',
    what: 'compares the second half of the signature',
    caughtBy: ['A signature that is right in part › A signature that is right only in part is refused'],
    wrong: () => ({
      same: (expected, given) => given.length === 32 && expected.subarray(16).equals(given.subarray(16)),
    }),
  },
  {
    name: 'signature-compared-as-a-prefix',
    what: 'compares only as many bytes as came',
    caughtBy: ['A signature that is right in part › A signature that is right only in part is refused'],
    wrong: () => ({ same: (expected, given) => given.length > 0 && expected.subarray(0, given.length).equals(given) }),
  },
  {
    name: 'signature-may-be-empty',
    what: 'takes a token whose signature is empty',
    caughtBy: ['Without a signature › A token with an empty signature is refused'],
    wrong: () => ({
      checkSignature(header, parts) {
        if (parts[2] !== '') super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'signature-of-the-payload-alone',
    what: 'signs and checks the payload without the header',
    caughtBy: [
      'Sign a token › The signature is made with jwtSecret',
      'Verify a token of the collection › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({
      hmac(text, ...rest) {
        return super.hmac(text.split('.')[1], ...rest);
      },
    }),
  },
  {
    name: 'empty-key-works',
    what: 'takes a signature made with an empty key, too',
    caughtBy: ['Signed with an empty key › A token signed with an empty key is refused'],
    wrong: () => ({
      checkSignature(header, parts) {
        if (this.encode(this.hmac(parts.slice(0, 2).join('.'), 'sha256', '')) !== parts[2])
          super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'key-from-the-token',
    what: 'takes the key out of the token’s own header (jwk)',
    caughtBy: ['A token that brings its own key › A token signed with a key from its own header is refused'],
    wrong: () => ({
      checkSignature(header, parts) {
        if (
          !header.jwk ||
          this.encode(this.hmac(parts.slice(0, 2).join('.'), 'sha256', Buffer.from(header.jwk.k, 'base64url'))) !==
            parts[2]
        )
          super.checkSignature(header, parts);
      },
    }),
  },

  // The algorithm

  {
    name: 'accepts-none',
    what: 'takes alg none, written in lower case, without a signature',
    caughtBy: ['The algorithm none › A token with the algorithm none, in any spelling, is refused'],
    wrong: () => withoutSignature((alg) => alg === 'none'),
  },
  {
    name: 'accepts-none-in-capitals',
    what: 'blocks "none", but not NONE, None or nOnE',
    caughtBy: ['The algorithm none › A token with the algorithm none, in any spelling, is refused'],
    wrong: () => withoutSignature((alg) => alg !== 'none' && /^none$/i.test(alg)),
  },
  {
    name: 'accepts-a-missing-alg',
    what: 'takes a token without alg as one that needs no signature',
    caughtBy: [
      'An algorithm that does not fit › A token whose alg is not HS256 is refused, even with a good signature',
    ],
    wrong: () => withoutSignature((alg) => alg === undefined),
  },
  {
    name: 'accepts-hs384',
    what: 'lets the token choose HS384',
    caughtBy: ['Another HMAC › A token signed with HS384 or HS512 is refused'],
    wrong: () => withOtherHmac('HS384', 'sha384'),
  },
  {
    name: 'accepts-hs512',
    what: 'lets the token choose HS512',
    caughtBy: ['Another HMAC › A token signed with HS384 or HS512 is refused'],
    wrong: () => withOtherHmac('HS512', 'sha512'),
  },
  {
    name: 'alg-unchecked',
    what: 'checks each signature with HS256, whatever the header says',
    caughtBy: [
      'An algorithm that does not fit › A token whose alg is not HS256 is refused, even with a good signature',
    ],
    wrong: () => ({ checkAlgorithm() {} }),
  },

  // The times

  {
    name: 'exp-ignored',
    what: 'takes expired tokens',
    caughtBy: ['A token that has expired › A token that has expired is refused'],
    wrong: () => ({
      checkExp({ exp }) {
        if (typeof exp !== 'number') super.checkExp({ exp });
      },
    }),
  },
  {
    name: 'exp-read-as-milliseconds',
    what: 'compares exp with a clock in milliseconds, so each token is expired',
    caughtBy: [
      'Send the token in the header › POST /verify-token answers 200 to a token in the Authorization header',
      'Verify a fresh token › The server accepts the token that it signed',
      'Verify a token of the collection › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({
      checkExp({ exp }) {
        if (!(Date.now() < exp)) throw new Refusal('expired');
      },
    }),
  },
  {
    name: 'exp-an-hour-late',
    what: 'takes a token up to an hour after its exp',
    caughtBy: ['Expired two minutes ago › A token that expired two minutes ago is refused'],
    wrong: () => ({
      checkExp({ exp }) {
        super.checkExp({ exp: typeof exp === 'number' ? exp + 3600 : exp });
      },
    }),
  },
  {
    name: 'exp-may-be-missing',
    what: 'takes a token without exp, which is good forever',
    caughtBy: ['A token without exp › A token without exp is refused'],
    wrong: () => ({
      checkExp(payload) {
        if ('exp' in payload) super.checkExp(payload);
      },
    }),
  },
  {
    name: 'exp-may-be-text',
    what: 'takes an exp that is a string',
    caughtBy: ['An exp that is not a number › A token whose exp is not a number is refused'],
    wrong: () => ({
      checkExp({ exp }) {
        if (typeof exp !== 'string') super.checkExp({ exp });
      },
    }),
  },
  {
    name: 'nbf-ignored',
    what: 'takes a token before its nbf',
    caughtBy: ['A token that is not valid yet › A token before its nbf is refused'],
    wrong: () => ({ checkNbf() {} }),
  },

  // Issuer and audience

  {
    name: 'iss-ignored',
    what: 'takes the tokens of any issuer',
    caughtBy: ['Another issuer › A token of another issuer is refused'],
    wrong: () => ({ checkIss() {} }),
  },
  {
    name: 'iss-may-be-missing',
    what: 'takes a token without iss',
    caughtBy: ['A token without iss › A token without iss is refused'],
    wrong: () => ({
      checkIss(payload) {
        if ('iss' in payload) super.checkIss(payload);
      },
    }),
  },
  {
    name: 'iss-by-prefix',
    what: 'takes an iss that begins with ours',
    caughtBy: ['An issuer that looks alike › An issuer that is only alike is refused'],
    wrong: () => ({
      checkIss({ iss }) {
        if (!iss?.startsWith?.(this.issuer)) throw new Refusal('another issuer');
      },
    }),
  },
  {
    name: 'iss-prefix-of-ours',
    what: 'takes an iss that ours begins with',
    caughtBy: ['An issuer that looks alike › An issuer that is only alike is refused'],
    wrong: () => ({
      checkIss({ iss }) {
        if (!iss || !this.issuer.startsWith(iss)) throw new Refusal('another issuer');
      },
    }),
  },
  {
    name: 'aud-ignored',
    what: 'takes a token for any audience',
    caughtBy: ['Another audience › A token for another audience is refused'],
    wrong: () => ({ checkAud() {} }),
  },
  {
    name: 'aud-may-be-missing',
    what: 'takes a token without aud',
    caughtBy: ['A token without aud › A token without aud is refused'],
    wrong: () => ({
      checkAud(payload) {
        if ('aud' in payload) super.checkAud(payload);
      },
    }),
  },
  {
    name: 'aud-part-of-ours',
    what: 'takes an aud that is a part of ours',
    caughtBy: ['An audience that looks alike › An audience that is only alike is refused'],
    wrong: () => ({
      checkAud({ aud }) {
        if (![aud].flat().some((one) => one && this.audience.includes(one))) throw new Refusal('another audience');
      },
    }),
  },
  {
    name: 'aud-contains-ours',
    what: 'takes an aud that has ours inside',
    caughtBy: ['An audience that looks alike › An audience that is only alike is refused'],
    wrong: () => ({
      checkAud({ aud }) {
        if (![aud].flat().some((one) => one?.includes?.(this.audience))) throw new Refusal('another audience');
      },
    }),
  },
  {
    name: 'aud-array-refused',
    what: 'refuses an aud that is an array with ours in it',
    caughtBy: ['Several audiences › A token for several audiences, ours among them, is accepted'],
    wrong: () => ({
      checkAud({ aud }) {
        if (Array.isArray(aud) && aud.length > 1) throw new Refusal('aud is not a string');
        super.checkAud({ aud });
      },
    }),
  },
  {
    name: 'aud-any-array',
    what: 'takes any array as aud',
    caughtBy: ['Several audiences, none of them ours › A token for several audiences, none of them ours, is refused'],
    wrong: () => ({
      checkAud({ aud }) {
        if (!Array.isArray(aud)) super.checkAud({ aud });
      },
    }),
  },

  // What it answers

  {
    name: 'refuses-with-200',
    what: 'answers {"error": …} with status 200',
    caughtBy: ['Send no token › Without a token, the answer is a 401'],
    wrong: () => ({ refusalStatus: () => 200 }),
  },
  {
    name: 'refuses-with-403',
    what: 'answers 403 where 401 is meant',
    caughtBy: ['Send no token › Without a token, the answer is a 401'],
    wrong: () => ({ refusalStatus: () => 403 }),
  },
  {
    name: 'refuses-with-500',
    what: 'takes each refusal for a failure of its own',
    caughtBy: ['Send no token › Without a token, the answer is a 401'],
    wrong: () => ({ refusalStatus: () => 500 }),
  },
  {
    name: 'answers-its-error-as-the-user',
    what: 'returns the text of the error where the payload is expected, with status 200',
    caughtBy: [
      'A changed payload › The refusal is a 401 in JSON, with a Bearer challenge',
      'Signed with another secret › The refusal is a 401 in JSON, with a Bearer challenge',
      'A long header › A header of 7000 characters is refused',
    ],
    wrong: () => ({
      verify(token) {
        try {
          return super.verify(token);
        } catch (error) {
          return error.message;
        }
      },
      verified(payload) {
        return typeof payload === 'string' ? { user: payload } : super.verified(payload);
      },
    }),
  },
  {
    name: 'fails-on-each-bad-token',
    what: 'reads an attribute that its error does not have, so each bad token is a 500',
    caughtBy: [
      'A changed payload › The refusal is a 401 in JSON, with a Bearer challenge',
      'Signed with another secret › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      verify(token) {
        try {
          return super.verify(token);
        } catch (error) {
          throw new TypeError(error.message);
        }
      },
    }),
  },
  {
    name: 'expired-is-200',
    what: 'answers {"error": "expired"} with status 200',
    caughtBy: [
      'A token that has expired › The refusal is a 401 in JSON, with a Bearer challenge',
      'Expired two minutes ago › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => refusing(/has expired/, 200),
  },
  {
    name: 'not-yet-valid-is-403',
    what: 'answers 403 to a token before its nbf',
    caughtBy: ['A token that is not valid yet › The refusal is a 401 in JSON, with a Bearer challenge'],
    wrong: () => refusing(/not valid yet/, 403),
  },
  {
    name: 'another-issuer-is-403',
    what: 'answers 403 to the token of another issuer',
    caughtBy: [
      'Another issuer › The refusal is a 401 in JSON, with a Bearer challenge',
      'An issuer that looks alike › The refusal is a 401 in JSON, with a Bearer challenge',
      'A token without iss › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => refusing(/issuer/, 403),
  },
  {
    name: 'another-audience-is-403',
    what: 'answers 403 to a token for another audience',
    caughtBy: [
      'Another audience › The refusal is a 401 in JSON, with a Bearer challenge',
      'An audience that looks alike › The refusal is a 401 in JSON, with a Bearer challenge',
      'A token without aud › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
      'Several audiences, none of them ours › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => refusing(/audience/, 403),
  },
  {
    name: 'bad-signature-is-403',
    what: 'answers 403 to a wrong signature',
    caughtBy: [
      'A changed payload › The refusal is a 401 in JSON, with a Bearer challenge',
      'Signed with another secret › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => refusing(/signature/, 403),
  },
  {
    name: 'another-scheme-is-403',
    what: 'answers 403 to another scheme',
    caughtBy: [
      'Send another scheme › The refusal is a 400 or 401',
      'Send the token without Bearer › The refusal is a 400 or 401',
    ],
    wrong: () => refusing(/scheme/, 403),
  },
  {
    name: 'malformed-header-in-html',
    what: 'answers a malformed header with a page',
    caughtBy: [
      'A refusal that a program can read › The refusals of malformed headers are like that, too',
      'Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      refuse(refusal) {
        const answer = super.refuse(refusal);
        return refusal.malformed
          ? { ...answer, headers: { ...answer.headers, 'Content-Type': 'text/html' }, body: '<h1>Bad Request</h1>' }
          : answer;
      },
    }),
  },
  {
    name: 'refuses-in-html',
    what: 'refuses with a page for a browser',
    caughtBy: ['A refusal that a program can read › The refusal is JSON that says what is wrong'],
    wrong: () => ({
      refuse(refusal) {
        return {
          status: this.refusalStatus(refusal),
          headers: { 'Content-Type': 'text/html', ...this.challenge(refusal) },
          body: '<!doctype html><h1>Unauthorized</h1>',
        };
      },
    }),
  },
  {
    name: 'refuses-with-an-empty-body',
    what: 'refuses without a word',
    caughtBy: ['A refusal that a program can read › The refusal is JSON that says what is wrong'],
    wrong: () => ({
      refuse(refusal) {
        return { status: this.refusalStatus(refusal), headers: this.challenge(refusal) };
      },
    }),
  },
  {
    name: 'refuses-with-a-stack-trace',
    what: 'shows its own source lines in the refusal',
    caughtBy: [
      "A refusal that a program can read › The refusal shows nothing of the server's inside: no stack trace, no secret",
    ],
    wrong: () => ({
      refusalBody(refusal) {
        return { error: refusal.message, stack: refusal.stack };
      },
    }),
  },
  {
    name: 'refuses-without-www-authenticate',
    what: 'does not say which scheme it wants',
    caughtBy: ['A refusal that a program can read › The refusal says WWW-Authenticate: Bearer'],
    wrong: () => ({ challenge: () => ({}) }),
  },
  {
    name: 'asks-for-basic',
    what: 'asks for Basic in WWW-Authenticate, so that a browser asks for a password',
    caughtBy: ['A refusal that a program can read › The refusal says WWW-Authenticate: Bearer'],
    wrong: () => ({ challenge: () => ({ 'WWW-Authenticate': 'Basic realm="students"' }) }),
  },
  {
    name: 'redirects-to-login',
    what: 'answers a refusal with a redirect to a page',
    caughtBy: ['Send no token › Without a token, the answer is a 401'],
    wrong: () => ({ refuse: () => ({ status: 302, headers: { Location: '/' } }) }),
  },
  {
    name: 'answers-without-user',
    what: 'answers the payload itself, not under "user"',
    caughtBy: ['Verify a fresh token › The answer has the payload under "user"'],
    wrong: () => ({ verified: (payload) => payload }),
  },
  {
    name: 'answers-only-the-name',
    what: 'answers {"user": "test"} instead of the payload',
    caughtBy: ['Verify a fresh token › The answer has the payload under "user"'],
    wrong: () => ({ verified: ({ username }) => ({ user: username }) }),
  },
  {
    name: 'secret-in-the-answer',
    what: 'shows its settings, the secret included, in each refusal',
    caughtBy: [
      "A refusal that a program can read › The refusal shows nothing of the server's inside: no stack trace, no secret",
    ],
    wrong: () => ({
      refusalBody(refusal) {
        return { ...super.refusalBody(refusal), settings: { secret: this.secret } };
      },
    }),
  },

  // Where it takes the token from

  {
    name: 'token-from-the-query',
    what: 'takes a token from the address',
    caughtBy: ['Send the token elsewhere › A token outside the Authorization header is not read'],
    wrong: () => tokenAlsoFrom((request) => new URL(request.url, 'http://x').searchParams.values().next().value),
  },
  {
    name: 'token-from-a-cookie',
    what: 'takes a token from a cookie',
    caughtBy: ['Send the token elsewhere › A token outside the Authorization header is not read'],
    wrong: () => tokenAlsoFrom((request) => request.headers.cookie?.match(/=([^;]+)/)?.[1]),
  },
  {
    name: 'token-from-the-body',
    what: 'takes a token from the body',
    caughtBy: ['Send the token elsewhere › A token outside the Authorization header is not read'],
    wrong: () => tokenAlsoFrom((request) => request.body.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)?.[0]),
  },
  {
    name: 'token-without-bearer',
    what: 'takes a token without the word Bearer before it',
    caughtBy: ['Send the token without Bearer › A token without the word Bearer is refused'],
    wrong: () => ({
      bearer(authorization) {
        return /^eyJ\S+$/.test(authorization) ? authorization : super.bearer(authorization);
      },
    }),
  },
  {
    name: 'any-scheme',
    what: 'takes a token after any word',
    caughtBy: ['Send another scheme › A token behind another scheme is refused'],
    wrong: () => ({ isBearer: (scheme) => !scheme.startsWith('eyJ') }),
  },
  {
    name: 'bearer-as-often-as-you-like',
    what: 'takes the word Bearer as often as it comes',
    caughtBy: ['Not a token at all › What is not a token is refused'],
    wrong: () => ({
      bearer(authorization) {
        return super.bearer(authorization?.replace(/^(Bearer )+/, 'Bearer '));
      },
    }),
  },
  {
    name: 'bearer-alone-is-enough',
    what: 'checks a token only where there is one',
    caughtBy: ['Send Bearer without a token › Bearer without a token is refused'],
    wrong: () => ({
      bearer(authorization) {
        return /^Bearer *$/.test(authorization) ? '' : super.bearer(authorization);
      },
      verify(token) {
        return token ? super.verify(token) : this.user;
      },
    }),
  },
  {
    name: 'long-tokens-unchecked',
    what: 'does not check a token that is longer than its buffer',
    caughtBy: [
      'Garbage in the header › Garbage in place of a token is refused',
      'A long header › A header of 7000 characters is refused',
    ],
    wrong: () => ({
      verify(token) {
        return token.length > 1000 ? this.user : super.verify(token);
      },
    }),
  },
  {
    name: 'verify-by-get',
    what: 'answers GET on /verify-token as it answers POST',
    caughtBy: ['The wrong method, with a good token › Another method than POST is refused, good token or not'],
    wrong: () => ({ routes: { ...new Server().routes, '/verify-token': { GET: 'verifyToken', POST: 'verifyToken' } } }),
  },

  // What it can't cope with

  {
    name: 'fails-on-a-missing-header',
    what: 'answers 500 where no Authorization header came',
    caughtBy: ['Send no token › Without a token, the answer is a 401'],
    wrong: () => ({
      bearer(authorization) {
        return super.bearer(authorization.trim());
      },
    }),
  },
  {
    name: 'fails-on-bearer-alone',
    what: 'answers 500 to Bearer without a token',
    caughtBy: ['Send Bearer without a token › The refusal is a 400 or 401'],
    wrong: () => ({
      bearer(authorization) {
        return /^Bearer *$/.test(authorization) ? undefined.token : super.bearer(authorization);
      },
    }),
  },
  {
    name: 'fails-without-a-space',
    what: 'splits the header at the space, and breaks where there is none',
    caughtBy: [
      'Send Bearer without a token › The refusal is a 400 or 401',
      'Send the token without Bearer › The refusal is a 400 or 401',
    ],
    wrong: () => ({
      bearer(authorization) {
        authorization?.split(' ')[1].trim();
        return super.bearer(authorization);
      },
    }),
  },
  {
    name: 'fails-on-any-body',
    what: 'reads each body as JSON, and breaks where it is none',
    caughtBy: [
      'Send the token elsewhere › The refusal is a 400, 401 or 415',
      'A body that nobody asked for › A body that nobody asked for breaks nothing',
    ],
    wrong: () => ({
      verifyToken(request) {
        if (request.body) JSON.parse(request.body);
        return super.verifyToken(request);
      },
    }),
  },
  {
    name: 'fails-on-a-short-signature',
    what: 'compares in constant time, and breaks where the lengths differ',
    caughtBy: [
      'A signature that is right in part › The refusal is a 401 in JSON, with a Bearer challenge',
      'Without a signature › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({ same: timingSafeEqual }),
  },
  {
    name: 'fails-on-an-unknown-alg',
    what: 'looks the algorithm up in a table, and breaks where it is not there',
    caughtBy: [
      'The algorithm none › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
      'Another HMAC › The refusal is a 401 in JSON, with a Bearer challenge',
      'An algorithm that does not fit › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
      'Garbage in the header › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      checkAlgorithm(header) {
        ({ HS256: 'sha256' })[header.alg].trim();
        super.checkAlgorithm(header);
      },
    }),
  },
  {
    name: 'fails-on-a-jwk',
    what: 'tries to load the key that the header brings, and breaks',
    caughtBy: ['A token that brings its own key › The refusal is a 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      checkSignature(header, parts) {
        if (header.jwk) createPublicKey(header.jwk);
        super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'fails-on-a-missing-exp',
    what: 'takes it for granted that there is an exp',
    caughtBy: ['A token without exp › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      checkExp({ exp }) {
        super.checkExp({ exp: exp.valueOf() });
      },
    }),
  },
  {
    name: 'fails-on-an-exp-of-text',
    what: 'takes it for granted that exp is a number',
    caughtBy: ['An exp that is not a number › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      checkExp({ exp }) {
        super.checkExp({ exp: exp && Number(exp.toFixed()) });
      },
    }),
  },
  {
    name: 'fails-on-garbage',
    what: 'answers 500 to what is not a JWT',
    caughtBy: [
      'Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
      'Garbage in the header › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({ decode: (part) => JSON.parse(Buffer.from(part, 'base64url').toString()) }),
  },
  {
    name: 'fails-on-two-parts',
    what: 'answers 500 to a token that has no third part',
    caughtBy: ['Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      verify(token) {
        return token.split('.').length < 3 ? undefined.length : super.verify(token);
      },
    }),
  },
  {
    name: 'fails-on-a-payload-that-is-no-object',
    what: 'answers 500 to a payload that is JSON, but not an object',
    caughtBy: ['Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      decode(part) {
        try {
          return super.decode(part);
        } catch (error) {
          if (error.message === 'not a JSON object') throw new TypeError(error.message);
          throw error;
        }
      },
    }),
  },
  {
    name: 'hangs-on-garbage',
    what: 'never answers what is not a JWT',
    caughtBy: ['Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    timeoutMilliseconds: 1500,
    wrong: () => ({
      verifyToken(request) {
        try {
          return super.verifyToken(request);
        } catch (error) {
          if (error.message === 'not three parts') return undefined;
          throw error;
        }
      },
    }),
  },
  {
    name: 'hangs-up-on-a-long-header',
    what: 'closes the connection when the header is longer than it likes',
    caughtBy: ['A long header › The refusal is a 400, 401, 413 or 431'],
    wrong: () => ({
      async answer(request) {
        if (request.headers.authorization?.length > 3000) return (request.socket.destroy(), undefined);
        return super.answer(request);
      },
    }),
  },
];

function withoutSignature(chosen) {
  return {
    checkAlgorithm(header) {
      if (!chosen(header.alg)) super.checkAlgorithm(header);
    },
    checkSignature(header, parts) {
      if (!chosen(header.alg)) super.checkSignature(header, parts);
    },
  };
}

function withOtherHmac(name, hash) {
  return {
    checkAlgorithm(header) {
      if (header.alg !== name) super.checkAlgorithm(header);
    },
    checkSignature(header, parts) {
      if (header.alg !== name) return super.checkSignature(header, parts);
      if (this.encode(this.hmac(parts.slice(0, 2).join('.'), hash)) !== parts[2]) throw new Refusal('signature');
    },
  };
}

function refusing(reason, status) {
  return {
    refusalStatus(refusal) {
      return reason.test(refusal.message) ? status : super.refusalStatus(refusal);
    },
  };
}

function tokenAlsoFrom(place) {
  return {
    token(request) {
      return request.headers.authorization ? super.token(request) : place(request) || super.token(request);
    },
  };
}
