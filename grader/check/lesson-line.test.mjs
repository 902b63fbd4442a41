// Where the line `lesson:` of a failed test leads: to the Rust lessons for a server that says that it's Rocket, and
// to the walkthrough for every other server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grade } from '../grade.mjs';
import { signAndVerify as collection } from './collections.mjs';
import { resultsOf } from './prove.mjs';
import { Server } from './1-sign-and-verify/server.mjs';

class BelievesAll extends Server {
  checkSignature() {}
}

class SignsNothing extends Server {
  signToken() {
    return this.json(200, { message: 'no token yet' });
  }
}

const as = (name, Base) =>
  class extends Base {
    json(...all) {
      const answer = super.json(...all);
      return { ...answer, headers: { ...answer.headers, ...(name && { Server: name }) } };
    }
  };

const OWN_STEP = { folder: 'Signed with another secret', Base: BelievesAll };
const ANOTHER_STEP = { folder: '07-verify', Base: SignsNothing };

for (const [what, name, { folder, Base }, lesson] of [
  ['Rocket, its own step', 'Rocket', OWN_STEP, 'lessons/07-verify'],
  ['Rocket, another step', 'Rocket', ANOTHER_STEP, 'lessons/05-sign'],
  [
    'Werkzeug, its own step',
    'Werkzeug/3.1.9 Python/3.11.7',
    OWN_STEP,
    'lessons/WALKTHROUGH.md#signed-with-another-secret',
  ],
  ['Werkzeug, another step', 'Werkzeug/3.1.9 Python/3.11.7', ANOTHER_STEP, 'lessons/WALKTHROUGH.md#05-sign'],
  ['no name, its own step', '', OWN_STEP, 'lessons/WALKTHROUGH.md#signed-with-another-secret'],
]) {
  test(`the lesson for a server that calls itself ${what}`, async () => {
    const results = await resultsOf(new (as(name, Base))(), collection, { folder });
    const failed = results.find(({ state }) => state === 'failed');
    assert.equal(failed.message.match(/^lesson: (.*)$/m)[1], lesson, failed.message);
  });
}

test('if nothing answers, the lesson line leads to what to do about it', async () => {
  const [failed] = await grade(collection, 'http://127.0.0.1:9');
  assert.match(failed.message, /^lesson: postman\/README\.md#when-the-server-cant-be-reached$/m);
});
