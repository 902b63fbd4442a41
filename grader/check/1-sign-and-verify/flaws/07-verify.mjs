// Flaws that are caught in the folder 07-verify first.

import { readFileSync } from 'node:fs';
import { createPublicKey, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../server.mjs';
import { withoutSignature, withOtherHmac, refusing, payloadOf } from './steps.mjs';

export const FLAWS = [
  {
    name: 'accepts-every-token',
    what: 'reads the payload of any token and checks nothing',
    caughtBy: [
      'A changed payload › A token with a changed payload is rejected',
      'Signed with another secret › A token signed with another secret is rejected',
      'A token that has expired › A token that has expired is rejected',
      'A token that is not valid yet › A token before its nbf is rejected',
      'Another issuer › A token from another issuer is rejected',
      'Another audience › A token for another audience is rejected',
    ],
    wrong: () => ({ verify: payloadOf }),
  },
  {
    name: 'answers-by-heart',
    what: 'checks the token, then answers with the same user for everyone',
    caughtBy: ['Verify a token that the collection signed › The response has the username from this token'],
    wrong: () => ({
      verify(token) {
        return { ...super.verify(token), ...this.user };
      },
    }),
  },
  {
    name: 'answers-the-last-user',
    what: 'checks the token, then answers with the user of the token that it signed last',
    caughtBy: ['Verify a token that the collection signed › The response has the username from this token'],
    wrong: () => ({
      sign(payload) {
        this.last = payload;
        return super.sign(payload);
      },
      verify(token) {
        const own = super.verify(token);
        return this.last ?? own;
      },
    }),
  },
  {
    name: 'password-in-the-verified-user',
    what: 'looks the user up after the check and answers with the whole row, including the password',
    caughtBy: ['Verify a fresh token › No password is in the response'],
    wrong: () => ({
      verified(payload) {
        return super.verified({ ...payload, password: 'test' });
      },
    }),
  },
  {
    name: 'exp-is-now',
    what: 'forgets to add the lifetime: the token has expired when it arrives',
    caughtBy: [
      'Verify a fresh token › The server accepts the token that it signed',
      'A token that expires › exp is in the future, but at most 24 hours away',
    ],
    wrong: () => ({
      claims() {
        const claims = super.claims();
        return { ...claims, exp: claims.iat - this.leewaySeconds };
      },
    }),
  },
  {
    name: 'no-aud-in-the-token',
    what: 'does not say who the token is for',
    caughtBy: [
      'Verify a fresh token › The server accepts the token that it signed',
      "The issuer and the audience › aud is, or contains, the audience in the collection's variables",
    ],
    says: "Add aud in GET /sign-token: your server requires it when it verifies, but doesn't sign it.\nlesson: lessons/WALKTHROUGH.md#09-issuer-and-audience\n",
    wrong: () => ({
      claims() {
        const { aud, ...rest } = super.claims();
        return rest;
      },
    }),
  },
  {
    name: 'signature-unchecked',
    what: 'checks everything but the signature',
    caughtBy: [
      'A changed payload › A token with a changed payload is rejected',
      'Signed with another secret › A token signed with another secret is rejected',
    ],
    wrong: () => ({ checkSignature() {} }),
  },
  {
    name: 'signature-half-checked',
    what: 'compares the first half of the signature',
    caughtBy: ['A signature that is partly right › A signature that is only partly right is rejected'],
    wrong: () => ({
      same: (expected, given) => given.length === 32 && expected.subarray(0, 16).equals(given.subarray(0, 16)),
    }),
  },
  {
    name: 'signature-end-checked',
    what: 'compares the second half of the signature',
    caughtBy: ['A signature that is partly right › A signature that is only partly right is rejected'],
    wrong: () => ({
      same: (expected, given) => given.length === 32 && expected.subarray(16).equals(given.subarray(16)),
    }),
  },
  {
    name: 'signature-compared-as-a-prefix',
    what: 'compares only as many bytes as it received',
    caughtBy: ['A signature that is partly right › A signature that is only partly right is rejected'],
    wrong: () => ({ same: (expected, given) => given.length > 0 && expected.subarray(0, given.length).equals(given) }),
  },
  {
    name: 'signature-may-be-empty',
    what: 'accepts a token with an empty signature',
    caughtBy: ['Without a signature › A token with an empty signature is rejected'],
    wrong: () => ({
      checkSignature(header, parts) {
        if (parts[2] !== '') super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'empty-key-works',
    what: 'also accepts a signature made with an empty key',
    caughtBy: ['Signed with an empty key › A token signed with an empty key is rejected'],
    wrong: () => ({
      checkSignature(header, parts) {
        if (this.encode(this.hmac(parts.slice(0, 2).join('.'), 'sha256', '')) !== parts[2])
          super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'key-from-the-token',
    what: "takes the key from the token's own header (jwk)",
    caughtBy: ['A token that brings its own key › A token signed with a key from its own header is rejected'],
    wrong: () => ({
      checkSignature(header, parts) {
        if (
          !header.jwk ||
          this.encode(this.hmac(parts.slice(0, 2).join('.'), 'sha256', Buffer.from(header.jwk.k, 'base64url'))) !==
            parts[2]
        )
          super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'accepts-none',
    what: 'accepts alg none, in lowercase, without a signature',
    caughtBy: ['The algorithm none › A token with the algorithm none, in any spelling, is rejected'],
    wrong: () => withoutSignature((alg) => alg === 'none'),
  },
  {
    name: 'accepts-none-in-capitals',
    what: 'blocks "none", but not NONE, None or nOnE',
    caughtBy: ['The algorithm none › A token with the algorithm none, in any spelling, is rejected'],
    wrong: () => withoutSignature((alg) => alg !== 'none' && /^none$/i.test(alg)),
  },
  {
    name: 'accepts-a-missing-alg',
    what: 'treats a token without alg as one that needs no signature',
    caughtBy: [
      'An algorithm that does not match › A token whose alg is not HS256 is rejected, even with a good signature',
    ],
    wrong: () => withoutSignature((alg) => alg === undefined),
  },
  {
    name: 'accepts-hs384',
    what: 'lets the token choose HS384',
    caughtBy: ['Another HMAC › A token signed with HS384 or HS512 is rejected'],
    wrong: () => withOtherHmac('HS384', 'sha384'),
  },
  {
    name: 'accepts-hs512',
    what: 'lets the token choose HS512',
    caughtBy: ['Another HMAC › A token signed with HS384 or HS512 is rejected'],
    wrong: () => withOtherHmac('HS512', 'sha512'),
  },
  {
    name: 'alg-unchecked',
    what: 'checks each signature with HS256, whatever the header says',
    caughtBy: [
      'An algorithm that does not match › A token whose alg is not HS256 is rejected, even with a good signature',
    ],
    wrong: () => ({ checkAlgorithm() {} }),
  },
  {
    name: 'answers-its-error-as-the-user',
    what: 'returns the text of the error where the payload is expected, with status 200',
    caughtBy: [
      'A changed payload › The refusal is a 401 in JSON, with a Bearer challenge',
      'A long header › A header of 7000 characters is rejected',
    ],
    wrong: () => ({
      verify(token) {
        try {
          return super.verify(token);
        } catch (error) {
          return error.message;
        }
      },
      verified(payload) {
        return typeof payload === 'string' ? { user: payload } : super.verified(payload);
      },
    }),
  },
  {
    name: 'fails-on-each-bad-token',
    what: 'reads an attribute that its error does not have, so every invalid token is a 500',
    caughtBy: ['A changed payload › The refusal is a 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      verify(token) {
        try {
          return super.verify(token);
        } catch (error) {
          throw new TypeError(error.message);
        }
      },
    }),
  },
  {
    name: 'bad-signature-is-403',
    what: 'answers 403 to a wrong signature',
    caughtBy: ['A changed payload › The refusal is a 401 in JSON, with a Bearer challenge'],
    wrong: () => refusing(/signature/, 403),
  },
  {
    name: 'malformed-header-in-html',
    what: 'answers a malformed header with a page',
    caughtBy: [
      'A refusal that a program can read › The refusals of malformed headers have the same form',
      'Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      refuse(refusal) {
        const answer = super.refuse(refusal);
        return refusal.malformed
          ? { ...answer, headers: { ...answer.headers, 'Content-Type': 'text/html' }, body: '<h1>Bad Request</h1>' }
          : answer;
      },
    }),
  },
  {
    name: 'refuses-in-html',
    what: 'refuses with a page for browsers',
    caughtBy: ['A refusal that a program can read › The refusal is JSON that says what is wrong'],
    wrong: () => ({
      refuse(refusal) {
        return {
          status: this.refusalStatus(refusal),
          headers: { 'Content-Type': 'text/html', ...this.challenge(refusal) },
          body: '<!doctype html><h1>Unauthorized</h1>',
        };
      },
    }),
  },
  {
    name: 'refuses-with-an-empty-body',
    what: 'refuses without saying why',
    caughtBy: ['A refusal that a program can read › The refusal is JSON that says what is wrong'],
    wrong: () => ({
      refuse(refusal) {
        return { status: this.refusalStatus(refusal), headers: this.challenge(refusal) };
      },
    }),
  },
  {
    name: 'refuses-with-a-stack-trace',
    what: 'shows its own source lines in the refusal',
    caughtBy: [
      'A refusal that a program can read › The refusal gives away nothing internal: no stack trace, no secret',
    ],
    wrong: () => ({
      refusalBody(refusal) {
        return { error: refusal.message, stack: refusal.stack };
      },
    }),
  },
  {
    name: 'refuses-without-www-authenticate',
    what: 'does not say which scheme it wants',
    caughtBy: ['A refusal that a program can read › The refusal says WWW-Authenticate: Bearer'],
    wrong: () => ({ challenge: () => ({}) }),
  },
  {
    name: 'asks-for-basic',
    what: 'asks for Basic in WWW-Authenticate, so a browser asks for a password',
    caughtBy: ['A refusal that a program can read › The refusal says WWW-Authenticate: Bearer'],
    wrong: () => ({ challenge: () => ({ 'WWW-Authenticate': 'Basic realm="students"' }) }),
  },
  {
    name: 'answers-without-user',
    what: 'answers with the payload itself, not under "user"',
    caughtBy: ['Verify a fresh token › The response has the payload under "user"'],
    wrong: () => ({ verified: (payload) => payload }),
  },
  {
    name: 'answers-only-the-name',
    what: 'answers with {"user": "test"} instead of the payload',
    caughtBy: ['Verify a fresh token › The response has the payload under "user"'],
    wrong: () => ({ verified: ({ username }) => ({ user: username }) }),
  },
  {
    name: 'secret-in-the-answer',
    what: 'shows its settings, including the secret, in every refusal',
    caughtBy: [
      'A refusal that a program can read › The refusal gives away nothing internal: no stack trace, no secret',
    ],
    wrong: () => ({
      refusalBody(refusal) {
        return { ...super.refusalBody(refusal), settings: { secret: this.secret } };
      },
    }),
  },
  {
    name: 'bearer-as-often-as-you-like',
    what: 'accepts any number of Bearer words',
    caughtBy: ['Not a token at all › Anything that is not a token is rejected'],
    wrong: () => ({
      bearer(authorization) {
        return super.bearer(authorization?.replace(/^(Bearer )+/, 'Bearer '));
      },
    }),
  },
  {
    name: 'fails-on-a-short-signature',
    what: 'compares in constant time, and crashes if the lengths differ',
    caughtBy: [
      'A signature that is partly right › The refusal is a 401 in JSON, with a Bearer challenge',
      'Without a signature › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({ same: timingSafeEqual }),
  },
  {
    name: 'fails-on-an-unknown-alg',
    what: "looks the algorithm up in a table, and crashes if it isn't there",
    caughtBy: [
      'The algorithm none › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
      'Another HMAC › The refusal is a 401 in JSON, with a Bearer challenge',
      'An algorithm that does not match › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
      'Garbage in the header › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      checkAlgorithm(header) {
        ({ HS256: 'sha256' })[header.alg].trim();
        super.checkAlgorithm(header);
      },
    }),
  },
  {
    name: 'fails-on-a-jwk',
    what: 'tries to load the key in the header, and crashes',
    caughtBy: ['A token that brings its own key › The refusal is a 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      checkSignature(header, parts) {
        if (header.jwk) createPublicKey(header.jwk);
        super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'fails-on-garbage',
    what: "answers 500 to anything that isn't a JWT",
    caughtBy: [
      'Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
      'Garbage in the header › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({ decode: (part) => JSON.parse(Buffer.from(part, 'base64url').toString()) }),
  },
  {
    name: 'fails-on-two-parts',
    what: 'answers 500 to a token without a third part',
    caughtBy: ['Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      verify(token) {
        return token.split('.').length < 3 ? undefined.length : super.verify(token);
      },
    }),
  },
  {
    name: 'fails-on-a-payload-that-is-no-object',
    what: 'answers 500 to a payload that is JSON, but not an object',
    caughtBy: ['Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge'],
    wrong: () => ({
      decode(part) {
        try {
          return super.decode(part);
        } catch (error) {
          if (error.message === 'not a JSON object') throw new TypeError(error.message);
          throw error;
        }
      },
    }),
  },
  {
    name: 'hangs-on-garbage',
    what: "never answers anything that isn't a JWT",
    caughtBy: ['Not a token at all › The server answers'],
    timeoutMilliseconds: 1500,
    wrong: () => ({
      verifyToken(request) {
        try {
          return super.verifyToken(request);
        } catch (error) {
          if (error.message === 'not three parts') return undefined;
          throw error;
        }
      },
    }),
  },
  {
    name: 'words-after-the-token',
    what: 'takes the first word after Bearer and ignores the others',
    caughtBy: ['Not a token at all › Anything that is not a token is rejected'],
    wrong: () => ({
      bearer(authorization) {
        return super.bearer(authorization?.split(' ').slice(0, 2).join(' '));
      },
    }),
  },
  {
    name: 'key-from-a-file-that-the-token-names',
    what: 'takes the key from the file that kid names',
    caughtBy: ['A token that brings its own key › A token signed with a key from its own header is rejected'],
    wrong: () => ({
      checkSignature(header, parts) {
        let key;
        try {
          key = readFileSync(header.kid);
        } catch {
          return super.checkSignature(header, parts);
        }
        if (this.encode(this.hmac(parts.slice(0, 2).join('.'), 'sha256', key)) !== parts[2])
          throw new Refusal('the signature does not match');
        return undefined;
      },
    }),
  },
  {
    name: 'remembers-signatures',
    what: 'does not verify a signature again that it has seen before',
    caughtBy: ['A changed payload › A token with a changed payload is rejected'],
    wrong: () => {
      const seen = new Set();
      return {
        checkSignature(header, parts) {
          if (seen.has(parts[2])) return;
          super.checkSignature(header, parts);
          seen.add(parts[2]);
        },
      };
    },
  },
  {
    name: 'second-key-that-everybody-knows',
    what: "also accepts tokens signed with a tutorial's secret",
    caughtBy: ['Signed with another secret › A token signed with another secret is rejected'],
    wrong: () => ({
      checkSignature(header, parts) {
        if (this.encode(this.hmac(parts.slice(0, 2).join('.'), 'sha256', 'your-256-bit-secret')) !== parts[2])
          super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'refuses-with-the-text-of-an-exception',
    what: 'shows the message of its own exception',
    caughtBy: [
      'A refusal that a program can read › The refusal gives away nothing internal: no stack trace, no secret',
    ],
    wrong: () => ({ refusalBody: () => ({ error: 'list index out of range' }) }),
  },
  {
    name: 'refuses-with-an-empty-error',
    what: 'puts an Error object into its JSON, where it turns into {}',
    caughtBy: ['A refusal that a program can read › The refusal is JSON that says what is wrong'],
    wrong: () => ({ refusalBody: () => ({ error: {} }) }),
  },
];
