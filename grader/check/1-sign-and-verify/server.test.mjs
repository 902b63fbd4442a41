// The first server with its flaws, and what the table of flaws owes the collection.

import { signAndVerify as collection } from '../collections.mjs';
import { flawed, flawsOf } from '../flaws.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prove, proveTable, resultsOf } from '../prove.mjs';
import { Refusal, Server } from './server.mjs';

/** This is about the collection's variable: no server fails it while that has its default. */
const STRENGTH =
  "Look for the secret in the response › The collection's jwtSecret has at least 32 bytes and isn't a well-known word";

const flaws = await flawsOf('1-sign-and-verify');

prove('the server', () => new Server(), { collection, flaws });

/** To a server, these tokens are like one with a changed payload, so their refusal is reported there. */
const reportedElsewhere = [
  'Signed with another secret › The refusal is a 401 in JSON, with a Bearer challenge',
  'Signed with an empty key › The refusal is a 401 in JSON, with a Bearer challenge',
  STRENGTH,
];

proveTable(() => new Server(), { collection, flaws, reportedElsewhere });

test('a jwtSecret that is too short fails lesson 04, and nothing else', async () => {
  const secret = 'short!';
  const results = await resultsOf(Object.assign(new Server(), { secret }), collection, {
    variables: { jwtSecret: secret },
  });
  const failed = results.filter(({ state }) => state !== 'passed');
  assert.deepEqual(
    failed.map(({ request, test: name }) => `${request} › ${name}`),
    [STRENGTH],
  );
  assert.match(failed[0].message, /^got: 6 bytes$/m);
});

for (const [name, folder, skipped] of [
  [
    'refuses-without-www-authenticate',
    '08-expiry',
    'A token without exp › The refusal is a 400 or 401 in JSON, with a Bearer challenge (skipped: first fix "A token that has expired › The refusal is a 401 in JSON, with a Bearer challenge" in the folder 08-expiry, which has the same problem)',
  ],
  [
    'refuses-each-aud',
    '09-issuer-and-audience',
    'Another issuer › A token from another issuer is rejected (skipped: first fix "A token that the collection signs with jwtSecret is accepted" in the folder 07-verify)',
  ],
]) {
  test(`with ${name}, a skipped check names the check to fix first, and its folder`, async () => {
    const server = flawed(
      new Server(),
      flaws.find((flaw) => flaw.name === name),
    );
    const results = await resultsOf(server, collection, { folder });
    const names = results
      .filter(({ state }) => state === 'skipped')
      .map(({ request, test: check }) => `${request} › ${check}`);
    assert.ok(names.includes(skipped), names.join('\n'));
  });
}

test('a server that requires a claim it does not sign is told which one', async () => {
  const server = flawed(new Server(), {
    wrong: () => ({
      claims() {
        const { sub, ...rest } = super.claims();
        return rest;
      },
      checkAud(claims) {
        if (claims.sub === undefined) throw new Refusal('no sub');
        return super.checkAud(claims);
      },
    }),
  });
  const results = await resultsOf(server, collection, { folder: 'Verify a fresh token' });
  assert.match(results[0].message, /^hint: Put a correct sub into the token of GET \/sign-token: the secret is right/m);
});
