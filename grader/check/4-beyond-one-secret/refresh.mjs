// Lesson 22 in plain Node: each sign-in has a family of refresh tokens, kept by their hashes in a Map.

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { StatusRefusal } from '../2-accounts-and-sessions/server.mjs';
import { KeyPairServer } from './keys.mjs';

/** A refresh token that gets nothing. */
export class GrantRefusal extends StatusRefusal {
  constructor(reason) {
    super(401, reason);
  }
}

export class RefreshServer extends KeyPairServer {
  graceMilliseconds = 10_000;
  signIns = new Map();
  refreshTokens = new Map();

  async loginJson(request) {
    const fields = this.object(request);
    const audience = this.audienceFor(fields);
    const user = await this.authenticate(fields);
    const signIn = this.startSignIn(user, audience);
    return this.json(200, this.tokens(signIn, this.issue(signIn)), this.notStored());
  }

  /** Both tokens of a response. */
  tokens(signIn, refreshToken) {
    return {
      token: this.tokenFor(signIn.user, signIn.audience, signIn),
      refresh_token: this.wrap(refreshToken, signIn),
    };
  }

  /** How a refresh token looks outside. */
  wrap(text) {
    return text;
  }

  /** The same the other way round. */
  unwrap(text) {
    return text;
  }

  refresh(request) {
    const fields = this.object(request);
    const found = this.known(this.refreshTokenIn(fields));
    if (!found) throw this.unknownRefreshToken();
    this.checkSignIn(found.signIn);
    const next = this.nextAfter(found);
    return this.json(200, this.tokens(this.asSignedIn(found.signIn, request, fields), next), this.notStored());
  }

  refreshTokenIn(fields) {
    this.checkTypes(fields, ['refresh_token']);
    return fields.refresh_token;
  }

  /** `{ signIn, age }` of a refresh token, or undefined. The newest token of a sign-in has the age 0, its parent 1. */
  known(text) {
    return this.lookUp(this.unwrap(text));
  }

  unknownRefreshToken() {
    return new GrantRefusal('unknown refresh token');
  }

  checkSignIn(signIn) {
    if (this.isEnded(signIn)) throw new GrantRefusal('the sign-in has ended');
    this.checkOwner(signIn);
  }

  checkOwner({ user }) {
    if (!this.users.includes(user)) throw this.unknownRefreshToken();
  }

  nextAfter({ signIn, age }) {
    if (age === 0) return this.issue(signIn);
    if (this.isInGrace(signIn, age)) return this.newest(signIn);
    throw this.reused(signIn);
  }

  isInGrace({ usedAt }, age) {
    return age === 1 && Date.now() - usedAt <= this.graceMilliseconds;
  }

  reused(signIn) {
    this.endSignIn(signIn);
    return new GrantRefusal('the refresh token was used before');
  }

  /** Whom the new tokens are for. */
  asSignedIn(signIn) {
    return signIn;
  }

  logout(request) {
    const found = this.known(this.refreshTokenIn(this.object(request)));
    if (found) this.signOut(found.signIn);
    return this.done();
  }

  signOut(signIn) {
    this.endSignIn(signIn);
  }

  done() {
    return { status: 204, headers: {} };
  }

  // The store

  startSignIn(user, audience) {
    const signIn = { id: randomUUID(), user, audience, generation: 0, usedAt: 0, isEnded: false };
    this.signIns.set(signIn.id, signIn);
    return signIn;
  }

  /** The next refresh token of a sign-in. */
  issue(signIn) {
    signIn.generation += 1;
    signIn.usedAt = Date.now();
    signIn.text = randomBytes(32).toString('base64url');
    this.refreshTokens.set(this.digest(signIn.text), { signIn, generation: signIn.generation });
    return signIn.text;
  }

  /** The text is kept for the grace. */
  newest({ text }) {
    return text;
  }

  lookUp(text) {
    const { signIn, generation } = this.refreshTokens.get(this.digest(text)) ?? {};
    return signIn && { signIn, age: signIn.generation - generation };
  }

  digest(text) {
    return createHash('sha256').update(text).digest('hex');
  }

  isEnded({ isEnded }) {
    return isEnded;
  }

  endSignIn(signIn) {
    signIn.isEnded = true;
  }
}
