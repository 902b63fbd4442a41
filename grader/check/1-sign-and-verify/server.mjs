// A server that meets the contract of the sandbox, in plain Node: the collection must pass it.
//
// Each step is a separate method, so that a flaw (flaws.mjs) can replace that step and nothing else.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

/** Ends a request with an answer that says no. */
export class Refusal extends Error {
  constructor(reason, { malformed = false } = {}) {
    super(reason);
    this.malformed = malformed;
  }
}

export class Server {
  secret = 'this-is-the-public-example-secret-of-the-jwt-sandbox';
  issuer = 'jwt-sandbox';
  audience = 'jwt-sandbox-students';
  ttlSeconds = 1800;
  leewaySeconds = 0;
  user = { sub: '1', username: 'test' };

  routes = {
    '/': { GET: 'home' },
    '/sign-token': { GET: 'signToken' },
    '/verify-token': { POST: 'verifyToken' },
  };

  // Answers

  async answer(request) {
    const path = request.url.split('?')[0];
    try {
      const route = this.routes[path];
      if (!route) return this.unknownPath(path);
      const handler = route[request.method];
      if (!handler) return this.wrongMethod(Object.keys(route));
      return await this[handler](request);
    } catch (error) {
      return error instanceof Refusal ? this.refuse(error) : this.fail();
    }
  }

  json(status, body, headers = {}) {
    return {
      status,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    };
  }

  refuse(refusal) {
    return this.json(this.refusalStatus(refusal), this.refusalBody(refusal), this.challenge(refusal));
  }

  refusalStatus() {
    return 401;
  }

  refusalBody(refusal) {
    return { error: refusal.message };
  }

  challenge() {
    return { 'WWW-Authenticate': 'Bearer' };
  }

  unknownPath(path) {
    return this.json(404, { error: `no route ${path}` });
  }

  wrongMethod(allowed) {
    return this.json(405, { error: 'wrong method' }, { Allow: allowed.join(', ') });
  }

  fail() {
    return this.json(500, { error: 'internal error' });
  }

  home() {
    return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: 'GET /sign-token, POST /verify-token' };
  }

  signToken() {
    return this.json(200, { token: this.sign(this.claims()) }, { 'Cache-Control': 'no-store' });
  }

  verifyToken(request) {
    return this.json(200, this.verified(this.verify(this.token(request))));
  }

  verified(payload) {
    return { user: payload };
  }

  // Signing

  now() {
    return Math.floor(Date.now() / 1000);
  }

  claims() {
    const now = this.now();
    return { ...this.user, iss: this.issuer, aud: this.audience, iat: now, exp: now + this.ttlSeconds };
  }

  header() {
    return { alg: 'HS256', typ: 'JWT' };
  }

  encode(bytes) {
    return Buffer.from(bytes).toString('base64url');
  }

  hmac(text, hash = 'sha256', key = this.secret) {
    return createHmac(hash, key).update(text).digest();
  }

  sign(payload) {
    const signed = [this.header(), payload].map((part) => this.encode(JSON.stringify(part))).join('.');
    return `${signed}.${this.encode(this.hmac(signed))}`;
  }

  // Verifying

  token(request) {
    return this.bearer(request.headers.authorization);
  }

  bearer(authorization) {
    if (!authorization) throw new Refusal('no Authorization header');
    const [scheme, ...rest] = authorization.split(' ');
    if (!this.isBearer(scheme)) throw new Refusal('the scheme is not Bearer');
    if (rest.length !== 1 || rest[0] === '') throw new Refusal('no token after Bearer', { malformed: true });
    return rest[0];
  }

  isBearer(scheme) {
    return scheme.toLowerCase() === 'bearer';
  }

  verify(token) {
    const parts = token.split('.');
    if (parts.length !== 3) throw new Refusal('not three parts');
    const [header, payload] = parts.slice(0, 2).map((part) => this.decode(part));
    this.checkAlgorithm(header, parts);
    this.checkSignature(header, parts);
    this.checkExp(payload);
    this.checkNbf(payload);
    this.checkIss(payload);
    this.checkAud(payload);
    return payload;
  }

  decode(part) {
    let value;
    try {
      value = JSON.parse(this.bytes(part));
    } catch {
      throw new Refusal('a part that is not JSON in base64url');
    }
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Refusal('not a JSON object');
    return value;
  }

  /** Node's own decoder skips what isn't base64url, also reads base64, and drops bits that don't make a whole byte. */
  bytes(part) {
    const bytes = Buffer.from(part, 'base64url');
    if (bytes.toString('base64url') !== part) throw new Refusal('a part that is not base64url');
    return bytes;
  }

  checkAlgorithm(header) {
    if (header.alg !== 'HS256') throw new Refusal('alg is not HS256');
  }

  checkSignature(header, [first, second, signature]) {
    const expected = this.hmac(`${first}.${second}`);
    const given = this.bytes(signature);
    if (!this.same(expected, given)) throw new Refusal('the signature does not match');
  }

  same(expected, given) {
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  checkExp({ exp }) {
    if (typeof exp !== 'number') throw new Refusal('exp is missing or not a number');
    if (this.now() >= exp + this.leewaySeconds) throw new Refusal('the token has expired');
  }

  checkNbf({ nbf }) {
    if (nbf === undefined) return;
    if (typeof nbf !== 'number' || this.now() < nbf - this.leewaySeconds)
      throw new Refusal('the token is not valid yet');
  }

  checkIss({ iss }) {
    if (iss !== this.issuer) throw new Refusal('another issuer');
  }

  checkAud({ aud }) {
    if (![aud].flat().includes(this.audience)) throw new Refusal('another audience');
  }
}

/** Puts a server on a free port, or the given one; with a key and a certificate, on https. Resolves to its address and a way to close it. */
export async function listen(server, port = 0, tls) {
  const create = tls ? createTlsServer.bind(undefined, tls) : createServer;
  const http = create(async (request, response) => {
    request.body = (await request.toArray()).join('');
    const answer = await server.answer(request);
    if (answer === undefined) return;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise((resolve, reject) => http.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    baseUrl: `${tls ? 'https' : 'http'}://127.0.0.1:${http.address().port}`,
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
