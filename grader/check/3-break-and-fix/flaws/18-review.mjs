// Reviews of lesson 18 that leave a fault in, or bring a new one.

import { Refusal } from '../../1-sign-and-verify/server.mjs';
import { breaksAt, hmacOf } from './steps.mjs';

const PAYLOAD = 'A payload of your own › The dashboard refuses a payload that the server did not sign';
const SAME = 'Claims that are read first › A forged token gets the same answer, whichever of its claims is wrong';
const END = 'A token that never ends › A token without an exp in the future is refused';
const ALIKE = 'An audience that is a part of yours › A token for an audience that only looks like yours is refused';
const STATUS = 'No, with status 200 › A bad token gets a status that says no';
const HEADER = 'A header without a token › A header without a token is refused, and breaks nothing';
const COOKIE = 'The cookie › The cookie with the token is HttpOnly and has SameSite';
const LINK = 'Sign out by a link › GET /logout signs nobody out';
const OUT = 'Sign out by a link › A token is refused after POST /logout';

const reviewed = (checks) => ({
  checkReview(token) {
    return Object.setPrototypeOf({ ...checks }, this).verify(token);
  },
});

export const FLAWS = [
  {
    name: 'review-secret-123',
    what: 'still signs with 123',
    caughtBy: ['The secret › Nobody can guess the secret from a list of words'],
    says: '123',
    wrong: () => ({ secret: '123' }),
  },
  {
    name: 'review-dashboard-decodes',
    what: 'verifies everywhere, but for the dashboard',
    caughtBy: [PAYLOAD],
    wrong: () => ({
      dashboardClaims(token) {
        const claims = this.payload(token);
        if (this.isSignedOut(claims, token)) throw new Refusal('this token was signed out');
        return claims;
      },
    }),
  },
  {
    name: 'review-dashboard-takes-none',
    what: 'lets alg none into the dashboard',
    caughtBy: [PAYLOAD],
    wrong: () => ({
      dashboardClaims(token) {
        return this.headerOf(token).alg === 'none' ? this.payload(token) : super.dashboardClaims(token);
      },
    }),
  },
  {
    name: 'review-claims-first',
    what: 'says which claim is wrong before it looks at the signature',
    caughtBy: [SAME],
    wrong: () => ({
      checkReview(token) {
        if (this.payload(token).iss !== this.issuer)
          throw Object.assign(new Refusal('iss'), { text: 'Invalid issuer' });
        return super.checkReview(token);
      },
      refusalBody(refusal) {
        return refusal.text ? { error: refusal.text } : super.refusalBody(refusal);
      },
    }),
  },
  {
    name: 'review-exp-if-there',
    what: 'checks exp if it is there',
    caughtBy: [END],
    wrong: () =>
      reviewed({
        checkExp({ exp }) {
          if (exp !== undefined && (typeof exp !== 'number' || exp <= this.now())) throw new Refusal('expired');
        },
      }),
  },
  {
    name: 'review-exp-of-any-type',
    what: 'requires exp, of any type',
    caughtBy: [END],
    wrong: () =>
      reviewed({
        checkExp({ exp }) {
          if (exp === undefined || (typeof exp === 'number' && exp <= this.now())) throw new Refusal('expired');
        },
      }),
  },
  {
    name: 'review-audience-as-a-part',
    what: 'takes an aud that is a part of its name',
    caughtBy: [ALIKE],
    wrong: () =>
      reviewed({
        checkAud({ aud }) {
          if (![aud].flat().some((one) => typeof one === 'string' && this.audience.includes(one)))
            throw new Refusal('another audience');
        },
      }),
  },
  {
    name: 'review-audience-by-its-start',
    what: 'takes an aud that starts with its name',
    caughtBy: [ALIKE],
    wrong: () =>
      reviewed({
        checkAud({ aud }) {
          if (![aud].flat().some((one) => String(one).startsWith(this.audience))) throw new Refusal('another audience');
        },
      }),
  },
  {
    name: 'review-audience-is-text',
    what: 'refuses a list of audiences',
    caughtBy: ['An audience that is a part of yours › A list of audiences with yours in it is accepted'],
    wrong: () =>
      reviewed({
        checkAud({ aud }) {
          if (aud !== this.audience) throw new Refusal('another audience');
        },
      }),
  },
  {
    name: 'review-no-with-200',
    what: 'answers 200 with an error',
    caughtBy: [STATUS],
    wrong: () => ({
      verifyToken(request) {
        try {
          return super.verifyToken(request);
        } catch {
          return this.json(200, { error: 'Invalid token' });
        }
      },
    }),
  },
  {
    name: 'review-header-split',
    what: 'splits the header without a check',
    caughtBy: [HEADER],
    wrong: () => ({
      dashboard(request) {
        const { authorization } = request.headers;
        if (authorization) authorization.split(' ')[1].split('.');
        return super.dashboard(request);
      },
    }),
  },
  {
    name: 'review-no-header-no-answer',
    what: 'greets a guest where there is no header',
    caughtBy: [HEADER],
    wrong: () => ({
      dashboard(request) {
        return request.headers.authorization
          ? super.dashboard(request)
          : this.json(200, { message: 'Welcome, guest!' });
      },
    }),
  },
  {
    name: 'review-password-in-the-token',
    what: 'still has the password in the token',
    caughtBy: ['The password in the token › The token has no password in it, and no hash of one'],
    wrong: () => ({
      passwords: {},
      async createUser(fields) {
        this.passwords[fields.email] = fields.password;
        return super.createUser(fields);
      },
      claimsOf(user) {
        return { ...super.claimsOf(user), password: this.passwords[user.email] };
      },
    }),
  },
  {
    name: 'review-cookie-without-httponly',
    what: 'sets the cookie without HttpOnly',
    caughtBy: [COOKIE],
    wrong: () => ({
      reviewCookie(token) {
        return super.reviewCookie(token).replace('; HttpOnly', '');
      },
    }),
  },
  {
    name: 'review-cookie-without-samesite',
    what: 'sets the cookie without SameSite',
    caughtBy: [COOKIE],
    wrong: () => ({
      reviewCookie(token) {
        return super.reviewCookie(token).replace(/; SameSite=\w+/, '');
      },
    }),
  },
  {
    name: 'review-no-cookie',
    what: 'sets no cookie any more',
    caughtBy: [COOKIE],
    wrong: () => ({
      async loginJson(request) {
        const { headers: _, ...answer } = await super.loginJson(request);
        return { ...answer, headers: { 'Content-Type': 'application/json' } };
      },
    }),
  },
  {
    name: 'review-gone-is-500',
    what: 'breaks where the member is gone',
    caughtBy: ['A member who is gone › The refusal is a 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      memberOf({ sub }) {
        const user = this.users.find(({ id }) => id === sub);
        return { name: user.name, id: user.id };
      },
    }),
  },
  {
    name: 'review-gone-and-greeted',
    what: 'greets a member who is gone',
    caughtBy: ['A member who is gone › The token of a deleted account is refused'],
    wrong: () => ({
      memberOf({ sub, name }) {
        return { id: sub, name };
      },
    }),
  },
  {
    name: 'review-deletes-everybody',
    what: 'deletes all members',
    caughtBy: ['A member who is gone › The other accounts are still there'],
    wrong: () => ({
      remove() {
        this.users = [];
      },
    }),
  },
  {
    name: 'review-no-delete',
    what: 'has no DELETE /me any more',
    caughtBy: ['A member who is gone › DELETE /me answers 200 or 204'],
    wrong: () => ({
      deleteMe() {
        return this.wrongMethod([]);
      },
    }),
  },
  {
    name: 'review-logout-by-get',
    what: 'signs out by GET as well',
    caughtBy: [LINK],
    wrong: () => ({
      answer(request) {
        if (request.url === '/logout' && request.method === 'GET')
          return this.json(200, {}, { 'Set-Cookie': 'jwt_token=; Max-Age=0' });
        return super.answer(request);
      },
    }),
  },
  {
    name: 'review-logout-forgets-the-cookie',
    what: 'removes the cookie alone',
    caughtBy: [OUT],
    wrong: () => ({ remember() {} }),
  },
  {
    name: 'review-no-logout',
    what: 'has no way to sign out any more',
    caughtBy: [OUT],
    wrong: () => ({
      reviewLogout() {
        return this.wrongMethod([]);
      },
    }),
  },
  {
    name: 'review-tells-who-has-an-account',
    what: 'says that an email is unknown',
    caughtBy: ['A login that fails › A wrong password and an unknown email get the same 401'],
    wrong: () => ({
      unknownEmail() {
        return Object.assign(new Refusal('nobody has this email'), { text: 'nobody has this email' });
      },
      refusalBody(refusal) {
        return refusal.text ? { error: refusal.text } : super.refusalBody(refusal);
      },
    }),
  },
  {
    name: 'review-another-secret',
    what: 'verifies with a secret that the collection does not know',
    caughtBy: ['Claims that are read first › POST /verify-token believes a good token, and answers its user'],
    wrong: () => ({
      checkReview(token) {
        if (hmacOf(token, this.secret) && /^user-/.test(this.payload(token).name ?? ''))
          throw new Refusal('unknown key');
        return super.checkReview(token);
      },
    }),
  },
  {
    name: 'review-no-members',
    what: 'refuses everybody',
    caughtBy: ['The secret › A member signs up, logs in, and is greeted by name at GET /dashboard'],
    wrong: () => ({
      dashboard() {
        throw new Refusal('come back tomorrow');
      },
    }),
  },
  breaksAt('No, with status 200', 'review', 'checkReview'),
];
