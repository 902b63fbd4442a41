// Sign-ins as another server keeps them. A refresh token isn't stored at all: it's the id of the sign-in, a number that
// counts, and a MAC of both. A row has the number of the newest token, and the ids of its access tokens that were
// revoked. There is no counter for a user: a sign-out everywhere ends each row.

import { createHmac, randomBytes } from 'node:crypto';
import { Refusal } from '../1-sign-and-verify/server.mjs';
import { IssuerServer } from './server.mjs';

const KEY = randomBytes(32);

export class OtherSignInsServer extends IssuerServer {
  rows = [];

  startSignIn(user, audience) {
    const row = { id: randomBytes(16).toString('hex'), user, audience, generation: 0, usedAt: 0, denied: new Set() };
    this.rows.push(row);
    return row;
  }

  issue(row) {
    row.generation += 1;
    row.usedAt = Date.now();
    return this.newest(row);
  }

  newest({ id, generation }) {
    return this.numbered(id, generation);
  }

  numbered(id, generation) {
    const counted = id + generation.toString(16).padStart(8, '0');
    return counted + createHmac('sha256', KEY).update(counted).digest('hex');
  }

  lookUp(text) {
    const [, id, number] = text.match(/^([\da-f]{32})([\da-f]{8})[\da-f]{64}$/) ?? [];
    const generation = parseInt(number, 16);
    const row = this.rows.find((one) => one.id === id);
    if (!row || this.numbered(id, generation) !== text) return undefined;
    return { signIn: row, age: row.generation - generation };
  }

  isEnded({ denied }) {
    return !denied;
  }

  endSignIn(row) {
    row.denied = undefined;
  }

  // The access tokens

  tokenFor(user, audience, { id }) {
    return this.sign({ ...this.claims(), ...this.claimsOf(user), aud: [audience].flat(), session: id });
  }

  checkLive({ session, jti }) {
    const { denied } = this.signInOf({ session }) ?? {};
    if (!denied || denied.has(jti)) throw new Refusal('the token no longer counts');
  }

  signInOf({ session }) {
    return this.rows.find(({ id }) => id === session);
  }

  signInsOf(user) {
    return this.rows.filter((row) => row.user === user);
  }

  deny({ session, jti }) {
    this.signInOf({ session })?.denied?.add(jti);
  }

  signOutEverywhere(user) {
    for (const row of this.signInsOf(user)) this.endSignIn(row);
  }
}
