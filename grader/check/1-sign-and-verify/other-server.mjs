// A second correct server, with different choices where the contract leaves one. The collection must pass it, too.

import { Refusal, Server } from './server.mjs';

export class OtherServer extends Server {
  user = { id: 1, username: 'test', role: 'student' };
  ttlSeconds = 86_400;
  leewaySeconds = 60;

  header() {
    return { typ: 'JWT', kid: 'main', alg: 'HS256' };
  }

  claims() {
    const { exp, iat, aud, iss, ...user } = super.claims();
    return { exp, iat, jti: crypto.randomUUID(), aud: [aud], iss, ...user };
  }

  verified(payload) {
    return { ok: true, user: Object.fromEntries(Object.entries(payload).reverse()) };
  }

  bytes(part) {
    if (!/^[\w-]*$/.test(part)) throw new Refusal('a part that is not base64url');
    return Buffer.from(part, 'base64url');
  }

  json(status, body, headers) {
    const answer = super.json(status, body, headers);
    return {
      ...answer,
      headers: { ...answer.headers, 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body, null, 2),
    };
  }

  refusalStatus(refusal) {
    return refusal.malformed ? 400 : 401;
  }

  refusalBody(refusal) {
    return { success: false, errors: [{ code: 'UNAUTHORIZED', message: refusal.message }] };
  }

  challenge(refusal) {
    const error = refusal.malformed ? 'invalid_request' : 'invalid_token';
    return { 'www-authenticate': `Bearer realm="students", error="${error}"` };
  }

  unknownPath() {
    return this.notFound();
  }

  wrongMethod() {
    return this.notFound();
  }

  notFound() {
    return { status: 404, headers: { 'Content-Type': 'text/html' }, body: '<h1>Not Found</h1>' };
  }
}
