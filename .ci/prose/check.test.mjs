import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from './check.mjs';

const BAD = [['lessons/a.md', '# A page\n\nThis is no token.\n']];
const EXCEPTION = { rule: 'is no', file: 'lessons/a.md', text: 'is no token', reason: 'a quotation' };

test('a finding has its place, its words and what to write', () => {
  assert.deepEqual(check(BAD), [
    `lessons/a.md:3 "is no " in "…# A page This is no token.…". Better: say what it isn't: isn't a …, doesn't have …`,
  ]);
});

test('an exception applies to its rule, its file and its text, and needs a reason', () => {
  const findings = (change) => check(BAD, [{ ...EXCEPTION, ...change }]).length;
  assert.equal(findings({}), 0);
  for (const change of [{ rule: 'begin' }, { file: 'lessons/b.md' }, { text: 'is no secret' }, { reason: '' }]) {
    assert.equal(findings(change), 2, JSON.stringify(change));
  }
});
