// The shared scripts become one script that sets `grader`, and the build names anything that would break it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { bundle, share } from '../collections/share.mjs';

function modules(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'shared-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return pathToFileURL(`${folder}/`);
}

const GOOD = {
  'entry.js': `
import { two } from './two.js';
import { one } from './one.js';

const hidden = one + two;
const { three, four } = { three: 3, four: 4 };

export const sum = () => hidden + three + four;
export { one };
`,
  'one.js': 'export const one = 1;\n',
  'two.js': "import { one } from './one.js';\n\n/** Twice. */\nexport const two = one + one;\n",
};

test('each module comes once, before what imports it, and the entry says what grader has', (t) => {
  const script = bundle('entry.js', modules(t, GOOD));
  assert.doesNotMatch(script, /\b(import|export)\b/);
  const context = {};
  runInNewContext(script, context);
  assert.deepEqual(Object.keys(context.grader), ['sum', 'one']);
  assert.equal(context.grader.sum(), 10);
});

for (const [what, files, message] of [
  [
    'two modules with one name',
    { 'two.js': 'const one = 2;\nexport const two = one;\n' },
    'shared/one.js: one is a name of two.js, too',
  ],
  [
    'modules that import each other',
    { 'one.js': "import { two } from './two.js';\nexport const one = two;\n" },
    'shared/two.js: it imports itself, by way of entry.js, two.js, one.js',
  ],
  [
    'an import under another name',
    { 'two.js': "import { one as first } from './one.js';\nexport const two = first;\n" },
    "shared/two.js: an import has to be { names } of a file in this folder: import { one as first } from './one.js';",
  ],
  [
    'an import of a package',
    { 'two.js': "import { readFileSync } from 'node:fs';\nexport const two = readFileSync;\n" },
    "shared/two.js: an import has to be { names } of a file in this folder: import { readFileSync } from 'node:fs';",
  ],
  [
    'a default export',
    { 'two.js': 'export const two = 2;\nexport default two;\n' },
    'shared/two.js: an export has to be of its own names: export default two;',
  ],
  [
    'an export of another module',
    { 'two.js': "export { one as two } from './one.js';\n" },
    "shared/two.js: an export has to be of its own names: export { one as two } from './one.js';",
  ],
]) {
  test(`${what}: the build says so`, (t) => {
    assert.throws(() => bundle('entry.js', modules(t, { ...GOOD, ...files })), { message });
  });
}

test('the block between the marker lines is replaced, and nothing else', (t) => {
  const folder = modules(t, GOOD);
  const yaml = (inside) =>
    `before: 1\ncode: |-\n  // ---- shared: entry.js (anything) ----\n${inside}  // ---- end of shared ----\n  more();\nafter: 2\n`;
  const result = share(yaml('  old();\n'), folder);
  assert.match(
    result,
    /^before: 1\ncode: \|-\n {2}\/\/ ---- shared: entry\.js \(edit it in grader\/shared, .*\) ----\n {2}\/\/ Without const/,
  );
  assert.match(result, /\n {2}\/\/ ---- end of shared ----\n {2}more\(\);\nafter: 2\n$/);
  assert.doesNotMatch(result, /old\(\)/);
  assert.equal(share(result, folder), result);
});

test('a definition without the marker lines is rejected', () => {
  assert.throws(() => share('code: |-\n  more();\n'), /there is no line "\/\/ ---- shared: NAME\.js … ----"/);
});
