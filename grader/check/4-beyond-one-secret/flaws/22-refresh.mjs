// Mistakes of lesson 22: sign-ins with refresh tokens.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { StatusRefusal } from '../../2-accounts-and-sessions/server.mjs';

/** Long enough for the other requests of a crowd to arrive. */
const aWhile = () => wait(50);

/** Refresh tokens that look different: `outside` is a function of the real one, which the server remembers. */
const disguised = (outside) => {
  const [shown, real] = [new Map(), new Map()];
  return {
    wrap(text, signIn) {
      if (!shown.has(text)) shown.set(text, outside(text, signIn, this));
      real.set(shown.get(text), text);
      return shown.get(text);
    },
    unwrap(text) {
      return real.get(text) ?? '';
    },
  };
};

export const FLAWS = [
  {
    name: 'no-refresh-token',
    what: 'answers the login with an access token only, as in lesson 19',
    caughtBy: ['Sign in for two tokens › POST /login answers 200, a token and a refresh token'],
    wrong: () => ({
      tokens(...all) {
        const { refresh_token: _, ...others } = super.tokens(...all);
        return others;
      },
    }),
  },
  {
    name: 'refresh-token-is-a-jwt',
    what: 'signs a JWT as refresh token',
    caughtBy: ['Sign in for two tokens › The refresh token says nothing: it is opaque'],
    says: 'a JWT: {"sub"',
    wrong: () => disguised((text, { user }, server) => server.sign({ sub: user.id, jti: text, typ: 'refresh' })),
  },
  {
    name: 'refresh-token-has-the-email',
    what: 'writes the email of the user into the refresh token',
    caughtBy: ['Sign in for two tokens › The refresh token says nothing: it is opaque'],
    wrong: () => disguised((text, { user }) => Buffer.from(`${user.email}:${text}`).toString('base64url')),
  },
  {
    name: 'refresh-token-is-short',
    what: 'takes 16 letters of the random ones',
    caughtBy: ['Sign in for two tokens › The refresh token is long enough: at least 128 bits'],
    wrong: () => disguised((text) => text.slice(-16)),
  },
  {
    name: 'refresh-token-is-a-number',
    what: 'takes a number of thirty digits',
    caughtBy: ['Sign in for two tokens › The refresh token is long enough: at least 128 bits'],
    says: '30 characters, which have 99 bits at most',
    wrong: () =>
      disguised(() =>
        Array.from({ length: 30 }, (_, index) => (index * 7 + Math.floor(Math.random() * 10)) % 10).join(''),
      ),
  },
  {
    name: 'refresh-token-is-a-uuid',
    what: 'takes a UUID as refresh token',
    caughtBy: ['Sign in for two tokens › The refresh token is long enough: at least 128 bits'],
    wrong: () => disguised(() => randomUUID()),
  },
  {
    name: 'one-refresh-token-per-user',
    what: 'gives every sign-in of a user the same refresh token',
    caughtBy: [
      'Sign in for two tokens › Each sign-in gets another refresh token',
      'A refresh token from two steps back › Another sign-in of the same user goes on',
      'Sign out of one device › The other sign-in of this user goes on',
    ],
    wrong: () => {
      const signIns = new Map();
      return {
        startSignIn(user, audience) {
          const key = `${user.id} ${audience}`;
          if (signIns.has(key)) return Object.assign(signIns.get(key), { isAgain: true });
          signIns.set(key, super.startSignIn(user, audience));
          return signIns.get(key);
        },
        issue(signIn) {
          if (!signIn.isAgain) return super.issue(signIn);
          signIn.isAgain = false;
          return this.newest(signIn);
        },
      };
    },
  },
  {
    name: 'access-token-for-a-day',
    what: 'signs access tokens for a day, although there are refresh tokens',
    caughtBy: [
      'Sign in for two tokens › The access token works for five minutes at most',
      'Get the next tokens › The new access token works for five minutes at most, too',
    ],
    wrong: () => ({
      claims() {
        return { ...super.claims(), exp: this.now() + 86_400 };
      },
    }),
  },
  {
    name: 'access-token-for-a-day-after-a-refresh',
    what: 'signs the token of a refresh for a day',
    caughtBy: ['Get the next tokens › The new access token works for five minutes at most, too'],
    wrong: () => ({
      asSignedIn(signIn) {
        this.isRefresh = true;
        return super.asSignedIn(signIn);
      },
      claims() {
        const claims = super.claims();
        return this.isRefresh ? { ...claims, exp: claims.iat + 86_400 } : claims;
      },
      loginJson(request) {
        this.isRefresh = false;
        return super.loginJson(request);
      },
    }),
  },
  {
    name: 'tokens-are-cached',
    what: 'lets caches keep the responses with tokens',
    caughtBy: [
      'Sign in for two tokens › No cache keeps the two tokens: Cache-Control is no-store',
      'Get the next tokens › No cache keeps the next tokens: Cache-Control is no-store',
    ],
    wrong: () => ({
      notStored() {
        return {};
      },
    }),
  },
  {
    name: 'next-tokens-are-cached',
    what: 'lets caches keep the response of a refresh',
    caughtBy: ['Get the next tokens › No cache keeps the next tokens: Cache-Control is no-store'],
    wrong: () => ({
      async refresh(request) {
        const answer = await super.refresh(request);
        return { ...answer, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=60' } };
      },
    }),
  },
  {
    name: 'no-refresh',
    what: 'has no POST /refresh',
    caughtBy: ['Get the next tokens › POST /refresh answers 200, a token and a refresh token'],
    says: 'the server at baseUrl has no route POST /refresh',
    wrong: () => ({
      refresh() {
        return this.unknownPath('/refresh');
      },
    }),
  },
  {
    name: 'refresh-with-another-name',
    what: 'wants the refresh token under the name token',
    caughtBy: ['Get the next tokens › POST /refresh answers 200, a token and a refresh token'],
    wrong: () => ({
      refreshTokenIn(fields) {
        this.checkTypes(fields, ['token']);
        return fields.token;
      },
    }),
  },
  {
    name: 'refresh-answers-one-token',
    what: 'answers a refresh with an access token only',
    caughtBy: ['Get the next tokens › POST /refresh answers 200, a token and a refresh token'],
    wrong: () => ({
      async refresh(request) {
        const answer = await super.refresh(request);
        const { refresh_token: _, ...others } = JSON.parse(answer.body);
        return { ...answer, body: JSON.stringify(others) };
      },
    }),
  },
  {
    name: 'refresh-token-for-ever',
    what: 'answers each refresh with the refresh token that was sent',
    caughtBy: [
      'Get the next tokens › Both tokens are new',
      'A refresh token from two steps back › A refresh token that was used before is refused',
    ],
    wrong: () => ({
      nextAfter({ signIn }) {
        return this.newest(signIn);
      },
    }),
  },
  {
    name: 'access-token-for-ever',
    what: 'answers each refresh with the access token of the login',
    caughtBy: ['Get the next tokens › Both tokens are new'],
    wrong: () => ({
      tokens(signIn, refreshToken) {
        signIn.pair ??= super.tokens(signIn, refreshToken);
        return { ...signIn.pair, refresh_token: this.wrap(refreshToken, signIn) };
      },
    }),
  },
  {
    name: 'refresh-for-the-last-user',
    what: 'signs the next token for whoever signed in last',
    caughtBy: [
      'A refresh in another name › The new tokens are for the sign-in of the refresh token, whatever else the request says',
    ],
    wrong: () => ({
      startSignIn(user, audience) {
        this.last = super.startSignIn(user, audience);
        return this.last;
      },
      asSignedIn(signIn) {
        return this.last.user === signIn.user ? signIn : this.last;
      },
    }),
  },
  {
    name: 'refresh-without-a-user',
    what: 'signs the next token for the id of the sign-in instead of the user',
    caughtBy: [
      'Get the next tokens › The new access token is for the same user and the same service',
      'Get the next tokens › The new access token is accepted',
      'The same refresh token twice › The second access token is accepted as well',
      'A refresh in another name › The new tokens are for the sign-in of the refresh token, whatever else the request says',
    ],
    wrong: () => ({
      asSignedIn(signIn) {
        return { ...signIn, user: { ...signIn.user, id: signIn.id } };
      },
    }),
  },
  {
    name: 'refresh-forgets-the-audience',
    what: 'signs the next token for the issuer, whatever service the login named',
    caughtBy: [
      'The next token for the notes service › The next token is for the notes service, as the first one was',
      'Notes with the next token › The notes service accepts the next token',
    ],
    wrong: () => ({
      asSignedIn(signIn) {
        return Object.assign(Object.create(signIn), { audience: this.audience });
      },
    }),
  },
  {
    name: 'refresh-for-both-services',
    what: 'signs the next token for both services',
    caughtBy: [
      'Get the next tokens › The new access token is for the same user and the same service',
      'A refresh in another name › The new tokens are for the sign-in of the refresh token, whatever else the request says',
      'The next token for the notes service › The next token is for the notes service, as the first one was',
    ],
    wrong: () => ({
      asSignedIn(signIn) {
        return Object.assign(Object.create(signIn), { audience: [this.audience, this.notesAudience] });
      },
    }),
  },
  {
    name: 'next-token-with-an-old-key',
    what: 'signs the next token with a key that it does not publish',
    caughtBy: [
      'Get the next tokens › The new access token is accepted',
      'The same refresh token twice › The second access token is accepted as well',
      'Notes with the next token › The notes service accepts the next token',
    ],
    wrong: () => ({
      async refresh(request) {
        const answer = await super.refresh(request);
        const { token, ...others } = JSON.parse(answer.body);
        if (!token) return answer;
        const [header, payload] = token.split('.');
        return { ...answer, body: JSON.stringify({ token: [header, payload, 'A'.repeat(86)].join('.'), ...others }) };
      },
    }),
  },
  {
    name: 'next-refresh-token-not-stored',
    what: 'gives out a next refresh token that it does not store',
    caughtBy: [
      'Get the next tokens › The new refresh token gets the next tokens, too',
      'The same refresh token twice › Afterwards, that refresh token gets the next tokens',
      'A refresh after the sign-out › After a sign-out, no refresh token of that sign-in gets anything',
    ],
    wrong: () => ({
      nextAfter(found) {
        return `lost-${super.nextAfter(found)}`;
      },
    }),
  },
  {
    name: 'no-grace',
    what: 'takes a second tab for a thief',
    caughtBy: [
      'The same refresh token twice › Within ten seconds, the same refresh token is answered once more: status 200',
      'Two tabs at once › Requests at the same moment get the same refresh token',
    ],
    wrong: () => ({
      isInGrace() {
        return false;
      },
    }),
  },
  {
    name: 'two-successors',
    what: 'gives a second tab another new refresh token',
    caughtBy: [
      'The same refresh token twice › It is the refresh token that was given out before',
      'Two tabs at once › Requests at the same moment get the same refresh token',
    ],
    wrong: () => ({
      nextAfter(found) {
        return found.age === 1 ? this.issue(found.signIn) : super.nextAfter(found);
      },
    }),
  },
  {
    name: 'grace-gives-the-used-token',
    what: 'answers a second tab with the refresh token that it sent',
    caughtBy: [
      'The same refresh token twice › It is the refresh token that was given out before',
      'Two tabs at once › Requests at the same moment get the same refresh token',
    ],
    wrong: () => ({
      known(text) {
        this.sent = text;
        return super.known(text);
      },
      nextAfter(found) {
        const text = super.nextAfter(found);
        return found.age === 1 ? this.sent : text;
      },
    }),
  },
  {
    name: 'grace-uses-the-successor-up',
    what: 'counts a second tab as the use of the successor',
    caughtBy: ['The same refresh token twice › Afterwards, that refresh token gets the next tokens'],
    wrong: () => ({
      nextAfter(found) {
        const { signIn, age } = found;
        if (signIn.isUsedUp && age === 0) throw this.reused(signIn);
        signIn.isUsedUp = age === 1;
        return super.nextAfter(found);
      },
    }),
  },
  {
    name: 'grace-without-an-access-token',
    what: 'gives a second tab the refresh token, and a dead access token',
    caughtBy: ['The same refresh token twice › The second access token is accepted as well'],
    wrong: () => ({
      nextAfter(found) {
        found.signIn.isSecond = found.age === 1;
        return super.nextAfter(found);
      },
      tokens(signIn, refreshToken) {
        const { token, ...others } = super.tokens(signIn, refreshToken);
        return { token: signIn.isSecond ? `${token.slice(0, -86)}${'A'.repeat(86)}` : token, ...others };
      },
    }),
  },
  {
    name: 'race-at-the-refresh',
    what: 'looks whether the token was used, waits for something, then writes',
    caughtBy: ['Two tabs at once › Requests at the same moment get the same refresh token'],
    wrong: () => ({
      async refresh(request) {
        const fields = this.object(request);
        const found = this.known(this.refreshTokenIn(fields));
        if (!found || found.age > 0) return super.refresh(request);
        this.checkSignIn(found.signIn);
        await aWhile();
        return this.json(200, this.tokens(found.signIn, this.issue(found.signIn)), this.notStored());
      },
    }),
  },
  {
    name: 'busy-at-the-refresh',
    what: 'crashes if another refresh is under way: the database is locked',
    caughtBy: ['Two tabs at once › Requests at the same moment get the same refresh token'],
    wrong: () => ({
      async refresh(request) {
        if (this.isBusy) throw new Error('database is locked');
        this.isBusy = true;
        await aWhile();
        this.isBusy = false;
        return super.refresh(request);
      },
    }),
  },
  {
    name: 'grace-for-all-generations',
    what: 'answers any token of the last ten seconds with the newest one',
    caughtBy: ['A refresh token from two steps back › A refresh token that was used before is refused'],
    wrong: () => ({
      isInGrace({ usedAt }) {
        return Date.now() - usedAt <= this.graceMilliseconds;
      },
    }),
  },
  {
    name: 'reuse-is-only-refused',
    what: 'refuses a used token, and lets its sign-in go on',
    caughtBy: ['A refresh token from two steps back › The sign-in has ended: its newest refresh token is refused, too'],
    wrong: () => ({
      reused() {
        return this.unknownRefreshToken();
      },
    }),
  },
  {
    name: 'reuse-forgotten',
    what: 'deletes used tokens, so that one that comes back is unknown',
    caughtBy: ['A refresh token from two steps back › The sign-in has ended: its newest refresh token is refused, too'],
    wrong: () => ({
      lookUp(text) {
        const found = super.lookUp(text);
        return found?.age > 1 ? undefined : found;
      },
    }),
  },
  {
    name: 'reuse-ends-everything',
    what: 'ends all sign-ins of the user when a token comes back',
    caughtBy: ['A refresh token from two steps back › Another sign-in of the same user goes on'],
    wrong: () => ({
      reused(signIn) {
        for (const one of this.signInsOf(signIn.user)) this.endSignIn(one);
        return super.reused(signIn);
      },
    }),
  },
  {
    name: 'reuse-crashes',
    what: 'crashes when a used token comes back',
    caughtBy: ['A refresh token from two steps back › The refusal is a 401 or 400 in JSON'],
    wrong: () => ({
      reused(signIn) {
        super.reused(signIn);
        return new TypeError('token is undefined');
      },
    }),
  },
  {
    name: 'reuse-is-a-redirect',
    what: 'leads a program whose token was used to the login page',
    caughtBy: ['A refresh token from two steps back › The refusal is a 401 or 400 in JSON'],
    wrong: () => ({
      async refresh(request) {
        try {
          return await super.refresh(request);
        } catch (error) {
          return /used before/.test(error.message) ? this.goTo('/login') : this.refuse(error);
        }
      },
    }),
  },
  {
    name: 'no-sign-out',
    what: 'has no POST /logout',
    caughtBy: ['Sign out of one device › POST /logout answers 204'],
    wrong: () => ({
      logout() {
        return this.unknownPath('/logout');
      },
    }),
  },
  {
    name: 'sign-out-does-nothing',
    what: 'answers 204 to a sign-out, and goes on',
    caughtBy: [
      'Sign out of one device › After the sign-out, the refresh token is refused',
      'A refresh after the sign-out › After a sign-out, no refresh token of that sign-in gets anything',
    ],
    wrong: () => ({
      signOut() {},
    }),
  },
  {
    name: 'sign-out-leaves-the-grace',
    what: 'answers a second tab within the ten seconds, even after a sign-out',
    caughtBy: ['A refresh after the sign-out › After a sign-out, no refresh token of that sign-in gets anything'],
    wrong: () => ({
      signOut(signIn) {
        signIn.isOut = true;
      },
      nextAfter(found) {
        if (found.signIn.isOut && found.age === 0) throw this.unknownRefreshToken();
        return super.nextAfter(found);
      },
    }),
  },
  {
    name: 'sign-out-of-all-devices',
    what: 'ends all sign-ins of the user at each sign-out',
    caughtBy: ['Sign out of one device › The other sign-in of this user goes on'],
    wrong: () => ({
      signOut({ user }) {
        for (const one of this.signInsOf(user)) this.endSignIn(one);
      },
    }),
  },
  {
    name: 'ended-sign-in-crashes',
    what: 'crashes at the refresh token of a sign-in that has ended',
    caughtBy: [
      'A refresh token from two steps back › The sign-in has ended: its newest refresh token is refused, too',
      'Sign out of one device › After the sign-out, the refresh token is refused',
      'A refresh after the sign-out › The refusal is a 401 or 400 in JSON',
    ],
    wrong: () => ({
      endSignIn(signIn) {
        signIn.isGone = true;
      },
      checkSignIn(signIn) {
        if (signIn.isGone) throw new TypeError('the row is null');
        super.checkSignIn(signIn);
      },
    }),
  },
  {
    name: 'unknown-refresh-token-crashes',
    what: 'crashes at a refresh token that it does not know',
    caughtBy: [
      'A refresh token that nobody got › The refusal is a 401 or 400 in JSON',
      'A body without a refresh token › The refusal is a 400, 401, 415 or 422 in JSON',
      'An access token to refresh with › The refusal is a 401 or 400 in JSON',
      'The refresh token of a deleted account › The refusal is a 401 or 400 in JSON',
    ],
    wrong: () => ({
      unknownRefreshToken() {
        return new TypeError('the row is null');
      },
    }),
  },
  {
    name: 'unknown-refresh-token-is-a-404',
    what: 'answers 404 to a refresh token that it does not know',
    caughtBy: [
      'A refresh token that nobody got › The refusal is a 401 or 400 in JSON',
      'A body without a refresh token › The refusal is a 400, 401, 415 or 422 in JSON',
      'An access token to refresh with › The refusal is a 401 or 400 in JSON',
      'The refresh token of a deleted account › The refusal is a 401 or 400 in JSON',
    ],
    wrong: () => ({
      unknownRefreshToken() {
        return new StatusRefusal(404, 'no such refresh token');
      },
    }),
  },
  {
    name: 'compares-the-start',
    what: 'compares the first half of a refresh token',
    caughtBy: ['A refresh token that nobody got › A refresh token that nobody got is refused'],
    wrong: () => {
      const given = [];
      return {
        wrap(text) {
          given.push(text);
          return text;
        },
        unwrap(text) {
          return given.find((one) => text.startsWith(one.slice(0, one.length / 2))) ?? '';
        },
      };
    },
  },
  {
    name: 'ignores-case',
    what: 'compares refresh tokens without regard to case, as some databases do',
    caughtBy: ['A refresh token that nobody got › A refresh token that nobody got is refused'],
    wrong: () => {
      const real = new Map();
      return {
        wrap(text) {
          const shown = Buffer.from(text).toString('base64url');
          real.set(shown.toLowerCase(), text);
          return shown;
        },
        unwrap(text) {
          return real.get(text.toLowerCase()) ?? '';
        },
      };
    },
  },
  {
    name: 'unknown-token-ends-the-last-sign-in',
    what: 'takes any unknown token for a stolen one, and ends the last sign-in',
    caughtBy: ['A refresh token that nobody got › The good refresh token still gets the next tokens'],
    wrong: () => ({
      startSignIn(user, audience) {
        this.last = super.startSignIn(user, audience);
        return this.last;
      },
      unknownRefreshToken() {
        if (this.last) this.endSignIn(this.last);
        return super.unknownRefreshToken();
      },
    }),
  },
  {
    name: 'missing-refresh-token-crashes',
    what: 'crashes if the body has no refresh token',
    caughtBy: ['A body without a refresh token › The refusal is a 400, 401, 415 or 422 in JSON'],
    wrong: () => ({
      refreshTokenIn({ refresh_token: text }) {
        return text.trim();
      },
    }),
  },
  {
    name: 'list-as-refresh-token',
    what: 'takes the first of a list of refresh tokens',
    caughtBy: ['A body without a refresh token › A body without a refresh token gets nothing'],
    wrong: () => ({
      refreshTokenIn(fields) {
        return super.refreshTokenIn({ refresh_token: [fields.refresh_token].flat()[0] });
      },
    }),
  },
  {
    name: 'broken-json-crashes-the-refresh',
    what: 'crashes if the body is not JSON',
    caughtBy: ['A body without a refresh token › The refusal is a 400, 401, 415 or 422 in JSON'],
    wrong: () => ({
      notJson(error) {
        return error;
      },
    }),
  },
  {
    name: 'access-token-refreshes',
    what: 'accepts an access token in place of a refresh token',
    caughtBy: ['An access token to refresh with › An access token gets no tokens'],
    wrong: () => ({
      known(text) {
        const found = super.known(text);
        const claims = found ? undefined : this.ownClaims(text);
        return claims ? { signIn: this.signInOf(claims), age: 0 } : found;
      },
    }),
  },
  {
    name: 'refresh-token-opens-doors',
    what: 'accepts a refresh token as a bearer token',
    caughtBy: ['A refresh token as a bearer token › A refresh token opens no door'],
    wrong: () => ({
      guarded(request) {
        const found = this.known(this.token(request));
        return found ? found.signIn.user : super.guarded(request);
      },
    }),
  },
  {
    name: 'refresh-token-crashes-doors',
    what: 'crashes at a bearer token that is not a JWT',
    caughtBy: ['A refresh token as a bearer token › The refusal is a 401 or 400 in JSON, with a Bearer challenge'],
    wrong: () => ({
      verify(token) {
        if (!token.includes('.')) throw new TypeError('payload is undefined');
        return super.verify(token);
      },
    }),
  },
  {
    name: 'refresh-believes-the-body',
    what: 'signs the next token for the service that the body of a refresh names',
    caughtBy: [
      'A refresh in another name › The new tokens are for the sign-in of the refresh token, whatever else the request says',
    ],
    wrong: () => ({
      asSignedIn(signIn, request, { audience }) {
        return Object.assign(Object.create(signIn), audience ? { audience } : {});
      },
    }),
  },
  {
    name: 'refresh-believes-the-user-in-the-body',
    what: 'signs the next token for the sub that the body of a refresh names',
    caughtBy: [
      'A refresh in another name › The new tokens are for the sign-in of the refresh token, whatever else the request says',
    ],
    wrong: () => ({
      asSignedIn(signIn, request, { sub }) {
        return Object.assign(Object.create(signIn), sub ? { user: { ...signIn.user, id: sub } } : {});
      },
    }),
  },
  {
    name: 'refresh-believes-the-bearer',
    what: 'signs the next token for the user of the bearer token',
    caughtBy: [
      'A refresh in another name › The new tokens are for the sign-in of the refresh token, whatever else the request says',
    ],
    wrong: () => ({
      asSignedIn(signIn, request) {
        if (!request.headers.authorization) return signIn;
        return Object.assign(Object.create(signIn), { user: this.guarded(request) });
      },
    }),
  },
  {
    name: 'refresh-outlives-the-account',
    what: 'keeps the sign-ins of a deleted user',
    caughtBy: ['The refresh token of a deleted account › The refresh token of a deleted account is refused'],
    wrong: () => ({
      checkOwner() {},
    }),
  },
  {
    name: 'refresh-of-a-deleted-account-crashes',
    what: 'crashes if the user of a refresh token is gone',
    caughtBy: ['The refresh token of a deleted account › The refusal is a 401 or 400 in JSON'],
    wrong: () => ({
      checkOwner({ user }) {
        if (!this.users.includes(user)) throw new TypeError('user is undefined');
      },
    }),
  },
];
