// What the page of lesson 07 says about its folder: the hint for a server that signs no exp and requires one (step 2),
// and why the folder can't notice whether a server checks exp (the last of the changed lines).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultsOf } from './prove.mjs';
import { signAndVerify as collection } from './collections.mjs';
import { Server } from './1-sign-and-verify/server.mjs';

class SignsNoExp extends Server {
  claims() {
    return this.user;
  }
  checkIss() {}
  checkAud() {}
}

class AtTheEndOfLesson07 extends SignsNoExp {
  payloads = [];
  checkExp() {}
  verify(token) {
    const payload = super.verify(token);
    this.payloads.push(payload);
    return payload;
  }
}

test('the hint for a server that signs no exp and requires one asks for iat and exp', async () => {
  const results = await resultsOf(new SignsNoExp(), collection, { folder: 'Verify a fresh token' });
  const [{ message }] = results.filter(({ state }) => state === 'failed');
  assert.match(message, /^hint: Put a correct iat and exp into the token of GET \/sign-token/m);
});

for (const [folder, expected] of [
  ['07-verify', false],
  ['08-expiry', true],
]) {
  test(`${folder} sends ${expected ? 'an' : 'no'} expired token`, async () => {
    const server = new AtTheEndOfLesson07();
    await resultsOf(server, collection, { folder });
    assert.ok(server.payloads.some(({ exp }) => exp > server.now()));
    assert.equal(
      server.payloads.some(({ exp }) => exp <= server.now()),
      expected,
    );
  });
}
