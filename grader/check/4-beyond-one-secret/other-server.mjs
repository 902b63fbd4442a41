// A second correct server for part 4, with other choices where the contract leaves one: two published keys, ids that
// are numbers in text, other words and statuses, lists where a string would do, and a signature made by hand. Its
// sign-ins are in other-sign-ins.mjs.

import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { OtherSignInsServer } from './other-sign-ins.mjs';
import { GrantRefusal } from './refresh.mjs';

/** ECDSA in DER: a sequence of two integers. JWS wants both with 32 bytes, one after the other (RFC 7518 §3.4). */
function rawOf(der) {
  const sizeOfR = der[3];
  const integers = [der.subarray(4, 4 + sizeOfR), der.subarray(6 + sizeOfR)];
  return Buffer.concat(integers.map((one) => Buffer.concat([Buffer.alloc(32), one]).subarray(-32)));
}

export class OtherIssuerServer extends OtherSignInsServer {
  ttlSeconds = 240;
  leewaySeconds = 60;
  next = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  refusalStatus(refusal) {
    if (/three parts|JSON|base64url|token after/.test(refusal.message)) return 400;
    // RFC 6749 §5.2: invalid_grant
    if (refusal instanceof GrantRefusal) return 400;
    return refusal.status === 400 ? 422 : super.refusalStatus(refusal);
  }

  refusalBody(refusal) {
    return { error: { code: this.refusalStatus(refusal), text: 'refused', at: process.hrtime.bigint().toString() } };
  }

  challenge(refusal) {
    const base = super.challenge(refusal);
    return base['WWW-Authenticate'] ? { 'WWW-Authenticate': 'Bearer realm="notes", error="invalid_token"' } : base;
  }

  // A key that will sign next comes first in the set, with a member that nobody has to know.

  publishedKeys() {
    return [this.pair, this.next].map((pair) => this.published(pair));
  }

  published(pair) {
    const jwk = super.published(pair);
    return { ...jwk, key_ops: ['verify'] };
  }

  keySet() {
    const { keys } = JSON.parse(super.keySet().body);
    return {
      status: 200,
      headers: { 'Content-Type': 'application/jwk-set+json', 'Cache-Control': 'max-age=60, must-revalidate' },
      body: JSON.stringify({ keys: keys.reverse() }, undefined, 2),
    };
  }

  keyFor(header) {
    const key = super.keyFor(header);
    return createPublicKey(key.export({ format: 'pem', type: 'spki' }));
  }

  // Tokens: other orders, other claims

  tokens(signIn, refreshToken) {
    return { token_type: 'Bearer', expires_in: this.ttlSeconds, ...super.tokens(signIn, refreshToken) };
  }

  notStored() {
    return { 'cache-control': 'private, no-store' };
  }

  header() {
    const { typ, ...rest } = super.header();
    return { ...rest, typ: `application/${typ}` };
  }

  claims() {
    return { scope: 'notes', ...super.claims() };
  }

  signature(text) {
    return rawOf(sign('sha256', Buffer.from(text), this.pair.privateKey));
  }

  isSignedBy(key, text, signature) {
    const part = (from, to) => {
      const bytes = signature.subarray(from, to);
      const start = bytes.findIndex((byte) => byte !== 0);
      const short = start < 0 ? Buffer.alloc(1) : bytes.subarray(start);
      const value = short[0] > 127 ? Buffer.concat([Buffer.alloc(1), short]) : short;
      return Buffer.concat([Buffer.from([2, value.length]), value]);
    };
    if (signature.length !== 64) return false;
    const body = Buffer.concat([part(0, 32), part(32, 64)]);
    return verify('sha256', Buffer.from(text), key, Buffer.concat([Buffer.from([48, body.length]), body]));
  }

  claimsOf({ id }) {
    return { sub: id };
  }

  newId() {
    return String(1_000_000 + this.users.length * 7 + Math.floor(Math.random() * 1e9));
  }

  greeting(user) {
    return `Welcome, user ${user.id}!`;
  }

  visible({ id, name, email }) {
    return { userId: id, fullName: name, mail: email };
  }

  deleteMe(request) {
    super.deleteMe(request);
    return this.json(200, { deleted: true });
  }

  listNotes(request) {
    const { notes } = JSON.parse(super.listNotes(request).body);
    return this.json(200, { count: notes.length, notes });
  }

  addNote(request) {
    return this.json(200, { ...JSON.parse(super.addNote(request).body), saved: true });
  }

  done() {
    return this.json(200, { signed_out: true });
  }

  revoked() {
    return this.json(200, {});
  }
}
