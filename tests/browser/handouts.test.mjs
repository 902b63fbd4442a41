// The handouts and tests of a class, printed: one sheet each, nothing cut off, a line wherever something is to be
// written. They are printed as GitHub shows them, with its style.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { marked } from 'marked';
import { launch } from './browser.mjs';

const FOLDER = new URL('../../lessons/class/', import.meta.url);
const STYLE = readFileSync(
  createRequire(import.meta.url).resolve('github-markdown-css/github-markdown-light.css'),
  'utf8',
);
const SHEETS = readdirSync(FOLDER).filter((name) => /^(handout-.*|pre-test|post-test)\.md$/.test(name));
/** In centimeters; a browser's own margins are about as wide. */
const MARGIN = 1;
const WIDTHS = { A4: 21, Letter: 21.59 };
const PIXELS = 96 / 2.54;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function sheet(markdown, width) {
  const page = await browser.newPage();
  await page.setViewport({ width: Math.floor((width - 2 * MARGIN) * PIXELS), height: 600 });
  await page.emulateMediaType('print');
  await page.setContent(`<style>${STYLE}</style><body class="markdown-body">${marked.parse(markdown)}`);
  return page;
}

/** What is wrong with a page on this paper, in words. */
async function faults(markdown, format) {
  const page = await sheet(markdown, WIDTHS[format]);
  const margin = Object.fromEntries(['top', 'right', 'bottom', 'left'].map((side) => [side, `${MARGIN}cm`]));
  const pdf = Buffer.from(await page.pdf({ format, margin })).toString('latin1');
  const count = pdf.match(/\/Type\s*\/Page\b/g).length;
  const wide = await page.$$eval('pre, table', (all) =>
    all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.innerText.split('\n')[0]),
  );
  const rules = await page.$$eval('hr', (all) => all.length);
  await page.close();
  return [
    ...(count === 1 ? [] : [`${count} pages`]),
    ...wide.map((text) => `cut off: ${text}`),
    ...(rules === 0 ? [] : [`lines of Markdown rules, which print as nothing: ${rules}`]),
  ];
}

test('there are handouts for each hour, and two tests', () => assert.equal(SHEETS.length, 12, SHEETS.join(' ')));

for (const name of SHEETS)
  for (const format of Object.keys(WIDTHS))
    test(`${name} is one sheet of ${format} paper, with nothing cut off`, async () => {
      assert.deepEqual(await faults(readFileSync(new URL(name, FOLDER), 'utf8'), format), []);
    });

test('a sheet that is too long or too wide, or whose lines print as nothing, is found', async () => {
  const code = `    ${'x'.repeat(200)}`;
  assert.deepEqual(await faults(`${'A line.\n\n'.repeat(60)}\n\n${code}\n\nHere:\n\n____________\n`, 'A4'), [
    '3 pages',
    `cut off: ${'x'.repeat(200)}`,
    'lines of Markdown rules, which print as nothing: 1',
  ]);
});
