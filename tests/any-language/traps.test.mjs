// Each trap that a page names is real: the complete server with that one mistake fails these tests and no others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parts } from '../../grader/check/collections.mjs';
import { resultsOf, stacks } from './stacks.mjs';
import { TRAPS } from './traps.mjs';

const collections = new Map(parts.map(({ number, collection }) => [number, collection]));

for (const { stack: name, says, change, fails, lifetime, part = 1, folder, ...options } of TRAPS) {
  const stack = stacks.find((one) => one.name === name);

  test(`${name}: ${says}`, async () => {
    assert.ok(stack.page.includes(says), `lessons/any-language/${name}/README.md doesn't say: ${says}`);
    let text = stack.read(`app.${stack.extension}`);
    for (const [from, to] of change) {
      assert.ok(text.includes(from), `the server doesn't have: ${from}`);
      text = text.replace(from, () => to);
    }
    const { results, token } = await resultsOf(stack, text, { collection: collections.get(part), folder, ...options });
    const failed = results.filter(({ state }) => state === 'failed');
    assert.deepEqual(
      failed.map(({ request, test: one }) => `${request} › ${one}`),
      fails,
    );
    if (lifetime !== undefined) assert.equal(token.exp - token.iat, lifetime);
  });
}
