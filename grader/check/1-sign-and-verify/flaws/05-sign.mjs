// Flaws that are caught in the folder 05-sign first.

import { Refusal } from '../server.mjs';

export const FLAWS = [
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
    name: 'signs-with-hs512',
    what: 'signs with HS512 (and accepts both)',
    caughtBy: [
      'Sign a token › The header says HS256',
      'Another HMAC › A token signed with HS384 or HS512 is rejected',
      'An algorithm that does not match › A token whose alg is not HS256 is rejected, even with a good signature',
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
    what: 'issues tokens without a signature (and accepts its own)',
    caughtBy: [
      'Sign a token › The header says HS256',
      'Verify a fresh token › The server accepts the token that it signed',
    ],
    wrong: () => ({
      sign: (payload) =>
        `${[{ alg: 'none', typ: 'JWT' }, payload]
          .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
          .join('.')}.`,
    }),
  },
  {
    name: 'padding-in-the-token',
    what: 'keeps the = of base64, so its tokens are not JWTs',
    caughtBy: ['Sign a token › The token is a JWT: three parts in base64url, of which the first two are JSON'],
    wrong: () => ({
      encode: (bytes) => Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
      bytes: (part) => Buffer.from(part, 'base64url'),
    }),
  },
  {
    name: 'signature-in-hex',
    what: 'writes the signature in hexadecimal',
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
      'Verify a token that the collection signed › A token that the collection signs with jwtSecret is accepted',
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
    what: "signs the user's id as a number",
    caughtBy: ['Sign a token › sub, if present, is a string'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), sub: 1 };
      },
    }),
  },
  {
    name: 'user-nested-in-the-payload',
    what: 'puts the user into a separate claim instead of sub and username',
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
    caughtBy: ['Sign a token › The response has a token: {"token": "…"}'],
    wrong: () => ({
      signToken() {
        return this.json(200, { access_token: this.sign(this.claims()) });
      },
    }),
  },
  {
    name: 'token-with-its-scheme',
    what: 'answers {"token": "Bearer …"}',
    caughtBy: ['Sign a token › The token is a JWT: three parts in base64url, of which the first two are JSON'],
    wrong: () => ({
      signToken() {
        return this.json(200, { token: `Bearer ${this.sign(this.claims())}` });
      },
    }),
  },
  {
    name: 'signature-of-the-payload-alone',
    what: 'signs and checks the payload without the header',
    caughtBy: [
      'Sign a token › The signature is made with jwtSecret',
      'Verify a token that the collection signed › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({
      hmac(text, ...rest) {
        return super.hmac(text.split('.')[1], ...rest);
      },
    }),
  },
  {
    name: 'hash-in-the-token',
    what: 'signs the hash of the password under a name that hides what it is',
    caughtBy: ['Sign a token › No password is in the token'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), credential: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g' };
      },
    }),
  },
  {
    name: 'space-behind-the-secret',
    what: 'was started with set JWT_SECRET=… && …, so its secret ends in a space',
    caughtBy: [
      'Sign a token › The signature is made with jwtSecret',
      'Verify a token that the collection signed › A token that the collection signs with jwtSecret is accepted',
    ],
    says: 'got: a signature with jwtSecret followed by a space',
    wrong: () => ({ secret: 'this-is-the-public-example-secret-of-the-jwt-sandbox ' }),
  },
  {
    name: 'secret-decoded-from-base64',
    what: 'decodes its secret from base64, skipping what is not base64',
    caughtBy: [
      'Sign a token › The signature is made with jwtSecret',
      'Verify a token that the collection signed › A token that the collection signs with jwtSecret is accepted',
    ],
    says: 'got: a signature with jwtSecret decoded from base64 without its - and _',
    wrong: () => ({
      secret: Buffer.from('this-is-the-public-example-secret-of-the-jwt-sandbox'.replaceAll('-', ''), 'base64'),
    }),
  },
];
