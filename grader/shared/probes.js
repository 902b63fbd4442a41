import { ask, route, variable } from './http.js';
import { known } from './known.js';
import { claimsOf, now, random, sign } from './tokens.js';
import { accepted, verify } from './verify-route.js';

// What a run must learn about a server before its refusals mean anything: they prove nothing if valid tokens
// are rejected, too. The run keeps what it has learned; Send on a single request always asks again.

/** The server's own claims with a different username. Claims that every token needs are filled in, and an iat in the future isn't copied. */
export const mirrored = (pm, step, changes = {}) => {
  const own = claimsOf(step.fresh);
  const claims = {
    ...own,
    username: step.username,
    iat: typeof own.iat === 'number' ? Math.min(own.iat, now()) : now(),
  };
  if (claims.sub === undefined && claims.id === undefined) claims.sub = '1';
  claims.exp = Math.max(typeof own.exp === 'number' ? own.exp : 0, now() + 300);
  if (known.wantsIssuerAndAudience) {
    if (claims.iss === undefined) claims.iss = variable(pm, 'issuer');
    if (claims.aud === undefined) claims.aud = variable(pm, 'audience');
  }
  return { ...claims, ...changes };
};

const forge = (pm, claims, secret) => verify(pm, sign(claims, secret));
const probe = (changes) => (pm, step, done) =>
  ask(pm, forge(pm, mirrored(pm, step, changes()), variable(pm, 'jwtSecret')), done);

const PROBES = {
  noToken: (pm, step, done) => ask(pm, route(pm, 'POST', '/verify-token'), done),
  own: (pm, step, done) => ask(pm, verify(pm, step.fresh || 'none'), done),

  /** A token that the collection signed. If a server wants iss and aud that its own tokens lack, they are added. */
  control: (pm, step, done) => {
    const plain = probe(() => ({}));
    plain(pm, step, (first) => {
      if (accepted(first)) return done(first);
      known.wantsIssuerAndAudience = true;
      return plain(pm, step, (second) => {
        if (accepted(second)) return done(second);
        known.wantsIssuerAndAudience = false;
        return probe(() => ({ exp: (now() + 300) * 1000 }))(pm, step, (third) => {
          known.comparesMilliseconds = accepted(third);
          if (known.comparesMilliseconds) return done(first);
          return probe(() => ({ aud: undefined }))(pm, step, (fourth) => {
            known.refusesAudience = claimsOf(step.fresh).aud !== undefined && accepted(fourth);
            done(first);
          });
        });
      });
    });
  },

  otherSecret: (pm, step, done) => ask(pm, forge(pm, mirrored(pm, step), random(40)), done),
  nonsense: (pm, step, done) => ask(pm, verify(pm, random(30)), done),
  expired: probe(() => ({ iat: now() - 90000, exp: now() - 86400 })),
  otherIssuer: probe(() => ({ iss: random(12) })),
  otherAudience: probe(() => ({ aud: random(12) })),
};

const learn = (pm, step, [name, ...rest], done) => {
  if (name === undefined) return done();
  if (known[name]) return learn(pm, step, rest, done);
  return PROBES[name](pm, step, (answer) => {
    known[name] = answer;
    learn(pm, step, rest, done);
  });
};

/** The `make` of a need that is learned: the probes, then which of their answers it is about. */
export const learning = (names, answer) => (pm, step, done) => learn(pm, step, names, () => done(answer()));
