import { aheadBy, isOff, isZone, serverNow } from './clock.js';
import { debuggerIn } from './crash.js';
import { engineOf } from './engine.js';
import { ask, isObject, isSuccess, route, show, variable } from './http.js';
import { GUESSES, keyOf } from './keys.js';
import { known } from './known.js';
import { passwordIn } from './passwords.js';
import { preflightOf } from './preflight.js';
import { mirrored } from './probes.js';
import { findings, showsSecret } from './refusals.js';
import { fixFirst } from './report.js';
import { claimsOf, encode, now, random, read, sign, tokenIn } from './tokens.js';
import { TOKEN_NEEDS } from './token-needs.js';
import { accepted, signToken, usernameIn, verify } from './verify-route.js';

// Part 1: what its collection's requests call.

const { prepare, check, meets, refused } = engineOf({
  needs: TOKEN_NEEDS,
  accepted,
  like: 'otherSecret',

  /** Each step has a fresh token from the server. */
  open: (pm, step, done) => {
    step.username = `user-${random(8)}`;
    ask(pm, signToken(pm), (signed) => {
      step.signed = signed;
      step.fresh = tokenIn(signed);
      pm.variables.set('token', step.fresh || 'no-token');
      done(signed);
    });
  },

  ready: (pm, step) => {
    const secret = variable(pm, 'jwtSecret');
    const claims = (changes) => mirrored(pm, step, changes);
    const ownIsGood = step.fresh && (!known.own || isSuccess(known.own) || !isSuccess(known.control));
    Object.assign(step, {
      claims,
      sign: (changes, options) => sign(claims(changes), secret, options),
      signWith: (key, options) => sign(claims(), key, options),
      /** The times of a token that expired that many seconds ago, by the server's clock. */
      ago: (seconds) => {
        const then = serverNow(claimsOf(step.fresh)) - seconds;
        return { iat: then - 1800, exp: then };
      },
      later: serverNow(claimsOf(step.fresh)) + 3600,
      good: ownIsGood ? step.fresh : sign(claims(), secret),
      issuer: variable(pm, 'issuer'),
      audience: variable(pm, 'audience'),
    });
  },

  /** A case is a token, or a request: `{ authorization, method, path, headers, body }`. */
  request: (pm, made) => {
    if (typeof made === 'string') return verify(pm, made);
    const { authorization, method = 'POST', path = '/verify-token', headers = {}, body } = made;
    return {
      ...route(pm, method, path),
      headers: authorization === undefined ? headers : { ...headers, Authorization: authorization },
      body,
    };
  },
});

const { preflight, arrived } = preflightOf({
  lesson: 'lessons/02-first-route',
  first: signToken,
  isSure: (answer) => isSuccess(answer) && !/html/i.test(answer.type),
  routes: (pm) => [route(pm, 'POST', '/verify-token'), route(pm, 'POST', '/sign-token')],
  isStranger: ({ status, json }) => [403, 404, 405, 501].includes(status) && json === undefined,
  expected: 'your server, with GET /sign-token',
  hasNeither: '/sign-token nor /verify-token',
  otherwise: 'If it is your server, check that the routes are registered and spelled correctly.',
});

export {
  known,
  prepare,
  check,
  meets,
  refused,
  preflight,
  arrived,
  fixFirst,
  passwordIn,
  keyOf,
  GUESSES,
  tokenIn,
  read,
  show,
  accepted,
  isObject,
  isSuccess,
  now,
  random,
  encode,
  claimsOf,
  usernameIn,
  findings,
  showsSecret,
  debuggerIn,
  aheadBy,
  serverNow,
  isOff,
  isZone,
  variable,
};
