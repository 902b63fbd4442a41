// Flaws that are caught in the folder 12-login first.

import { createHash } from 'node:crypto';
import { Refusal } from '../../1-sign-and-verify/server.mjs';
import { StatusRefusal } from '../server.mjs';
import { claimsIn } from './steps.mjs';

export const FLAWS = [
  {
    name: 'any-password',
    what: 'checks that the email exists, and accepts any password',
    caughtBy: [
      'A wrong password › A wrong password is rejected',
      'Malformed logins › A malformed login is rejected',
      'Sign in with the new account › Nobody can sign in with a wrong password',
      'A long password counts as a whole › The whole password counts, including its last letters',
      'A login with SQL in it › A login with SQL in it is rejected',
      'A wrong password in the form › A wrong password sets no session cookie',
    ],
    wrong: () => ({ fits: async () => true }),
  },
  {
    name: 'any-email-and-password',
    what: 'lets in anyone who types something into both fields',
    caughtBy: [
      'A wrong password › A wrong password is rejected',
      'An unknown email › An unknown email is rejected',
      'An overlong password › A password of 10,000 characters is rejected',
      'Sign in with the new account › Nobody can sign in with a wrong password',
      'A long password counts as a whole › The whole password counts, including its last letters',
      'A login with SQL in it › A login with SQL in it is rejected',
      'Sign in to a deleted account › Nobody can sign in to a deleted account',
      'A wrong password in the form › A wrong password sets no session cookie',
    ],
    wrong: () => ({
      async authenticate(fields) {
        this.checkTypes(fields, ['email', 'password']);
        if (!fields.email || !fields.password) throw this.wrongPassword(fields);
        return this.find(fields.email) ?? { id: 'guest', name: 'guest', email: fields.email };
      },
    }),
  },
  {
    name: 'passwords-without-case',
    what: 'compares passwords in lowercase',
    caughtBy: ['A wrong password › A wrong password is rejected'],
    wrong: () => ({
      derive(password, salt) {
        return super.derive(password.toLowerCase(), salt);
      },
    }),
  },
  {
    name: 'password-by-its-start',
    what: 'hashes the first 15 characters of a password',
    caughtBy: [
      'A wrong password › A wrong password is rejected',
      'Sign in with the new account › Nobody can sign in with a wrong password',
      'A long password counts as a whole › The whole password counts, including its last letters',
    ],
    wrong: () => ({
      derive(password, salt) {
        return super.derive(password.slice(0, 15), salt);
      },
    }),
  },
  {
    name: 'nosql-injection',
    what: 'passes the fields to the database unchecked: {"$ne": null} is any password',
    caughtBy: ['Malformed logins › A malformed login is rejected'],
    wrong: () => ({
      async authenticate(fields) {
        if (fields.password !== null && typeof fields.password === 'object' && '$ne' in fields.password)
          return this.find(fields.email);
        return super.authenticate(fields);
      },
    }),
  },
  {
    name: 'user-enumeration',
    what: 'says that there is no such user',
    caughtBy: ['An unknown email › The refusal is the same as for a wrong password'],
    wrong: () => ({ unknownEmail: () => new StatusRefusal(401, 'there is no user with this email') }),
  },
  {
    name: 'user-enumeration-by-status',
    what: 'answers 404 if there is no such user',
    caughtBy: [
      'An unknown email › The refusal is a 401 in JSON',
      'An unknown email › The refusal is the same as for a wrong password',
      'A login with SQL in it › The refusal of SQL is a 4xx in JSON',
      'Sign in to a deleted account › The refusal of a deleted account is a 401 in JSON',
    ],
    wrong: () => ({ unknownEmail: () => new StatusRefusal(404, 'wrong email or password') }),
  },
  {
    name: 'refuses-with-200',
    what: 'answers 200 with an error inside to a wrong password',
    caughtBy: [
      'A wrong password › A wrong password is rejected',
      'An unknown email › An unknown email is rejected',
      'Malformed logins › A malformed login is rejected',
      'Sign in with the new account › Nobody can sign in with a wrong password',
      'A long password counts as a whole › The whole password counts, including its last letters',
      'A login with SQL in it › A login with SQL in it is rejected',
      'Sign in to a deleted account › Nobody can sign in to a deleted account',
    ],
    wrong: () => ({
      async loginJson(request) {
        try {
          return await super.loginJson(request);
        } catch (error) {
          if (error.status === 401) return this.json(200, { error: error.message });
          throw error;
        }
      },
    }),
  },
  {
    name: 'refuses-a-login-with-403',
    what: 'answers 403 to a wrong password',
    caughtBy: [
      'A wrong password › The refusal is a 401 in JSON',
      'An unknown email › The refusal is a 401 in JSON',
      'Malformed logins › The refusal is a 4xx in JSON',
      'Sign in with the new account › The refusal is a 401 in JSON',
      'A login with SQL in it › The refusal of SQL is a 4xx in JSON',
      'Sign in to a deleted account › The refusal of a deleted account is a 401 in JSON',
    ],
    wrong: () => ({ wrongPassword: () => new StatusRefusal(403, 'wrong email or password') }),
  },
  {
    name: 'refuses-a-login-with-a-page',
    what: 'answers programs with a page if the password is wrong',
    caughtBy: ['A wrong password › The refusal is a 401 in JSON'],
    wrong: () => ({
      async loginJson(request) {
        try {
          return await super.loginJson(request);
        } catch {
          return this.page(401, 'No', '<p>Wrong email or password.</p>');
        }
      },
    }),
  },
  {
    name: 'breaks-at-wrong-types',
    what: 'treats every field as text without checking, and crashes',
    caughtBy: [
      'Malformed logins › The refusal is a 4xx in JSON',
      'Malformed sign-ups › The refusal of a bad field is a 4xx in JSON',
    ],
    wrong: () => ({
      checkTypes(fields, names) {
        for (const name of names)
          if (typeof fields[name] !== 'string') throw new TypeError(`${name}.trim is not a function`);
      },
    }),
  },
  {
    name: 'breaks-at-a-long-password',
    what: 'passes the password to a hash that can take 1000 characters',
    caughtBy: [
      'An overlong password › The refusal of an overlong password is a 4xx in JSON',
      'Malformed sign-ups › The refusal of a bad field is a 4xx in JSON',
    ],
    wrong: () => ({
      checkPasswordLength(password) {
        if (password.length > 1000) throw new Error('password too long');
      },
    }),
  },
  {
    name: 'quotes-broken-json',
    what: "answers with the JSON library's message, which quotes the body",
    caughtBy: ['A password that must not be repeated › No response repeats the password that was sent'],
    wrong: () => ({ notJson: (error, body) => new StatusRefusal(400, `${error.message} in ${body}`) }),
  },
  {
    name: 'quotes-the-wrong-password',
    what: 'says which password was wrong',
    caughtBy: [
      'A password that must not be repeated › No response repeats the password that was sent',
      'A wrong password in the form › The password is not in the page',
    ],
    wrong: () => ({ wrongPassword: ({ password }) => new StatusRefusal(401, `the password ${password} is wrong`) }),
  },
  {
    name: 'token-may-be-stored',
    what: 'lets caches store the answer with the token',
    caughtBy: ['Sign in › The response must not be stored: Cache-Control: no-store'],
    wrong: () => ({
      async loginJson(request) {
        const answer = await super.loginJson(request);
        return { ...answer, headers: { 'Content-Type': 'application/json' } };
      },
    }),
  },
  {
    name: 'hash-beside-the-token',
    what: 'answers with the database row next to the token, including the hash',
    caughtBy: [
      'Sign in › No password is in the token or next to it',
      'Sign in with the new account › No password or hash is in the response',
    ],
    wrong: () => ({
      loggedIn(user) {
        return { ...super.loggedIn(user), user };
      },
    }),
  },
  {
    name: 'password-in-the-token',
    what: 'signs the password into the token',
    caughtBy: [
      'Sign in › No password is in the token or next to it',
      'Sign in with the form › No password is in the cookie',
    ],
    wrong: () => ({
      claimsOf(user) {
        return { ...super.claimsOf(user), password: 'secret' };
      },
    }),
  },
  {
    name: 'no-login',
    what: 'has no POST /login',
    caughtBy: [
      'Sign in › POST /login answers 200 to the right email and password',
      'Sign in with the new account › The new account can sign in',
      'Sign in with the form › The form signs in: its response sets a cookie',
    ],
    wrong: () => ({
      login() {
        return this.unknownPath('/login');
      },
    }),
  },
  {
    name: 'token-under-another-name',
    what: 'answers {"access_token": …}',
    caughtBy: ['Sign in › The response has a token: {"token": "…"}'],
    wrong: () => ({
      loggedIn(user) {
        return { access_token: this.tokenFor(user) };
      },
    }),
  },
  {
    name: 'another-secret',
    what: 'signs and verifies with a different secret than its settings say',
    caughtBy: [
      'A token that the collection signed › POST /verify-token accepts a token that the collection signed',
      'Sign in › The token is signed with jwtSecret and HS256',
      'The protected route with a token that the collection signed › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({ secret: 'mysecret' }),
  },
  {
    name: 'sub-is-a-number',
    what: "signs the user's id as a number",
    caughtBy: ['Sign in › The token names the user: sub is a string'],
    wrong: () => ({ newId: () => Math.floor(Math.random() * 1e12) }),
  },
  {
    name: 'exp-in-milliseconds',
    what: 'signs exp in milliseconds',
    caughtBy: ['Sign in › exp is a number of seconds since 1970'],
    wrong: () => ({
      claimsOf(user) {
        return { ...super.claimsOf(user), exp: Date.now() + 1_800_000 };
      },
    }),
  },
  {
    name: 'exp-in-a-year',
    what: 'signs tokens that live for a year',
    caughtBy: ['Sign in › exp is in the future, but at most 24 hours away'],
    wrong: () => ({ ttlSeconds: 365 * 86_400 }),
  },
  {
    name: 'no-protected-route',
    what: 'has no GET /protected',
    caughtBy: [
      'Open the protected route › GET /protected answers 200 to the token from the login and greets its user',
      'An expired cookie › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({
      protected() {
        return this.unknownPath('/protected');
      },
    }),
  },
  {
    name: 'token-in-the-address',
    what: 'also reads the token from the address',
    caughtBy: ['The protected route without a token › Without a bearer token, nobody is let in'],
    wrong: () => ({
      token(request) {
        return new URLSearchParams(request.url.split('?')[1]).get('token') ?? super.token(request);
      },
    }),
  },
  {
    name: 'no-challenge',
    what: 'leaves WWW-Authenticate out of its refusals',
    caughtBy: ['A name that occurs twice › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => ({ challenge: () => ({}) }),
  },
  {
    name: 'no-challenge-at-protected',
    what: 'leaves WWW-Authenticate out of its refusals at /protected',
    caughtBy: ['The protected route without a token › The refusal is a 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      protected(request) {
        try {
          return super.protected(request);
        } catch (refusal) {
          return this.json(401, { error: refusal.message });
        }
      },
    }),
  },
  {
    name: 'signature-not-checked',
    what: 'decodes tokens without checking the signature',
    caughtBy: [
      'The protected route with a changed token › A changed token does not open the protected route',
      'The protected route with a forged token › A forged token does not open the protected route',
      'Who am I, without a valid token? › GET /me rejects a request without a valid token',
      'A changed cookie › A changed cookie is not accepted',
      'A forged cookie › A forged cookie is not accepted',
    ],
    wrong: () => ({ checkSignature() {} }),
  },
  {
    name: 'accepts-none',
    what: 'accepts tokens with alg none',
    caughtBy: ['The protected route with a forged token › A forged token does not open the protected route'],
    wrong: () => ({
      verify(token) {
        const [header] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
        return /"none"/.test(header) ? claimsIn(token) : super.verify(token);
      },
    }),
  },
  {
    name: 'expired-tokens',
    what: 'ignores exp',
    caughtBy: [
      'The protected route with an expired token › An expired token does not open the protected route',
      'Who am I, without a valid token? › GET /me rejects a request without a valid token',
      'An expired cookie › A cookie whose token has expired is not accepted',
    ],
    wrong: () => ({ checkExp() {} }),
  },
  {
    name: 'breaks-at-an-expired-token',
    what: 'answers 500 to an expired token',
    caughtBy: [
      'The protected route with an expired token › The refusal is a 401 in JSON, with a Bearer challenge',
      'Who am I, without a valid token? › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      guarded(request) {
        try {
          return super.guarded(request);
        } catch (error) {
          throw /expired/.test(error.message) ? new TypeError('payload is null') : error;
        }
      },
    }),
  },
  {
    name: 'refuses-a-token-of-a-stranger-with-403',
    what: 'answers 403 if the signature does not match',
    caughtBy: [
      'The protected route with a changed token › The refusal is a 401 in JSON, with a Bearer challenge',
      'The protected route with a forged token › The refusal is a 401 in JSON, with a Bearer challenge',
      'Who am I, without a valid token? › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      refusalStatus(refusal) {
        return /signature/.test(refusal.message) ? 403 : super.refusalStatus(refusal);
      },
    }),
  },
  {
    name: 'hash-without-its-salt',
    what: 'hashes with a salt that it forgets, so no password ever matches',
    caughtBy: [
      'Sign in › POST /login answers 200 to the right email and password',
      'Sign in with the new account › The new account can sign in',
      'Sign in with the form › The form signs in: its response sets a cookie',
    ],
    wrong: () => ({ fits: async () => false }),
  },
  {
    name: 'harmless-names',
    what: 'is correct, and has fields about passwords without showing one',
    caughtBy: [],
    wrong: () => ({
      claimsOf(user) {
        return { ...super.claimsOf(user), passwordChangedAt: 1_732_000_000, must_change_password: false };
      },
      visible(user) {
        return {
          ...super.visible(user),
          passwordChangedAt: '2026-11-01T08:00:00Z',
          has_password: true,
          password: null,
        };
      },
    }),
  },
  {
    name: 'clock-is-behind',
    what: 'is correct, but its clock is three minutes behind, and it rejects an iat in the future',
    caughtBy: [],
    wrong: () => ({
      now() {
        return super.now() - 180;
      },
      checkExp(payload) {
        if (payload.iat > this.now()) throw new Refusal('the token was signed in the future');
        super.checkExp(payload);
      },
    }),
  },
  {
    name: 'clock-is-ahead',
    what: 'is correct, but its clock is ten minutes ahead',
    caughtBy: [],
    wrong: () => ({
      now() {
        return super.now() + 600;
      },
    }),
  },
  {
    name: 'fast-hash-in-the-token',
    what: 'signs the SHA-256 of the password',
    caughtBy: [
      'Sign in › No password is in the token or next to it',
      'Sign in with the form › No password is in the cookie',
    ],
    wrong: () => ({
      async authenticate(fields) {
        const user = await super.authenticate(fields);
        return { ...user, check: createHash('sha256').update(fields.password).digest('hex') };
      },
      claimsOf({ check, ...user }) {
        return { ...super.claimsOf(user), check };
      },
    }),
  },
  {
    name: 'exp-may-be-missing',
    what: 'accepts a token without exp',
    caughtBy: ['The protected route with an expired token › An expired token does not open the protected route'],
    wrong: () => ({
      checkExp(payload) {
        if ('exp' in payload) super.checkExp(payload);
      },
    }),
  },
  {
    name: 'fails-on-a-token-without-a-name',
    what: 'takes for granted that a token has all of its claims',
    caughtBy: ['The protected route with a token that the collection signed › A token with only sub breaks nothing'],
    wrong: () => ({
      protected(request) {
        const { iss, aud, iat, exp, nbf, jti, sub, ...rest } = this.verify(this.token(request));
        if (Object.keys(rest).length === 0 && jti) return this.fail();
        return super.protected(request);
      },
    }),
  },
  {
    name: 'words-after-the-token',
    what: 'takes the first word after Bearer and ignores the others',
    caughtBy: ['The protected route without a token › Without a bearer token, nobody is let in'],
    wrong: () => ({
      bearer(authorization) {
        return super.bearer(authorization?.split(' ').slice(0, 2).join(' '));
      },
    }),
  },
  {
    name: 'greets-by-email',
    what: 'greets with the email, which happens to contain the name',
    caughtBy: ['Open the protected route › GET /protected answers 200 to the token from the login and greets its user'],
    wrong: () => ({ greeting: ({ email }) => `Welcome, ${email}!` }),
  },
];
