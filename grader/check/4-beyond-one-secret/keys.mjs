// Lessons 19 and 20 in plain Node: an issuer that signs with a key pair, and `notes`, a service at another address that
// verifies its tokens. The notes service has the steps of the issuer, with another audience and other routes.

import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { Refusal } from '../1-sign-and-verify/server.mjs';
import { AccountsServer, StatusRefusal } from '../2-accounts-and-sessions/server.mjs';

export class KeyPairServer extends AccountsServer {
  notesAudience = 'jwt-sandbox-notes';
  ttlSeconds = 300;
  isNotes = false;
  notesOf = new Map();
  pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  notesRoutes = { '/notes': { GET: 'listNotes', POST: 'addNote' } };

  /** The notes service, which has a separate address. */
  get notes() {
    return Object.assign(Object.create(this), {
      isNotes: true,
      routes: this.notesRoutes,
      audience: this.notesAudience,
    });
  }

  // The keys

  keySet() {
    return this.json(200, { keys: this.publishedKeys() }, { 'Cache-Control': 'public, max-age=300' });
  }

  publishedKeys() {
    return [this.published(this.pair)];
  }

  published({ publicKey }) {
    const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
    return { kty, crv, x, y, alg: 'ES256', use: 'sig', kid: this.kidOf({ kty, crv, x, y }) };
  }

  kidOf({ kty, crv, x, y }) {
    return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  }

  /** The notes service has only what is in the document. */
  knownKeys() {
    return this.isNotes ? JSON.parse(this.keySet().body).keys : this.publishedKeys();
  }

  keyFor({ kid }) {
    if (typeof kid !== 'string') throw new Refusal('kid is missing or not a string');
    const jwk = this.knownKeys().find((one) => one.kid === kid);
    if (!jwk) return this.unknownKey(kid);
    return createPublicKey({ key: jwk, format: 'jwk' });
  }

  unknownKey() {
    throw new Refusal('no key has this kid');
  }

  // Signing

  audienceFor({ audience = this.audience }) {
    if (![this.audience, this.notesAudience].includes(audience)) throw new StatusRefusal(400, 'unknown audience');
    return audience;
  }

  tokenFor(user, audience) {
    return this.sign({ ...this.claims(), ...this.claimsOf(user), aud: audience });
  }

  claims() {
    const now = this.now();
    return {
      iss: this.issuer,
      client_id: 'jwt-sandbox-app',
      iat: now,
      exp: now + this.ttlSeconds,
      jti: randomUUID(),
    };
  }

  header() {
    return { typ: 'at+jwt', alg: 'ES256', kid: this.publishedKeys()[0].kid };
  }

  sign(payload) {
    const signed = [this.header(), payload].map((part) => this.encode(JSON.stringify(part))).join('.');
    return `${signed}.${this.encode(this.signature(signed))}`;
  }

  signature(text) {
    return sign('sha256', Buffer.from(text), { key: this.pair.privateKey, dsaEncoding: 'ieee-p1363' });
  }

  // Verifying

  checkAlgorithm(header) {
    this.checkAlg(header);
    this.checkCrit(header);
    this.checkB64(header);
    this.checkTyp(header);
  }

  checkAlg({ alg }) {
    if (alg !== 'ES256') throw new Refusal('alg is not ES256');
  }

  checkTyp({ typ }) {
    if (!/^(application\/)?at\+jwt$/i.test(typ)) throw new Refusal('typ does not say that this is an access token');
  }

  checkSignature(header, [first, second, signature]) {
    const key = this.keyFor(header);
    if (!this.isSignedBy(key, `${first}.${second}`, this.bytes(signature)))
      throw new Refusal('the signature does not match');
  }

  isSignedBy(key, text, signature) {
    return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature);
  }

  checkAud({ aud }) {
    if (![aud].flat().includes(this.audience)) throw new Refusal('the token is for another service');
  }

  // The notes

  listNotes(request) {
    const { sub } = this.reader(request);
    return this.json(200, { notes: this.notesFor(sub) });
  }

  addNote(request) {
    const { sub } = this.reader(request);
    const note = this.noteIn(this.object(request));
    this.notesOf.set(this.owner(sub), [...this.notesFor(sub), note]);
    return this.json(201, { note });
  }

  reader(request) {
    return this.verify(this.token(request));
  }

  notesFor(sub) {
    return this.notesOf.get(this.owner(sub)) ?? [];
  }

  owner(sub) {
    return sub;
  }

  noteIn({ text }) {
    if (typeof text !== 'string' || text.trim() === '' || text.length > 500)
      throw new StatusRefusal(422, 'text has 1 to 500 characters');
    return text;
  }
}
