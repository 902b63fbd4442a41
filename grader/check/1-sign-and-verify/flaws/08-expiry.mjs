// Flaws that are caught in the folder 08-expiry first.

import { Refusal } from '../server.mjs';
import { clock, refusing, shifted } from './steps.mjs';

export const FLAWS = [
  {
    name: 'same-token-for-everybody',
    what: 'signed one token an hour ago, and has issued it ever since',
    caughtBy: ['A token that expires › iat says when this token was signed'],
    wrong: () => ({
      claims() {
        const { exp, iat, ...rest } = super.claims();
        return { ...rest, iat: iat - 3600, exp: this.now() + 900 };
      },
    }),
  },
  {
    name: 'no-exp-in-the-token',
    what: 'signs tokens that never expire',
    caughtBy: [
      'A token that expires › exp is a number of seconds since 1970',
      'A token without exp › A token without exp is rejected',
    ],
    wrong: () => ({
      claims() {
        const { exp, ...rest } = super.claims();
        return rest;
      },
      checkExp(payload) {
        if ('exp' in payload) super.checkExp(payload);
      },
    }),
  },
  {
    name: 'exp-in-milliseconds',
    what: 'signs and compares exp in milliseconds, as Date.now() gives them',
    caughtBy: ['A token that expires › exp is a number of seconds since 1970'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), exp: Date.now() + 1_800_000 };
      },
    }),
  },
  {
    name: 'exp-as-text',
    what: 'writes exp in quotes',
    caughtBy: [
      'A token that expires › exp is a number of seconds since 1970',
      'An exp that is not a number › A token whose exp is not a number is rejected',
    ],
    wrong: () => ({
      claims() {
        const claims = super.claims();
        return { ...claims, exp: String(claims.exp) };
      },
      checkExp({ exp }) {
        super.checkExp({ exp: typeof exp === 'string' ? Number(exp) : exp });
      },
    }),
  },
  {
    name: 'exp-in-a-year',
    what: 'signs tokens that live for a year',
    caughtBy: ['A token that expires › exp is in the future, but at most 24 hours away'],
    wrong: () => ({ ttlSeconds: 365 * 86_400 }),
  },
  {
    name: 'no-iat',
    what: 'does not say when the token was signed',
    caughtBy: ['A token that expires › iat says when this token was signed'],
    wrong: () => ({
      claims() {
        const { iat, ...rest } = super.claims();
        return rest;
      },
    }),
  },
  {
    name: 'iat-in-milliseconds',
    what: 'writes iat in milliseconds',
    caughtBy: ['A token that expires › iat says when this token was signed'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), iat: Date.now() };
      },
    }),
  },
  {
    name: 'iat-in-another-time-zone',
    what: 'writes iat in local time, a few hours from UTC',
    caughtBy: ['A token that expires › iat says when this token was signed'],
    wrong: () => ({
      claims() {
        return { ...super.claims(), iat: this.now() + 7200 };
      },
    }),
  },
  {
    name: 'exp-ignored',
    what: 'accepts expired tokens',
    caughtBy: ['A token that has expired › A token that has expired is rejected'],
    wrong: () => ({
      checkExp({ exp }) {
        if (typeof exp !== 'number') super.checkExp({ exp });
      },
    }),
  },
  {
    name: 'exp-an-hour-late',
    what: 'accepts a token up to an hour after its exp',
    caughtBy: ['Expired two minutes ago › A token that expired two minutes ago is rejected'],
    wrong: () => ({
      checkExp({ exp }) {
        super.checkExp({ exp: typeof exp === 'number' ? exp + 3600 : exp });
      },
    }),
  },
  {
    name: 'exp-may-be-missing',
    what: 'accepts a token without exp, which is valid forever',
    caughtBy: ['A token without exp › A token without exp is rejected'],
    wrong: () => ({
      checkExp(payload) {
        if ('exp' in payload) super.checkExp(payload);
      },
    }),
  },
  {
    name: 'exp-may-be-text',
    what: 'accepts an exp that is a string',
    caughtBy: ['An exp that is not a number › A token whose exp is not a number is rejected'],
    wrong: () => ({
      checkExp({ exp }) {
        if (typeof exp !== 'string') super.checkExp({ exp });
      },
    }),
  },
  {
    name: 'nbf-ignored',
    what: 'accepts a token before its nbf',
    caughtBy: ['A token that is not valid yet › A token before its nbf is rejected'],
    wrong: () => ({ checkNbf() {} }),
  },
  {
    name: 'expired-is-200',
    what: 'answers {"error": "expired"} with status 200',
    caughtBy: [
      'A token that has expired › The refusal is a 401 in JSON, with a Bearer challenge',
      'Expired two minutes ago › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => refusing(/has expired/, 200),
  },
  {
    name: 'not-yet-valid-is-403',
    what: 'answers 403 to a token before its nbf',
    caughtBy: ['A token that is not valid yet › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => refusing(/not valid yet/, 403),
  },
  {
    name: 'fails-on-a-missing-exp',
    what: 'takes for granted that there is an exp',
    caughtBy: ['A token without exp › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      checkExp({ exp }) {
        super.checkExp({ exp: exp.valueOf() });
      },
    }),
  },
  {
    name: 'fails-on-an-exp-of-text',
    what: 'takes for granted that exp is a number',
    caughtBy: ['An exp that is not a number › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      checkExp({ exp }) {
        super.checkExp({ exp: exp && Number(exp.toFixed()) });
      },
    }),
  },
  {
    name: 'nbf-of-text-is-skipped',
    what: 'checks nbf if it is a number, and skips it if it is a string',
    caughtBy: ['A token that is not valid yet › A token before its nbf is rejected'],
    wrong: () => ({
      checkNbf({ nbf }) {
        if (typeof nbf === 'number') super.checkNbf({ nbf });
      },
    }),
  },
  {
    name: 'exp-nearly-two-minutes-late',
    what: 'allows a leeway of 110 seconds',
    caughtBy: ['Expired two minutes ago › A token that expired two minutes ago is rejected'],
    wrong: () => ({ leewaySeconds: 110 }),
  },
  {
    name: 'clock-is-behind',
    what: 'is correct, but its clock is three minutes behind',
    caughtBy: ['A token that expires › iat says when this token was signed'],
    wrong: () => clock(-180),
  },
  {
    name: 'clock-is-ahead',
    what: 'is correct, but its clock is three minutes ahead',
    caughtBy: ['A token that expires › iat says when this token was signed'],
    wrong: () => clock(180),
  },
  {
    name: 'clock-is-a-little-behind',
    what: 'is correct, and its clock is half a minute behind',
    caughtBy: [],
    wrong: () => clock(-30),
  },
  {
    name: 'local-time-in-nepal',
    what: 'signs iat and exp in local time, east of UTC, and rejects an iat in the future',
    caughtBy: [
      'Verify a fresh token › The server accepts the token that it signed',
      'A token that expires › iat says when this token was signed',
    ],
    wrong: () => ({
      claims() {
        return shifted(super.claims(), 20_700);
      },
      checkExp(payload) {
        if (payload.iat > this.now() + this.leewaySeconds) throw new Refusal('the token was signed in the future');
        super.checkExp(payload);
      },
    }),
  },
  {
    name: 'local-time-in-the-marquesas',
    what: 'signs iat and exp in local time, west of UTC',
    caughtBy: [
      'Verify a fresh token › The server accepts the token that it signed',
      'A token that expires › iat says when this token was signed',
    ],
    wrong: () => ({
      ttlSeconds: 1800,
      claims() {
        return shifted(super.claims(), -34_200);
      },
    }),
  },
];
