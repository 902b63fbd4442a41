// Steps that several flaws replace in the same way.

import { createHmac } from 'node:crypto';

/** Is the token's signature an HMAC with this key? */
export function hmacOf(token, key, hash = 'sha256') {
  const [header, payload, signature] = token.split('.');
  return createHmac(hash, key).update(`${header}.${payload}`).digest('base64url') === signature;
}

/** A step that breaks instead of refusing. */
export function blindExcept(step) {
  return {
    [step](token) {
      let claims;
      try {
        claims = Object.getPrototypeOf(this)[step].call(this, token);
      } catch {
        throw new Error('not caught');
      }
      return claims;
    },
  };
}
