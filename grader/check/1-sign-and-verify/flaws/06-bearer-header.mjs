// Flaws that are caught in the folder 06-bearer-header first.

import { Refusal } from '../server.mjs';
import { refusing, tokenAlsoFrom } from './steps.mjs';

export const FLAWS = [
  {
    name: 'accepts-everything',
    what: 'answers 200 to any request: with the claims of a valid token, or else with the mock user',
    caughtBy: [
      'Send no token › Without a token, the response is a 401',
      'A changed payload › A token with a changed payload is rejected',
      'Signed with another secret › A token signed with another secret is rejected',
      'A token that has expired › A token that has expired is rejected',
      'A token that is not valid yet › A token before its nbf is rejected',
      'Another issuer › A token from another issuer is rejected',
      'Another audience › A token for another audience is rejected',
    ],
    wrong: () => ({
      verifyToken(request) {
        try {
          return super.verifyToken(request);
        } catch {
          return this.json(200, this.verified(this.user));
        }
      },
    }),
  },
  {
    name: 'refuses-every-token',
    what: 'answers 401 to valid tokens, too',
    caughtBy: [
      'Send the token in the header › POST /verify-token answers 200 to a token in the Authorization header',
      'Verify a fresh token › The server accepts the token that it signed',
      'Verify a token that the collection signed › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({
      verify() {
        throw new Refusal('no');
      },
    }),
  },
  {
    name: 'exp-read-as-milliseconds',
    what: 'compares exp with a clock in milliseconds, so every token has expired',
    caughtBy: [
      'Send the token in the header › POST /verify-token answers 200 to a token in the Authorization header',
      'Verify a fresh token › The server accepts the token that it signed',
      'Verify a token that the collection signed › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({
      checkExp({ exp }) {
        if (!(Date.now() < exp)) throw new Refusal('expired');
      },
    }),
  },
  {
    name: 'refuses-with-200',
    what: 'answers {"error": …} with status 200',
    caughtBy: ['Send no token › Without a token, the response is a 401'],
    wrong: () => ({ refusalStatus: () => 200 }),
  },
  {
    name: 'refuses-with-403',
    what: 'answers 403 instead of 401',
    caughtBy: ['Send no token › Without a token, the response is a 401'],
    wrong: () => ({ refusalStatus: () => 403 }),
  },
  {
    name: 'refuses-with-500',
    what: 'turns every refusal into a server error',
    caughtBy: ['Send no token › Without a token, the response is a 401'],
    wrong: () => ({ refusalStatus: () => 500 }),
  },
  {
    name: 'another-scheme-is-403',
    what: 'answers 403 to another scheme',
    caughtBy: [
      'Send another scheme › The refusal is a 400 or 401',
      'Send the token without Bearer › The refusal is a 400 or 401',
    ],
    wrong: () => refusing(/scheme/, 403),
  },
  {
    name: 'redirects-to-login',
    what: 'redirects to a page instead of refusing',
    caughtBy: ['Send no token › Without a token, the response is a 401'],
    wrong: () => ({ refuse: () => ({ status: 302, headers: { Location: '/' } }) }),
  },
  {
    name: 'token-from-the-query',
    what: 'accepts a token from the address',
    caughtBy: ['Send the token elsewhere › A token outside the Authorization header is ignored'],
    wrong: () => tokenAlsoFrom((request) => new URL(request.url, 'http://x').searchParams.values().next().value),
  },
  {
    name: 'token-from-a-cookie',
    what: 'accepts a token from a cookie',
    caughtBy: ['Send the token elsewhere › A token outside the Authorization header is ignored'],
    wrong: () => tokenAlsoFrom((request) => request.headers.cookie?.match(/=([^;]+)/)?.[1]),
  },
  {
    name: 'token-from-the-body',
    what: 'accepts a token from the body',
    caughtBy: ['Send the token elsewhere › A token outside the Authorization header is ignored'],
    wrong: () => tokenAlsoFrom((request) => request.body.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)?.[0]),
  },
  {
    name: 'token-without-bearer',
    what: 'accepts a token without the word Bearer',
    caughtBy: ['Send the token without Bearer › A token without the word Bearer is rejected'],
    wrong: () => ({
      bearer(authorization) {
        return /^eyJ\S+$/.test(authorization) ? authorization : super.bearer(authorization);
      },
    }),
  },
  {
    name: 'any-scheme',
    what: 'accepts a token after any word',
    caughtBy: ['Send another scheme › A token after another scheme is rejected'],
    wrong: () => ({ isBearer: (scheme) => !scheme.startsWith('eyJ') }),
  },
  {
    name: 'bearer-alone-is-enough',
    what: 'checks a token only if there is one',
    caughtBy: ['Send Bearer without a token › Bearer without a token is rejected'],
    wrong: () => ({
      bearer(authorization) {
        return /^Bearer *$/.test(authorization) ? '' : super.bearer(authorization);
      },
      verify(token) {
        return token ? super.verify(token) : this.user;
      },
    }),
  },
  {
    name: 'fails-on-a-missing-header',
    what: 'answers 500 if there is no Authorization header',
    caughtBy: ['Send no token › Without a token, the response is a 401'],
    wrong: () => ({
      bearer(authorization) {
        return super.bearer(authorization.trim());
      },
    }),
  },
  {
    name: 'fails-on-bearer-alone',
    what: 'answers 500 to Bearer without a token',
    caughtBy: ['Send Bearer without a token › The refusal is a 400 or 401'],
    wrong: () => ({
      bearer(authorization) {
        return /^Bearer *$/.test(authorization) ? undefined.token : super.bearer(authorization);
      },
    }),
  },
  {
    name: 'fails-without-a-space',
    what: 'splits the header at the space, and crashes if there is none',
    caughtBy: [
      'Send Bearer without a token › The refusal is a 400 or 401',
      'Send the token without Bearer › The refusal is a 400 or 401',
    ],
    wrong: () => ({
      bearer(authorization) {
        authorization?.split(' ')[1].trim();
        return super.bearer(authorization);
      },
    }),
  },
  {
    name: 'fails-on-any-body',
    what: "reads every body as JSON, and crashes if it isn't",
    caughtBy: [
      'Send the token elsewhere › The refusal is a 400, 401 or 415',
      'A body that nobody asked for › A body that nobody asked for breaks nothing',
    ],
    wrong: () => ({
      verifyToken(request) {
        if (request.body) JSON.parse(request.body);
        return super.verifyToken(request);
      },
    }),
  },
  {
    name: 'scheme-that-starts-with-bearer',
    what: 'accepts any scheme that starts with Bearer',
    caughtBy: ['Send another scheme › A token after another scheme is rejected'],
    wrong: () => ({ isBearer: (scheme) => /^bearer/i.test(scheme) }),
  },
];
