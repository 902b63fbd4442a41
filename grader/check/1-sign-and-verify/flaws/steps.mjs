// Steps that several flaws replace in the same way.

import { Refusal } from '../server.mjs';

export const payloadOf = (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}');

export function withoutSignature(chosen) {
  return {
    checkAlgorithm(header) {
      if (!chosen(header.alg)) super.checkAlgorithm(header);
    },
    checkSignature(header, parts) {
      if (!chosen(header.alg)) super.checkSignature(header, parts);
    },
  };
}

export function withOtherHmac(name, hash) {
  return {
    checkAlgorithm(header) {
      if (header.alg !== name) super.checkAlgorithm(header);
    },
    checkSignature(header, parts) {
      if (header.alg !== name) return super.checkSignature(header, parts);
      if (this.encode(this.hmac(parts.slice(0, 2).join('.'), hash)) !== parts[2]) throw new Refusal('signature');
    },
  };
}

export function refusing(reason, status) {
  return {
    refusalStatus(refusal) {
      return reason.test(refusal.message) ? status : super.refusalStatus(refusal);
    },
  };
}

export function tokenAlsoFrom(place) {
  return {
    token(request) {
      return request.headers.authorization ? super.token(request) : place(request) || super.token(request);
    },
  };
}

/** A clock that is this many seconds ahead, for whatever the server does. */
export function clock(ahead) {
  return {
    now() {
      return super.now() + ahead;
    },
  };
}

/** Local time where UTC was meant. */
export function shifted({ iat, exp, ...rest }, seconds) {
  return { ...rest, iat: iat + seconds, exp: exp + seconds };
}
