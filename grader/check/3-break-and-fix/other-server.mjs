// A second correct server for part 3, with different choices where the contract leaves one: different words, different
// statuses for malformed tokens, PEM instead of a JWK, numbers as ids, a different cookie, pages that redirect.

import { Refusal } from '../1-sign-and-verify/server.mjs';
import { WorkshopServer } from './server.mjs';

export class OtherWorkshopServer extends WorkshopServer {
  leewaySeconds = 30;
  cookieName = 'sid';
  count = 0;

  refusalStatus(refusal) {
    if (/three parts|JSON|base64url|token after/.test(refusal.message)) return 400;
    return super.refusalStatus(refusal);
  }

  refusalBody(refusal) {
    // The time in a refusal changes from one to the next, but reveals nothing.
    return { error: { code: this.refusalStatus(refusal), text: 'refused', at: process.hrtime.bigint().toString() } };
  }

  challenge(refusal) {
    const base = super.challenge(refusal);
    return base['WWW-Authenticate'] ? { 'WWW-Authenticate': 'Bearer realm="workshop", error="invalid_token"' } : base;
  }

  believed({ sub }) {
    return this.json(200, { data: { user: sub, since: Date.now() } });
  }

  header() {
    return { typ: 'JWT', alg: 'HS256' };
  }

  claimsOfName(name) {
    return { ...super.claimsOfName(name), name };
  }

  newJti() {
    return super.newJti().replaceAll('-', '');
  }

  publicKey() {
    return { status: 200, headers: { 'Content-Type': 'application/x-pem-file' }, body: this.publicPem() };
  }

  robotsFile() {
    return { ...super.robotsFile(), body: this.robots.replaceAll('\n', '\r\n') };
  }

  /** A different way to distinguish two kinds of tokens: typ alone, with the same audience. */
  resetAudience = this.audience;

  checkWrongKind(token) {
    if (this.headerOf(token).typ !== 'JWT') throw new Refusal('another kind of token');
    return super.checkWrongKind(token);
  }

  checkReset(token) {
    if (this.headerOf(token).typ !== 'reset+jwt') throw new Refusal('another kind of token');
    return super.checkReset(token);
  }

  /** The session is known by the time and a random id; it's ended in a record of sessions. */
  sessions = new Map();

  isSignedOut({ jti, sub }) {
    return this.sessions.get(`${sub} ${jti}`) === false;
  }

  remember({ jti, sub }) {
    this.sessions.set(`${sub} ${jti}`, false);
  }

  signOut(request) {
    super.signOut(request);
    return this.json(200, { signed_out: true });
  }

  accountId() {
    this.count += 1;
    return `u${this.count}`;
  }

  account(request) {
    const { body } = super.account(request);
    return this.json(200, { me: JSON.parse(body) });
  }

  deleteAccount(request) {
    super.deleteAccount(request);
    return this.json(200, { deleted: true });
  }

  cookieAttributes() {
    return ['SameSite=Strict', 'httponly', 'Path=/', 'Max-Age=1800'];
  }

  stolenPage(request) {
    if (!this.pageToken(request)) return { status: 303, headers: { Location: '/' }, body: '' };
    return super.stolenPage(request);
  }

  shown(text) {
    const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' };
    return text.replace(/[&<>"']/g, (sign) => names[sign]);
  }

  greeting(user) {
    return { text: `Hello, ${user.name}` };
  }

  reviewCookie(token) {
    return `auth="${token}"; HttpOnly; Path=/; SameSite=Strict; Max-Age=3600`;
  }

  reviewLogout(request) {
    super.reviewLogout(request);
    return this.json(200, { bye: true }, { 'Set-Cookie': 'auth=; Max-Age=0; Path=/' });
  }
}
