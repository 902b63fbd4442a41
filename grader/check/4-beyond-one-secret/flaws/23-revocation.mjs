// Mistakes of lesson 23: tokens that end before their time.

import { Refusal } from '../../1-sign-and-verify/server.mjs';
import { StatusRefusal } from '../../2-accounts-and-sessions/server.mjs';

/** A server whose clock has stopped, so that a sign-out and a sign-in are in the same second however slow the machine is. */
const inOneSecond = (steps) => {
  const second = Math.floor(Date.now() / 1000);
  return Object.assign(steps, { now: () => second });
};

export const FLAWS = [
  {
    name: 'no-revocation',
    what: 'has no POST /revoke',
    caughtBy: [
      'Revoke an access token › POST /revoke answers 200',
      'Revoke a refresh token › POST /revoke answers 200',
      'Revoke a used refresh token › POST /revoke answers 200',
      'A wrong hint › Whatever the hint says, POST /revoke answers 200',
      'A forged token with a real id › A forged token is answered like any other unknown token: 200',
    ],
    says: 'the server at baseUrl has no route POST /revoke',
    wrong: () => ({
      revoke() {
        return this.unknownPath('/revoke');
      },
    }),
  },
  {
    name: 'revokes-nothing',
    what: 'answers each revocation with 200, and does nothing',
    caughtBy: [
      'Revoke an access token › A revoked access token is refused',
      'A revoked token in another spelling › A revoked token is refused in every spelling',
      'Revoke a refresh token › A revoked refresh token is refused',
      'Revoke a refresh token › The access token of that sign-in is refused, too',
      'Revoke a used refresh token › A used refresh token ends its sign-in, too',
      'A wrong hint › A wrong hint protects no token: all of them are refused',
    ],
    wrong: () => ({
      revokeToken() {},
    }),
  },
  {
    name: 'revoked-token-reads-me',
    what: 'looks for revoked tokens only at GET /protected',
    caughtBy: ['Revoke an access token › A revoked access token is refused'],
    says: 'got: GET /me: 200',
    wrong: () => ({
      me(request) {
        return this.json(200, this.seen(this.userOf(this.verify(this.token(request)))));
      },
    }),
  },
  {
    name: 'revoked-token-deletes-the-account',
    what: 'deletes an account for a revoked token',
    caughtBy: ['Revoke an access token › A revoked access token is refused'],
    says: 'got: DELETE /me: 20',
    wrong: () => ({
      deleteMe(request) {
        this.remove(this.userOf(this.verify(this.token(request))));
        return this.done();
      },
    }),
  },
  {
    name: 'revoked-token-is-forbidden',
    what: 'answers 403 to a revoked token',
    caughtBy: [
      'Revoke an access token › The refusal is a 401 in JSON, with a Bearer challenge',
      'A revoked token in another spelling › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'Sign out with an access token › The refusal is a 401 in JSON, with a Bearer challenge',
      'Sign out everywhere › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      checkLive(payload) {
        try {
          super.checkLive(payload);
        } catch (refusal) {
          throw new StatusRefusal(403, refusal.message);
        }
      },
    }),
  },
  {
    name: 'revoked-token-crashes',
    what: 'crashes at a revoked token',
    caughtBy: [
      'Revoke an access token › The refusal is a 401 in JSON, with a Bearer challenge',
      'A revoked token in another spelling › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'Revoke a refresh token › The access token of that sign-in is refused, too',
      'Revoke a used refresh token › A used refresh token ends its sign-in, too',
      'A wrong hint › A wrong hint protects no token: all of them are refused',
      'Sign out with an access token › The refusal is a 401 in JSON, with a Bearer challenge',
      'Sign out everywhere › The refusal is a 401 in JSON, with a Bearer challenge',
      'Sign in right after it › The access token of the same second that came before is refused',
    ],
    wrong: () => ({
      checkLive(payload) {
        try {
          super.checkLive(payload);
        } catch {
          throw new TypeError('the row is null');
        }
      },
    }),
  },
  {
    name: 'access-token-ends-all-sign-ins',
    what: 'ends all sign-ins of the user when an access token is revoked',
    caughtBy: ["Revoke an access token › The user's other sign-in goes on"],
    wrong: () => ({
      revokeAccessToken(token) {
        const signIn = this.signInOf(this.ownClaims(token) ?? {});
        if (signIn) this.signInsOf(signIn.user).forEach((one) => this.endSignIn(one));
        return super.revokeAccessToken(token);
      },
    }),
  },
  {
    name: 'denies-the-text',
    what: 'keeps the text of a revoked token, not its jti',
    caughtBy: ['A revoked token in another spelling › A revoked token is refused in every spelling'],
    says: 'got: with n − s for s in the signature: 200',
    wrong: () => {
      const denied = new Set();
      return {
        revokeAccessToken(token) {
          if (this.ownClaims(token)) denied.add(token);
        },
        current(request) {
          if (denied.has(this.token(request))) throw new Refusal('the token was revoked');
          return super.current(request);
        },
      };
    },
  },
  {
    name: 'second-revocation-fails',
    what: 'answers 400 to a token that is revoked already',
    caughtBy: ['Revoke it once more › A second revocation of the same token answers 200, too'],
    wrong: () => {
      const denied = new Set();
      return {
        revokeToken(token) {
          if (denied.has(token)) throw new StatusRefusal(400, 'revoked already');
          denied.add(token);
          return super.revokeToken(token);
        },
      };
    },
  },
  {
    name: 'refresh-token-cannot-be-revoked',
    what: 'revokes access tokens only',
    caughtBy: [
      'Revoke a refresh token › A revoked refresh token is refused',
      'Revoke a refresh token › The access token of that sign-in is refused, too',
      'Revoke a used refresh token › A used refresh token ends its sign-in, too',
      'A wrong hint › A wrong hint protects no token: all of them are refused',
    ],
    wrong: () => ({
      revokeRefreshToken() {
        return false;
      },
    }),
  },
  {
    name: 'revoked-sign-in-leaves-access-tokens',
    what: 'lets access tokens work until their exp, although their sign-in has ended',
    caughtBy: [
      'Revoke a refresh token › The access token of that sign-in is refused, too',
      'Revoke a used refresh token › A used refresh token ends its sign-in, too',
      'Sign out with an access token › After the sign-out, its access tokens are refused',
      'Sign out everywhere › Each access token of this user is refused',
      'Sign in right after it › The access token of the same second that came before is refused',
    ],
    wrong: () => {
      const denied = new Set();
      return {
        deny({ jti }) {
          denied.add(jti);
        },
        checkLive({ jti }) {
          if (denied.has(jti)) throw new Refusal('the token was revoked');
        },
      };
    },
  },
  {
    name: 'revocation-ends-all-sign-ins',
    what: 'ends all sign-ins of the user when one refresh token is revoked',
    caughtBy: ['Revoke a refresh token › The other sign-in of this user still works'],
    wrong: () => ({
      revokeRefreshToken(token) {
        const found = this.known(token);
        for (const one of found ? this.signInsOf(found.signIn.user) : []) this.endSignIn(one);
        return Boolean(found);
      },
    }),
  },
  {
    name: 'used-refresh-token-revokes-nothing',
    what: 'looks only for the newest refresh token of each sign-in',
    caughtBy: ['Revoke a used refresh token › A used refresh token ends its sign-in, too'],
    wrong: () => ({
      revokeRefreshToken(token) {
        return this.known(token)?.age === 0 && super.revokeRefreshToken(token);
      },
    }),
  },
  {
    name: 'hint-decides',
    what: 'looks only where the hint says',
    caughtBy: ['A wrong hint › A wrong hint protects no token: all of them are refused'],
    wrong: () => ({
      revokeToken(token, hint) {
        if (hint === 'refresh_token') return this.revokeRefreshToken(token);
        if (hint === 'access_token') return this.revokeAccessToken(token);
        return super.revokeToken(token, hint);
      },
    }),
  },
  {
    name: 'unknown-hint-is-an-error',
    what: 'answers 400 to a hint that it does not know',
    caughtBy: ['A wrong hint › Whatever the hint says, POST /revoke answers 200'],
    says: 'got: an unknown hint',
    wrong: () => ({
      revokeToken(token, hint) {
        if (hint === 'pigeon') throw new StatusRefusal(400, 'unsupported_token_type');
        return super.revokeToken(token, hint);
      },
    }),
  },
  {
    name: 'empty-hint-is-an-error',
    what: 'answers 400 to an empty hint',
    caughtBy: [
      'A wrong hint › Whatever the hint says, POST /revoke answers 200',
      'Revoke something unknown › An unknown token is answered with 200, too',
    ],
    wrong: () => ({
      revokeToken(token, hint) {
        if (hint === '') throw new StatusRefusal(400, 'unsupported_token_type');
        return super.revokeToken(token, hint);
      },
    }),
  },
  {
    name: 'unknown-token-is-an-error',
    what: 'answers 400 to a token that it does not know',
    caughtBy: [
      'Revoke something unknown › An unknown token is answered with 200, too',
      'A forged token with a real id › A forged token is answered like any other unknown token: 200',
    ],
    wrong: () => ({
      revokeToken(token, hint) {
        if (!super.revokeToken(token, hint)) throw new StatusRefusal(400, 'unknown token');
      },
    }),
  },
  {
    name: 'unknown-token-crashes-the-revocation',
    what: 'crashes at a token that has no three parts',
    caughtBy: ['Revoke something unknown › An unknown token is answered with 200, too'],
    wrong: () => ({
      revokeAccessToken(token) {
        if (token.split('.').length !== 3) throw new TypeError('payload is undefined');
        return super.revokeAccessToken(token);
      },
    }),
  },
  {
    name: 'revocation-without-a-token-is-fine',
    what: 'answers 200 if the form has no token',
    caughtBy: ['A revocation without a token › A revocation without a token is refused'],
    wrong: () => ({
      revocation(request) {
        return { token: '', ...this.formFields(request) };
      },
    }),
  },
  {
    name: 'revocation-without-a-token-crashes',
    what: 'crashes if the form has no token',
    caughtBy: ['A revocation without a token › The refusal is a 400, 415 or 422 in JSON'],
    wrong: () => ({
      revocation(request) {
        const fields = this.formFields(request);
        if (!fields.token) throw new TypeError('token is undefined');
        return fields;
      },
    }),
  },
  {
    name: 'forged-token-revokes',
    what: 'reads the jti of a token that it has not verified',
    caughtBy: ['A forged token with a real id › A forged token revokes nothing'],
    says: 'got: the access token: 401',
    wrong: () => ({
      ownClaims(token) {
        try {
          return this.decode(token.split('.')[1]);
        } catch {
          return undefined;
        }
      },
    }),
  },
  {
    name: 'forged-token-ends-the-sign-in',
    what: 'ends the sign-in that a token names, before it has verified the token',
    caughtBy: ['A forged token with a real id › A forged token revokes nothing'],
    wrong: () => ({
      revokeAccessToken(token) {
        try {
          const signIn = this.signInOf(this.decode(token.split('.')[1]));
          if (signIn && !this.ownClaims(token)) this.endSignIn(signIn);
        } catch {
          return false;
        }
        return super.revokeAccessToken(token);
      },
    }),
  },
  {
    name: 'unsigned-token-revokes',
    what: 'verifies a token before it revokes it, but lets none pass',
    caughtBy: ['A forged token with a real id › A forged token revokes nothing'],
    wrong: () => ({
      ownClaims(token) {
        const claims = super.ownClaims(token);
        try {
          const [header, payload] = token.split('.').map((part, index) => (index < 2 ? this.decode(part) : part));
          return claims ?? (header.alg === 'none' ? payload : undefined);
        } catch {
          return claims;
        }
      },
    }),
  },
  {
    name: 'no-sign-out-with-a-bearer-token',
    what: 'takes only a refresh token at POST /logout, as in lesson 22',
    caughtBy: ['Sign out with an access token › POST /logout with an access token answers 204'],
    wrong: () => ({
      logout(request) {
        const found = this.known(this.refreshTokenIn(this.object(request)));
        if (found) this.signOut(found.signIn);
        return this.done();
      },
    }),
  },
  {
    name: 'sign-out-denies-one-token',
    what: 'denies the access token at a sign-out, and lets the sign-in go on',
    caughtBy: [
      'Sign out with an access token › After the sign-out, its access tokens are refused',
      'Sign out with an access token › After the sign-out, its refresh token is refused',
    ],
    says: 'got: the next one: 200',
    wrong: () => ({
      signOut() {},
    }),
  },
  {
    name: 'sign-out-ends-all-sign-ins',
    what: 'ends all sign-ins of the user at POST /logout',
    caughtBy: ["Sign out with an access token › The user's other sign-in goes on"],
    wrong: () => ({
      signOut({ user }) {
        for (const one of this.signInsOf(user)) this.endSignIn(one);
      },
    }),
  },
  {
    name: 'no-sign-out-everywhere',
    what: 'has no POST /logout-everywhere',
    caughtBy: [
      'Sign out everywhere › POST /logout-everywhere answers 204',
      'Somebody else signs you out › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      logoutEverywhere() {
        return this.unknownPath('/logout-everywhere');
      },
    }),
  },
  {
    name: 'everywhere-is-here',
    what: 'ends only the sign-in of the token at POST /logout-everywhere',
    caughtBy: [
      'Sign out everywhere › Each access token of this user is refused',
      'Sign out everywhere › Each refresh token of this user is refused',
    ],
    says: 'got: the one of the other sign-in: 200',
    wrong: () => ({
      logoutEverywhere(request) {
        return this.logoutBearer(request);
      },
    }),
  },
  {
    name: 'everywhere-leaves-refresh-tokens',
    what: 'refuses the access tokens after a sign-out everywhere, and forgets the refresh tokens',
    caughtBy: ['Sign out everywhere › Each refresh token of this user is refused'],
    wrong: () => {
      const ended = new Set();
      return {
        signOutEverywhere(user) {
          for (const signIn of this.signInsOf(user)) ended.add(signIn);
        },
        checkLive(payload) {
          super.checkLive(payload);
          if (ended.has(this.signInOf(payload))) throw new Refusal('signed out everywhere');
        },
      };
    },
  },
  {
    name: 'everyone-is-signed-out',
    what: 'ends the sign-ins of all users',
    caughtBy: ['Sign out everywhere › Another user stays signed in'],
    wrong: () => ({
      signOutEverywhere(user) {
        for (const other of this.users) super.signOutEverywhere(other);
        super.signOutEverywhere(user);
      },
    }),
  },
  {
    name: 'not-before-refuses-the-new-sign-in',
    what: 'refuses whatever was signed up to the second of the sign-out everywhere',
    caughtBy: ['Sign in right after it › A sign-in in the second of a sign-out everywhere is valid'],
    wrong: () =>
      inOneSecond({
        signOutEverywhere(user) {
          super.signOutEverywhere(user);
          user.notAfter = this.now();
        },
        checkLive(payload) {
          super.checkLive(payload);
          const { notAfter = 0 } = this.users.find(({ id }) => id === payload.sub) ?? {};
          if (payload.iat <= notAfter) throw new Refusal('signed out everywhere');
        },
      }),
  },
  {
    name: 'not-before-keeps-old-tokens',
    what: 'refuses what was signed before the second of the sign-out everywhere, and nothing of that second',
    caughtBy: [
      'Sign out everywhere › Each access token of this user is refused',
      'Sign in right after it › The access token of the same second that came before is refused',
    ],
    wrong: () => {
      const ended = new Set();
      return inOneSecond({
        signOutEverywhere(user) {
          for (const signIn of this.signInsOf(user)) ended.add(signIn);
          user.notBefore = this.now();
        },
        checkSignIn(signIn) {
          super.checkSignIn(signIn);
          if (ended.has(signIn)) throw this.unknownRefreshToken();
        },
        checkLive(payload) {
          super.checkLive(payload);
          const { notBefore = 0 } = this.users.find(({ id }) => id === payload.sub) ?? {};
          if (payload.iat < notBefore) throw new Refusal('signed out everywhere');
        },
      });
    },
  },
  {
    name: 'signed-out-for-ever',
    what: 'ends the sign-ins that start after a sign-out everywhere as well',
    caughtBy: [
      'Sign in right after it › A sign-in in the second of a sign-out everywhere is valid',
      'Sign in right after it › Its refresh token gets the next tokens',
    ],
    wrong: () => ({
      signOutEverywhere(user) {
        super.signOutEverywhere(user);
        user.isOut = true;
      },
      startSignIn(user, audience) {
        const signIn = super.startSignIn(user, audience);
        if (user.isOut) this.endSoon = signIn;
        return signIn;
      },
      tokens(signIn, refreshToken) {
        const both = super.tokens(signIn, refreshToken);
        if (this.endSoon === signIn) this.endSignIn(signIn);
        return both;
      },
    }),
  },
  {
    name: 'everyone-may-sign-out',
    what: 'reads the user at a sign-out everywhere from a token that it has not verified',
    caughtBy: [
      'Somebody else signs you out › Without a valid access token, nobody signs a user out',
      'Somebody else signs you out › The user is still signed in',
    ],
    says: 'got: a changed token, to /logout-everywhere: 20',
    wrong: () => ({
      logoutEverywhere(request) {
        this.signOutEverywhere(this.userOf(this.decode(this.token(request).split('.')[1] ?? '')));
        return this.done();
      },
    }),
  },
  {
    name: 'old-secret-signs-out',
    what: 'takes a token with the old secret at POST /logout',
    caughtBy: [
      'Somebody else signs you out › Without a valid access token, nobody signs a user out',
      'Somebody else signs you out › The user is still signed in',
    ],
    says: 'got: the old secret, to /logout: 20',
    wrong: () => ({
      logoutBearer(request) {
        const [first, second, signature] = this.token(request).split('.');
        if (!second || !this.same(this.hmac(`${first}.${second}`), Buffer.from(signature, 'base64url')))
          return super.logoutBearer(request);
        this.signOut(this.signInOf(this.decode(second)));
        return this.done();
      },
    }),
  },
  {
    name: 'notes-may-sign-out',
    what: 'takes a token for the notes service at a sign-out everywhere',
    caughtBy: [
      'Somebody else signs you out › Without a valid access token, nobody signs a user out',
      'Somebody else signs you out › The user is still signed in',
    ],
    says: 'got: for the notes service, to /logout-everywhere: 20',
    wrong: () => ({
      logoutEverywhere(request) {
        const claims = this.ownClaims(this.token(request));
        if (!claims) return super.logoutEverywhere(request);
        this.signOutEverywhere(this.userOf(claims));
        return this.done();
      },
    }),
  },
  {
    name: 'signs-out-and-refuses',
    what: 'ends the sign-in that a token names, although it refuses the token',
    caughtBy: ['Somebody else signs you out › The user is still signed in'],
    wrong: () => ({
      logoutBearer(request) {
        try {
          return super.logoutBearer(request);
        } catch (refusal) {
          const [, payload = ''] = this.token(request).split('.');
          const signIn = payload && this.signInOf(this.decode(payload));
          if (signIn && signIn.audience === this.audience) this.endSignIn(signIn);
          throw refusal;
        }
      },
    }),
  },
];
