// Flaws that are caught in the folder 11-by-hand first.

import { Refusal } from '../../1-sign-and-verify/server.mjs';

const FORMS = [
  'A name that occurs twice',
  'An extension in crit',
  'A payload that is not encoded',
  'A typ for another purpose',
].map((request) => `${request} › The refusal is a 400 or 401 in JSON, with a Bearer challenge`);

export const FLAWS = [
  {
    name: 'names-may-occur-twice',
    what: 'parses as JSON.parse does: of two equal names, the last one counts',
    caughtBy: ['A name that occurs twice › A token with a name that occurs twice is rejected'],
    wrong: () => ({ checkNames() {} }),
  },
  {
    name: 'crit-ignored',
    what: 'ignores crit',
    caughtBy: ['An extension in crit › A token with a crit that the server does not understand is rejected'],
    wrong: () => ({ checkCrit() {} }),
  },
  {
    name: 'b64-ignored',
    what: 'ignores b64',
    caughtBy: ['A payload that is not encoded › A token with b64 false is rejected'],
    wrong: () => ({ checkB64() {} }),
  },
  {
    name: 'typ-ignored',
    what: 'ignores typ',
    caughtBy: ['A typ for another purpose › A token with a typ for another purpose is rejected'],
    wrong: () => ({ checkTyp() {} }),
  },
  {
    name: 'fails-on-what-it-does-not-know',
    what: 'crashes on a name that occurs twice, crit, b64 and typ',
    caughtBy: FORMS,
    wrong: () => ({
      refuse(refusal) {
        return /^(a name occurs|crit|b64|typ) /.test(refusal.message) ? this.fail() : super.refuse(refusal);
      },
    }),
  },
  {
    name: 'verify-token-refuses-everybody',
    what: 'rejects every token at the route of part 1',
    caughtBy: ['A token that the collection signed › POST /verify-token accepts a token that the collection signed'],
    wrong: () => ({
      verifyToken() {
        throw new Refusal('no');
      },
    }),
  },
  {
    name: 'without-the-routes-of-part-1',
    what: 'is correct, and only has an app, so nothing from lesson 11 is asked of it',
    caughtBy: [],
    wrong: () => ({
      async answer(request) {
        return /^\/(sign|verify)-token/.test(request.url) ? this.unknownPath(request.url) : super.answer(request);
      },
    }),
  },
];
