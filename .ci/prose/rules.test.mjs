import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from './rules.mjs';
import { prose } from './text.mjs';

const found = ({ pattern }, text) => [...text.matchAll(pattern)].map(([match]) => match);

for (const rule of RULES) {
  test(`"${rule.name}" finds its bad example, and only that`, () => {
    assert.equal(found(rule, rule.bad).length, 1, rule.bad);
    assert.deepEqual(found(rule, rule.good), [], rule.good);
  });
}

test('no rule finds anything in the good example of another', () => {
  for (const rule of RULES)
    for (const { good } of RULES) assert.deepEqual(found(rule, good), [], `${rule.name}: ${good}`);
});

test('a sentence goes on in the next line of a comment', () => {
  const rule = RULES.find(({ name }) => name === 'is no');
  assert.equal(found(rule, prose('a.rs', '    /// What this is\n    /// is no token.\n')).length, 1);
  assert.equal(found(rule, prose('a.yaml', '# This is\n# no token.\n')).length, 1);
  assert.deepEqual(found(rule, prose('a.rs', '/// What this is.\n\n/// No token.\n')), []);
});

test('the name of a test is a sentence', () => {
  const rule = RULES.find(({ name }) => name === 'is no');
  assert.equal(found(rule, prose('a.rs', 'fn what_is_no_token_is_rejected() {}')).length, 1);
});

test('code in a page is left alone', () => {
  const rule = RULES.find(({ name }) => name === 'begin');
  const page = 'Write `begin` here.\n\n```text\nbegin\n```\n\nThen begin.\n';
  assert.deepEqual(found(rule, prose('a.md', page)), ['begin']);
  assert.equal(prose('a.md', page).length, page.length);
});
