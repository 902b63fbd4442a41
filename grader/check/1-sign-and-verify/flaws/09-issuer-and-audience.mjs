// Flaws that are caught in the folder 09-issuer-and-audience first.

import { Refusal } from '../server.mjs';
import { refusing } from './steps.mjs';

export const FLAWS = [
  {
    name: 'no-iss-in-the-token',
    what: 'does not say who issued the token',
    caughtBy: [
      "The issuer and the audience › iss is the issuer in the collection's variables",
      'A token without iss › A token without iss is rejected',
    ],
    wrong: () => ({
      claims() {
        const { iss, ...rest } = super.claims();
        return rest;
      },
      checkIss(payload) {
        if ('iss' in payload) super.checkIss(payload);
      },
    }),
  },
  {
    name: 'another-iss-in-the-token',
    what: 'issues its tokens under another name than its settings say',
    caughtBy: ["The issuer and the audience › iss is the issuer in the collection's variables"],
    wrong: () => ({
      claims() {
        return { ...super.claims(), iss: 'my-server' };
      },
      checkIss({ iss }) {
        if (iss !== 'my-server') super.checkIss({ iss });
      },
    }),
  },
  {
    name: 'another-aud-in-the-token',
    what: 'signs another audience than its settings say',
    caughtBy: ["The issuer and the audience › aud is, or contains, the audience in the collection's variables"],
    wrong: () => ({
      claims() {
        return { ...super.claims(), aud: 'everyone' };
      },
      checkAud({ aud }) {
        if (aud !== 'everyone') super.checkAud({ aud });
      },
    }),
  },
  {
    name: 'iss-ignored',
    what: 'accepts tokens from any issuer',
    caughtBy: ['Another issuer › A token from another issuer is rejected'],
    wrong: () => ({ checkIss() {} }),
  },
  {
    name: 'iss-may-be-missing',
    what: 'accepts a token without iss',
    caughtBy: ['A token without iss › A token without iss is rejected'],
    wrong: () => ({
      checkIss(payload) {
        if ('iss' in payload) super.checkIss(payload);
      },
    }),
  },
  {
    name: 'iss-by-prefix',
    what: 'accepts an iss that starts with ours',
    caughtBy: ['An issuer that looks similar › An issuer that only looks similar is rejected'],
    wrong: () => ({
      checkIss({ iss }) {
        if (!iss?.startsWith?.(this.issuer)) throw new Refusal('another issuer');
      },
    }),
  },
  {
    name: 'iss-prefix-of-ours',
    what: 'accepts an iss that is the start of ours',
    caughtBy: ['An issuer that looks similar › An issuer that only looks similar is rejected'],
    wrong: () => ({
      checkIss({ iss }) {
        if (!iss || !this.issuer.startsWith(iss)) throw new Refusal('another issuer');
      },
    }),
  },
  {
    name: 'aud-ignored',
    what: 'accepts a token for any audience',
    caughtBy: ['Another audience › A token for another audience is rejected'],
    wrong: () => ({ checkAud() {} }),
  },
  {
    name: 'aud-may-be-missing',
    what: 'accepts a token without aud',
    caughtBy: ['A token without aud › A token without aud is rejected'],
    wrong: () => ({
      checkAud(payload) {
        if ('aud' in payload) super.checkAud(payload);
      },
    }),
  },
  {
    name: 'aud-part-of-ours',
    what: 'accepts an aud that is part of ours',
    caughtBy: ['An audience that looks similar › An audience that only looks similar is rejected'],
    wrong: () => ({
      checkAud({ aud }) {
        if (![aud].flat().some((one) => one && this.audience.includes(one))) throw new Refusal('another audience');
      },
    }),
  },
  {
    name: 'aud-contains-ours',
    what: 'accepts an aud that contains ours',
    caughtBy: ['An audience that looks similar › An audience that only looks similar is rejected'],
    wrong: () => ({
      checkAud({ aud }) {
        if (![aud].flat().some((one) => one?.includes?.(this.audience))) throw new Refusal('another audience');
      },
    }),
  },
  {
    name: 'aud-array-refused',
    what: 'rejects an aud that is an array with ours in it',
    caughtBy: ['Several audiences › A token for several audiences, including ours, is accepted'],
    wrong: () => ({
      checkAud({ aud }) {
        if (Array.isArray(aud) && aud.length > 1) throw new Refusal('aud is not a string');
        super.checkAud({ aud });
      },
    }),
  },
  {
    name: 'aud-any-array',
    what: 'accepts any array as aud',
    caughtBy: ['Several audiences, none of them ours › A token for several audiences, none of them ours, is rejected'],
    wrong: () => ({
      checkAud({ aud }) {
        if (!Array.isArray(aud)) super.checkAud({ aud });
      },
    }),
  },
  {
    name: 'another-issuer-is-403',
    what: 'answers 403 to a token from another issuer',
    caughtBy: [
      'Another issuer › The refusal is a 401 in JSON, with a Bearer challenge',
      'An issuer that looks similar › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
      'A token without iss › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => refusing(/issuer/, 403),
  },
  {
    name: 'another-audience-is-403',
    what: 'answers 403 to a token for another audience',
    caughtBy: [
      'Another audience › The refusal is a 401 in JSON, with a Bearer challenge',
      'An audience that looks similar › The refusal is a 401 in JSON, with a Bearer challenge',
      'A token without aud › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
      'Several audiences, none of them ours › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => refusing(/audience/, 403),
  },
  {
    name: 'issuer-may-be-in-a-list',
    what: 'accepts an iss that is a list with the right one in it',
    caughtBy: ['An issuer that looks similar › An issuer that only looks similar is rejected'],
    wrong: () => ({
      checkIss({ iss }) {
        if (![iss].flat().includes(this.issuer)) super.checkIss({ iss });
      },
    }),
  },
  {
    name: 'refuses-each-aud',
    what: 'names no audience to a library that rejects every token with an aud until it knows one',
    caughtBy: [
      'Send the token in the header › POST /verify-token answers 200 to a token in the Authorization header',
      'Verify a fresh token › The server accepts the token that it signed',
      'Verify a token that the collection signed › A token that the collection signs with jwtSecret is accepted',
    ],
    says: 'your server accepts this token once its aud is removed.\nlesson: lessons/WALKTHROUGH.md#09-issuer-and-audience\n',
    wrong: () => ({
      checkAud({ aud }) {
        if (aud !== undefined) throw new Refusal('another audience');
      },
    }),
  },
];
