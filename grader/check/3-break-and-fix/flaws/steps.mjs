// Steps that several flaws replace in the same way.

import { createHmac } from 'node:crypto';
import { Refusal } from '../../1-sign-and-verify/server.mjs';

/** Is the token's signature an HMAC with this key? */
export function hmacOf(token, key, hash = 'sha256') {
  const [header, payload, signature] = token.split('.');
  return createHmac(hash, key).update(`${header}.${payload}`).digest('base64url') === signature;
}

const checkOf = (attack) => `check${attack.replace(/(^|-)./g, (start) => start.at(-1).toUpperCase())}`;

/** A fix that lets nobody in at one attack: the control says so. */
export const refusesAllAt = (request, attack, step = checkOf(attack)) => ({
  name: `refuses-all-at-${attack}`,
  what: `refuses every token at ${attack}`,
  caughtBy: [`${request} › GET /${attack}/me believes the token of POST /${attack}/login, and answers its name`],
  wrong: () => ({
    [step]() {
      throw new Refusal('no');
    },
  }),
});

/** A fix that breaks where it should refuse. */
export const breaksAt = (request, attack, step = checkOf(attack)) => ({
  name: `breaks-at-${attack}`,
  what: `answers 500 to a bad token at ${attack}`,
  caughtBy: [`${request} › The refusal is a 401 or 400 in JSON, with a Bearer challenge`],
  wrong: () => ({
    [step](given) {
      try {
        return Object.getPrototypeOf(this)[step].call(this, given);
      } catch {
        throw new Error('not caught');
      }
    },
  }),
});
