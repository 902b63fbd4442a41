// The box for a class without internet: what its command line accepts. Making a box takes minutes, so that isn't tested.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { settings } from '../box.mjs';

function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'box-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test('an empty folder, or one that does not exist, is accepted with all options', (t) => {
  const empty = folder(t);
  const nothing = { isBuilt: true, npm: [], pip: [] };
  assert.deepEqual(settings([empty]), { folder: empty, ...nothing });
  assert.deepEqual(settings([join(empty, 'new')]), { folder: join(empty, 'new'), ...nothing });
  assert.deepEqual(settings([empty, '--no-build', '--npm', 'express@5  jose@6', '--pip', 'flask']), {
    folder: empty,
    isBuilt: false,
    npm: ['express@5', 'jose@6'],
    pip: ['flask'],
  });
});

test('a folder with something in it is refused, and named', (t) => {
  const full = folder(t);
  writeFileSync(join(full, 'notes.txt'), 'mine');
  assert.throws(() => settings([full]), { message: `${full} isn't empty. Name a new folder, or delete this one.` });
});

test('without a folder, or with two, the usage is shown', () => {
  assert.throws(() => settings([]), /^Error: usage: npm run box -- FOLDER/);
  assert.throws(() => settings(['one', 'two']), /^Error: usage: npm run box -- FOLDER/);
  assert.deepEqual(settings(['--help']), { isHelp: true });
});
