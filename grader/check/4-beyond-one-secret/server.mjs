// A server that meets the contract of part 4, in plain Node: keys.mjs has lessons 19 and 20, refresh.mjs adds lesson 22,
// and this file adds lesson 23.
//
// As in the servers of the other parts, each step is a separate method, so that a flaw can replace that step and
// nothing else.

import { Refusal } from '../1-sign-and-verify/server.mjs';
import { StatusRefusal } from '../2-accounts-and-sessions/server.mjs';
import { RefreshServer } from './refresh.mjs';

export class IssuerServer extends RefreshServer {
  denied = new Set();

  routes = {
    '/.well-known/jwks.json': { GET: 'keySet' },
    '/signup': { POST: 'signup' },
    '/login': { POST: 'login' },
    '/refresh': { POST: 'refresh' },
    '/logout': { POST: 'logout' },
    '/logout-everywhere': { POST: 'logoutEverywhere' },
    '/revoke': { POST: 'revoke' },
    '/protected': { GET: 'protected' },
    '/me': { GET: 'me', DELETE: 'deleteMe' },
  };

  // Each request with an access token looks the token up

  guarded(request) {
    return this.userOf(this.current(request));
  }

  /** The claims of an access token that still counts. */
  current(request) {
    const payload = this.verify(this.token(request));
    this.checkLive(payload);
    return payload;
  }

  checkLive(payload) {
    if (this.isDenied(payload)) throw new Refusal('the token was revoked');
    const signIn = this.signInOf(payload);
    if (!signIn || this.isEnded(signIn)) throw new Refusal('the sign-in has ended');
    if (payload.session_epoch !== this.epochOf(signIn.user)) throw new Refusal('signed out everywhere');
  }

  isDenied({ jti }) {
    return this.denied.has(jti);
  }

  deny({ jti }) {
    this.denied.add(jti);
  }

  signInOf({ sid }) {
    return this.signIns.get(sid);
  }

  signInsOf(user) {
    return [...this.signIns.values()].filter((signIn) => signIn.user === user);
  }

  epochOf({ epoch = 0 }) {
    return epoch;
  }

  tokenFor(user, audience, { id }) {
    return this.sign({
      ...this.claims(),
      ...this.claimsOf(user),
      aud: audience,
      sid: id,
      session_epoch: this.epochOf(user),
    });
  }

  // Signing out

  logout(request) {
    return request.headers.authorization ? this.logoutBearer(request) : super.logout(request);
  }

  logoutBearer(request) {
    const payload = this.current(request);
    this.userOf(payload);
    const signIn = this.signInOf(payload);
    this.deny(payload);
    this.signOut(signIn);
    return this.done();
  }

  logoutEverywhere(request) {
    this.signOutEverywhere(this.guarded(request));
    return this.done();
  }

  signOutEverywhere(user) {
    user.epoch = this.epochOf(user) + 1;
    for (const signIn of this.signInsOf(user)) this.endSignIn(signIn);
  }

  // Revoking (RFC 7009)

  revoke(request) {
    const { token, token_type_hint: hint } = this.revocation(request);
    this.revokeToken(token, hint);
    return this.revoked();
  }

  revocation(request) {
    if (!this.isForm(request)) throw new StatusRefusal(415, 'send a form');
    const fields = this.formFields(request);
    if (!fields.token) throw new StatusRefusal(400, 'token is missing');
    return fields;
  }

  revoked() {
    return { status: 200, headers: {} };
  }

  /** Looks for both kinds, whatever the hint says. */
  revokeToken(token) {
    return this.revokeRefreshToken(token) || this.revokeAccessToken(token);
  }

  revokeRefreshToken(token) {
    const found = this.known(token);
    if (found) this.endSignIn(found.signIn);
    return Boolean(found);
  }

  revokeAccessToken(token) {
    const payload = this.ownClaims(token);
    if (payload) this.deny(payload);
    return Boolean(payload);
  }

  /** The claims of a valid access token of this issuer, for any service; undefined for anything else. */
  ownClaims(token) {
    for (const audience of [this.audience, this.notesAudience]) {
      try {
        return Object.assign(Object.create(this), { audience }).verify(token);
      } catch {
        // It may be for the other service.
      }
    }
    return undefined;
  }
}
