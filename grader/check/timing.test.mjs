// What the times of logins say, and when they say nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enumerationWarning, hashWarning } from '../shared/timing.js';

test('a login without a slow hash is warned about', () => {
  assert.match(hashWarning([3, 1, 9]), /^a wrong password was rejected within 1 ms\./);
  assert.equal(hashWarning([3, 40, 9]), '');
  assert.equal(hashWarning([1]), '');
});

test('a time that reveals an email causes a warning, and noise does not', () => {
  assert.match(
    enumerationWarning([300, 310, 5], [4, 6, 250]),
    /^an unknown email was rejected within 6 ms, but a wrong password within 300 ms, so anyone/,
  );
  assert.equal(enumerationWarning([300, 310, 320], [290, 20, 240]), '');
  assert.equal(enumerationWarning([5, 6, 7], [1, 1, 1]), '');
});
