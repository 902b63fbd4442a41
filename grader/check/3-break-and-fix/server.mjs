// A server with the routes of lessons 15 to 18 and no hole, in plain Node. Each step is a separate method, so
// that a flaw can replace that step and nothing else.

import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID, sign, verify } from 'node:crypto';
import { AccountsServer } from '../2-accounts-and-sessions/server.mjs';
import { Refusal } from '../1-sign-and-verify/server.mjs';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const RAW = { dsaEncoding: 'ieee-p1363' };

export class WorkshopServer extends AccountsServer {
  ids = { 2025: randomBytes(32), 2026: randomBytes(32) };
  word = randomBytes(32).toString('hex');
  mail = randomBytes(32).toString('hex');
  robots = 'User-agent: *\nDisallow: /\n';
  resetAudience = 'jwt-sandbox-reset';
  signedOutIds = new Set();
  accounts = [];
  cookieName = 'session';

  routes = {
    ...Object.fromEntries(
      [
        'read-not-verified',
        'none',
        'claims-first',
        'guessable-secret',
        'empty-secret',
        'key-confusion',
        'own-key',
        'kid-path',
        'no-end',
        'looks-alike',
        'relay',
        'wrong-kind',
        'false-refusal',
      ].flatMap((attack) => [
        [`/${attack}/login`, { POST: 'enter' }],
        [`/${attack}/me`, { GET: 'attacked' }],
      ]),
    ),
    '/claims-first/renew': { POST: 'renew' },
    '/key-confusion/public-key': { GET: 'publicKey' },
    '/kid-path/robots.txt': { GET: 'robotsFile' },
    '/wrong-kind/forgot': { POST: 'forgot' },
    '/wrong-kind/reset': { POST: 'reset' },
    '/signed-out/login': { POST: 'enter' },
    '/signed-out/me': { GET: 'attacked' },
    '/signed-out/logout': { POST: 'signOut' },
    '/deleted/login': { POST: 'enterAccount' },
    '/deleted/me': { GET: 'account', DELETE: 'deleteAccount' },
    '/stolen/login': { POST: 'pageLogin' },
    '/stolen/page': { GET: 'stolenPage' },
    '/signup': { POST: 'signup' },
    '/login': { POST: 'login' },
    '/verify-token': { POST: 'verifyToken' },
    '/dashboard': { GET: 'dashboard' },
    '/me': { DELETE: 'deleteMe' },
    '/logout': { POST: 'reviewLogout' },
  };

  attackOf({ url }) {
    return url.split('/')[1];
  }

  /** `checkOfNone` is the verification of the attack `none`. */
  checkOf(attack) {
    return `check${attack.replace(/(^|-)./g, (start) => start.at(-1).toUpperCase())}`;
  }

  enter(request) {
    const attack = this.attackOf(request);
    const { name, kid = '2026' } = this.object(request);
    return this.json(200, { token: this.tokenOfAttack(attack, name, kid) });
  }

  tokenOfAttack(attack, name, kid) {
    const claims = this.claimsOfName(name);
    if (attack === 'key-confusion') return this.signEs256(claims);
    if (attack === 'kid-path') return this.signWith(claims, this.ids[kid], { kid });
    if (attack === 'guessable-secret') return this.signWith(claims, this.word);
    if (attack === 'empty-secret') return this.signWith(claims, this.mail);
    return this.sign(claims);
  }

  claimsOfName(name) {
    return { ...this.claims(), sub: name, jti: this.newJti() };
  }

  claims() {
    const { username: _, ...claims } = super.claims();
    return claims;
  }

  newJti() {
    return randomUUID();
  }

  attacked(request) {
    return this.believed(this[this.checkOf(this.attackOf(request))](this.token(request)));
  }

  believed({ sub }) {
    return this.json(200, { user: sub });
  }

  signWith(claims, key, header = {}) {
    const text = [{ ...this.header(), ...header }, claims].map((part) => this.encode(JSON.stringify(part))).join('.');
    return `${text}.${this.encode(this.hmac(text, 'sha256', key))}`;
  }

  signEs256(claims) {
    const text = [{ alg: 'ES256', typ: 'JWT' }, claims].map((part) => this.encode(JSON.stringify(part))).join('.');
    return `${text}.${this.encode(sign('sha256', Buffer.from(text), { key: privateKey, ...RAW }))}`;
  }

  /** The verification of the sandbox, with a different key. */
  verifyWith(token, key) {
    return Object.setPrototypeOf({ secret: key }, this).verify(token);
  }

  payload(token) {
    return this.decode(token.split('.')[1] ?? '');
  }

  headerOf(token) {
    return this.decode(token.split('.')[0]);
  }

  // Lesson 15

  checkReadNotVerified(token) {
    return this.verify(token);
  }

  checkNone(token) {
    return this.verify(token);
  }

  checkClaimsFirst(token) {
    return this.verify(token);
  }

  renew(request) {
    const { sub } = this.renewable(this.token(request));
    return this.json(200, { token: this.sign(this.claimsOfName(sub)) });
  }

  renewable(token) {
    return this.checkClaimsFirst(token);
  }

  checkGuessableSecret(token) {
    return this.verifyWith(token, this.word);
  }

  checkEmptySecret(token) {
    return this.verifyWith(token, this.mail);
  }

  checkKeyConfusion(token) {
    this.checkEs256(token);
    return this.checkedClaims(this.payload(token));
  }

  checkEs256(token) {
    const [header, payload, signature, more] = token.split('.');
    if (!signature || more !== undefined || this.decode(header).alg !== 'ES256') throw new Refusal('not ES256');
    const fits = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key: publicKey, ...RAW },
      this.bytes(signature),
    );
    if (!fits) throw new Refusal('the signature does not match');
  }

  checkedClaims(claims) {
    this.checkExp(claims);
    this.checkNbf(claims);
    this.checkIss(claims);
    this.checkAud(claims);
    return claims;
  }

  publicPoint() {
    const { x, y } = publicKey.export({ format: 'jwk' });
    return Buffer.concat([Buffer.from([4]), ...[x, y].map((half) => Buffer.from(half, 'base64url'))]);
  }

  publicPem() {
    return publicKey.export({ format: 'pem', type: 'spki' });
  }

  publicKey() {
    return this.json(200, publicKey.export({ format: 'jwk' }));
  }

  checkOwnKey(token) {
    return this.verify(token);
  }

  /** What a library makes of an EC key in a header. */
  fitsJwk(token, jwk) {
    const [header, payload, signature] = token.split('.');
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return verify('sha256', Buffer.from(`${header}.${payload}`), { key, ...RAW }, Buffer.from(signature, 'base64url'));
  }

  checkKidPath(token) {
    return this.verifyWith(token, this.keyOf(this.headerOf(token)));
  }

  keyOf({ kid }) {
    if (!Object.hasOwn(this.ids, kid ?? '')) throw new Refusal('this key is not known');
    return this.ids[kid];
  }

  robotsFile() {
    return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: this.robots };
  }

  // Lesson 16

  checkNoEnd(token) {
    return this.verify(token);
  }

  checkLooksAlike(token) {
    return this.verify(token);
  }

  checkRelay(token) {
    return this.verify(token);
  }

  forgot(request) {
    const { name } = this.object(request);
    return this.json(200, { token: this.resetToken(name) });
  }

  resetToken(name) {
    return this.signWith({ ...this.claimsOfName(name), aud: this.resetAudience }, this.secret, { typ: 'reset+jwt' });
  }

  checkTyp(header) {
    if (header.typ !== 'reset+jwt') super.checkTyp(header);
  }

  checkWrongKind(token) {
    return this.verify(token);
  }

  reset(request) {
    return this.believed(this.checkReset(this.token(request)));
  }

  checkReset(token) {
    return Object.setPrototypeOf({ audience: this.resetAudience }, this).verify(token);
  }

  checkFalseRefusal(token) {
    return this.verify(token);
  }

  // Lesson 17

  checkSignedOut(token) {
    const claims = this.verify(token);
    if (this.isSignedOut(claims, token)) throw new Refusal('this token was signed out');
    return claims;
  }

  isSignedOut({ jti }) {
    return this.signedOutIds.has(jti);
  }

  signOut(request) {
    const token = this.token(request);
    this.remember(this.checkSignedOut(token), token);
    return { status: 204, headers: {} };
  }

  remember({ jti }) {
    this.signedOutIds.add(jti);
  }

  enterAccount(request) {
    const { name } = this.object(request);
    let account = this.accounts.find((one) => one.name === name);
    if (!account) {
      account = { id: this.accountId(name), name, role: 'member' };
      this.accounts.push(account);
    }
    return this.json(200, { token: this.sign(this.claimsOfAccount(account)) });
  }

  accountId() {
    return randomUUID();
  }

  claimsOfAccount({ id }) {
    return { ...this.claims(), sub: id };
  }

  account(request) {
    const { name, role } = this.accountOf(this.verify(this.token(request)));
    return this.json(200, { user: name, role });
  }

  accountOf({ sub }) {
    const account = this.accounts.find(({ id }) => id === sub);
    if (!account) throw new Refusal('there is no such user');
    return account;
  }

  deleteAccount(request) {
    this.removeAccount(this.accountOf(this.verify(this.token(request))));
    return { status: 204, headers: {} };
  }

  removeAccount(account) {
    this.accounts = this.accounts.filter((one) => one !== account);
  }

  pageLogin(request) {
    const user = this.object(request);
    const token = this.sign(this.claimsOfPage(user));
    return this.json(200, this.pageLoggedIn(user, token), { 'Set-Cookie': this.pageCookie(token) });
  }

  claimsOfPage({ name }) {
    return this.claimsOfName(name);
  }

  pageLoggedIn({ name }) {
    return { user: name };
  }

  pageCookie(token) {
    return [`${this.cookieName}=${token}`, ...this.cookieAttributes()].join('; ');
  }

  cookieAttributes() {
    return ['Path=/', 'HttpOnly', 'SameSite=Lax'];
  }

  stolenPage(request) {
    const token = this.pageToken(request);
    if (!token) throw new Refusal('sign in first');
    return {
      status: 200,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
      body: this.pageBody(this.verify(token), token),
    };
  }

  pageToken({ headers }) {
    return (headers.cookie ?? '')
      .split('; ')
      .map((pair) => pair.split('='))
      .find(([name]) => name === this.cookieName)?.[1];
  }

  pageBody({ sub }) {
    return `<!doctype html><title>Your page</title><h1>Hello, ${this.shown(sub)}!</h1>`;
  }

  shown(text) {
    return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  }

  // Lesson 18

  async loginJson(request) {
    const user = await this.authenticate(this.object(request));
    const token = this.tokenFor(user);
    return this.json(200, { token }, { 'Set-Cookie': this.reviewCookie(token) });
  }

  claimsOf({ id, name }) {
    return { sub: id, name, jti: this.newJti() };
  }

  reviewCookie(token) {
    return `jwt_token=${token}; Path=/; HttpOnly; SameSite=Lax`;
  }

  dashboard(request) {
    return this.json(200, { message: this.greeting(this.memberOf(this.dashboardClaims(this.token(request)))) });
  }

  dashboardClaims(token) {
    return this.checkSignedOut(token);
  }

  memberOf(claims) {
    return this.userOf(claims);
  }

  verifyToken(request) {
    return this.json(200, this.verified(this.checkReview(this.token(request))));
  }

  checkReview(token) {
    return this.verify(token);
  }

  reviewLogout(request) {
    this.remember(this.verify(this.token(request)));
    return { status: 204, headers: {} };
  }
}
