// Fixes of lesson 16 that forbid too little, or too much.

import { Refusal } from '../../1-sign-and-verify/server.mjs';
import { breaksAt, refusesAllAt } from './steps.mjs';

const END = 'A token without an end › A token without an exp in the future is refused';
const ALIKE = 'An audience that looks alike › A token for an audience that only looks like yours is refused';
const ALIKE_LIST = 'An audience that looks alike › A list of audiences with yours in it is accepted';
const RELAY = 'A token for another service › A token for another service is refused';
const KIND = 'A token of another kind › A token of one kind is refused where the other kind belongs';
const STATUS = 'A refusal that says 200 › A bad token gets a status that says no';

/** The verification of a hole, with one check replaced. */
const replaced = (step, checks) => ({
  [step](token) {
    return Object.setPrototypeOf({ ...checks }, this).verify(token);
  },
});
const audience = (step, isOurs) =>
  replaced(step, {
    checkAud({ aud }) {
      if (!isOurs(aud, this.audience)) throw new Refusal('another audience');
    },
  });
const texts = (aud) => [aud].flat().filter((one) => typeof one === 'string');
const expiry = (isOver) =>
  replaced('checkNoEnd', {
    checkExp(claims) {
      if (isOver(claims.exp, this.now() - this.leewaySeconds, claims)) throw new Refusal('the token has expired');
    },
  });

export const FLAWS = [
  {
    name: 'no-exp-is-no-end',
    what: 'checks exp if it is there',
    caughtBy: [END],
    wrong: () => expiry((exp, now, claims) => 'exp' in claims && (typeof exp !== 'number' || exp <= now)),
  },
  {
    name: 'exp-of-another-type-counts-as-absent',
    what: 'requires exp, and skips one that is not a number',
    caughtBy: [END],
    wrong: () => expiry((exp, now, claims) => !('exp' in claims) || (typeof exp === 'number' && exp <= now)),
  },
  {
    name: 'null-is-an-exp',
    what: 'takes an exp of null for one that is there',
    caughtBy: [END],
    wrong: () => expiry((exp, now) => exp !== null && (typeof exp !== 'number' || exp <= now)),
  },
  {
    name: 'text-is-later',
    what: 'compares an exp that is text with a number, which is never smaller',
    caughtBy: [END],
    wrong: () => expiry((exp, now) => (typeof exp === 'string' ? exp <= now : typeof exp !== 'number' || exp <= now)),
  },
  {
    name: 'a-list-is-later',
    what: 'takes a list with a number for a number',
    caughtBy: [END],
    wrong: () => expiry((exp, now) => !(Number(exp) > now)),
  },
  {
    name: 'zero-is-no-end',
    what: 'takes an exp of 0 for no end',
    caughtBy: [END],
    wrong: () => expiry((exp, now) => exp !== 0 && (typeof exp !== 'number' || exp <= now)),
  },
  {
    name: 'a-fraction-never-ends',
    what: 'checks an exp that is an integer, and no other',
    caughtBy: [END],
    wrong: () => expiry((exp, now) => (Number.isInteger(exp) ? exp <= now : typeof exp !== 'number' || exp < 0)),
  },
  {
    name: 'only-integers',
    what: 'refuses an exp with a fraction',
    caughtBy: ['A token without an end › An exp with a fraction is a number, too'],
    wrong: () => expiry((exp, now) => !Number.isInteger(exp) || exp <= now),
  },
  ...[
    ['audience-as-a-part', 'looks whether aud is a part of its name', (aud, ours) => ours.includes(aud)],
    ['audience-as-a-whole-part', 'looks whether its name is a part of aud', (aud, ours) => aud.includes(ours)],
    ['audience-by-its-start', 'compares the start of aud', (aud, ours) => aud.startsWith(ours)],
    ['audience-by-its-end', 'compares the end of aud', (aud, ours) => aud.endsWith(ours)],
    ['audience-in-any-case', 'ignores the case of aud', (aud, ours) => aud.toLowerCase() === ours.toLowerCase()],
    ['audience-after-trimming', 'trims aud', (aud, ours) => aud.trim() === ours],
    [
      'audience-by-its-first-word',
      'compares the first word of aud',
      (aud, ours) => aud.split('-')[0] === ours.split('-')[0],
    ],
    ['audience-split-at-commas', 'splits aud at commas', (aud, ours) => aud.split(',').includes(ours)],
  ].map(([name, what, isOurs]) => ({
    name,
    what,
    caughtBy: [ALIKE],
    wrong: () => audience('checkLooksAlike', (aud, ours) => texts(aud).some((one) => isOurs(one, ours))),
  })),
  {
    name: 'an-empty-list-is-everyone',
    what: 'takes an aud that is an empty list',
    caughtBy: [ALIKE],
    wrong: () => audience('checkLooksAlike', (aud, ours) => texts(aud).includes(ours) || aud?.length === 0),
  },
  {
    name: 'audience-flattened',
    what: 'looks for its name at any depth of a list',
    caughtBy: [ALIKE],
    wrong: () => audience('checkLooksAlike', (aud, ours) => [aud].flat(9).includes(ours)),
  },
  {
    name: 'audience-is-text-alone',
    what: 'refuses an aud that is a list',
    caughtBy: [ALIKE_LIST],
    wrong: () => audience('checkLooksAlike', (aud, ours) => aud === ours),
  },
  {
    name: 'audience-is-the-first-of-a-list',
    what: 'looks at the first name of a list',
    caughtBy: [ALIKE_LIST],
    wrong: () => audience('checkLooksAlike', (aud, ours) => [aud].flat()[0] === ours),
  },
  {
    name: 'no-audience-check',
    what: 'accepts any aud',
    caughtBy: [RELAY],
    wrong: () => audience('checkRelay', () => true),
  },
  {
    name: 'no-aud-is-for-all',
    what: 'checks aud if it is there',
    caughtBy: [RELAY],
    wrong: () => audience('checkRelay', (aud, ours) => aud === undefined || [aud].flat().includes(ours)),
  },
  {
    name: 'forbids-the-newsletter',
    what: 'forbids the audience of the other service, instead of requiring its own',
    caughtBy: [RELAY],
    wrong: () =>
      audience(
        'checkRelay',
        (aud, ours) => [aud].flat().includes(ours) || !texts(aud).some((one) => /newsletter/.test(one)),
      ),
  },
  {
    name: 'any-issuer',
    what: 'checks aud, and no longer iss',
    caughtBy: [RELAY],
    wrong: () => replaced('checkRelay', { checkIss() {} }),
  },
  {
    name: 'refuses-two-services',
    what: 'refuses a token that is also for another service',
    caughtBy: ['A token for another service › A token for both services is accepted'],
    wrong: () => audience('checkRelay', (aud, ours) => [aud].flat().length === 1 && [aud].flat()[0] === ours),
  },
  {
    name: 'one-verifier-for-both-kinds',
    what: 'takes reset tokens as access tokens, and the other way round',
    caughtBy: [KIND],
    wrong: () => ({
      checkWrongKind(token) {
        return this.audienceOfAny().checkNoEnd(token);
      },
      checkReset(token) {
        return this.audienceOfAny().checkNoEnd(token);
      },
      audienceOfAny() {
        return Object.setPrototypeOf({ checkAud() {} }, this);
      },
    }),
  },
  {
    name: 'access-tokens-reset-passwords',
    what: 'refuses reset tokens as access tokens, and takes access tokens to set a password',
    caughtBy: [KIND],
    wrong: () => ({
      checkReset(token) {
        return Object.setPrototypeOf({ checkAud() {} }, this).checkNoEnd(token);
      },
    }),
  },
  {
    name: 'no-type-is-an-access-token',
    what: 'distinguishes the kinds by typ alone, and takes a token without one for an access token',
    caughtBy: [KIND],
    wrong: () => ({
      checkWrongKind(token) {
        if ((this.headerOf(token).typ ?? 'JWT') !== 'JWT') throw new Refusal('another kind of token');
        return Object.setPrototypeOf({ checkAud() {} }, this).checkNoEnd(token);
      },
    }),
  },
  {
    name: 'no-type-is-a-reset-token',
    what: 'distinguishes the kinds by typ alone, and takes a token without one for a reset token',
    caughtBy: [KIND],
    wrong: () => ({
      checkReset(token) {
        if ((this.headerOf(token).typ ?? 'reset+jwt') !== 'reset+jwt') throw new Refusal('another kind of token');
        return Object.setPrototypeOf({ checkAud() {} }, this).checkNoEnd(token);
      },
    }),
  },
  {
    name: 'no-more-resets',
    what: 'refuses reset tokens everywhere',
    caughtBy: ['A token of another kind › A reset token sets a new password at POST /wrong-kind/reset'],
    wrong: () => ({
      checkReset() {
        throw new Refusal('no resets here');
      },
    }),
  },
  {
    name: 'error-as-the-user',
    what: 'answers 200 with the error as the user',
    caughtBy: [STATUS],
    wrong: () => ({
      checkFalseRefusal(token) {
        try {
          return super.checkFalseRefusal(token);
        } catch {
          return { sub: 'Invalid token' };
        }
      },
    }),
  },
  {
    name: 'only-expired-is-401',
    what: 'answers 401 to an expired token, and 200 to a forged one',
    caughtBy: [STATUS],
    wrong: () => ({
      checkFalseRefusal(token) {
        try {
          return super.checkFalseRefusal(token);
        } catch (error) {
          if (/expired/.test(error.message)) throw error;
          return { sub: 'Invalid token' };
        }
      },
    }),
  },
  {
    name: 'looks-for-the-word-error',
    what: 'refuses whatever has the word error in its result',
    caughtBy: ['A refusal that says 200 › A name that reads like an error is a name'],
    wrong: () => ({
      checkFalseRefusal(token) {
        const claims = super.checkFalseRefusal(token);
        if (/error|invalid/i.test(claims.sub)) throw new Refusal('an error');
        return claims;
      },
    }),
  },
  {
    name: 'another-secret-than-the-collection',
    what: 'does not know the secret of the collection',
    caughtBy: ['A token without an end › A token that the collection signs with jwtSecret is believed'],
    says: 'JWT_SECRET',
    wrong: () => ({
      checkNoEnd(token) {
        if (/^victim|^ann$/.test(this.payload(token).sub)) throw new Refusal('the signature does not match');
        return super.checkNoEnd(token);
      },
    }),
  },
  ...[
    ['A token without an end', 'no-end'],
    ['An audience that looks alike', 'looks-alike'],
    ['A token for another service', 'relay'],
    ['A token of another kind', 'wrong-kind'],
    ['A refusal that says 200', 'false-refusal'],
  ].flatMap(([request, attack]) => [refusesAllAt(request, attack), breaksAt(request, attack)]),
];
