// What the lessons show of the token lab.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { asked, breakIt, checks, getToken, page, paste, put, text, value, verdict } from './lab.mjs';
import { SECRET, lessonFile } from './server.mjs';

describe('the lessons show what the lab says', () => {
  const lesson = (name) => readFileSync(lessonFile('README.md', name), 'utf8');
  const typeAndSign = async () => {
    await page.click('[aria-controls=sign]');
    await page.type('#secret', SECRET);
    await asked(() => page.click('#sign-now'));
  };
  /** The page has a block with the verdict and its detail. */
  const shown = async (name) => {
    const block = `\`\`\`text\n${await verdict()}\n${await text('#verdict .detail')}\n\`\`\`\n`;
    assert.ok(lesson(name).includes(block), `${name} doesn’t have\n${block}`);
  };
  const tokens = (name, section) => {
    const [, part] = lesson(name).split(new RegExp(`^## ${section}.*$`, 'm'));
    return part.split(/^## /m)[0].match(/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*/g);
  };

  test('01: a changed claim, then signed', async () => {
    await getToken();
    await put('#payload-text', (await value('#payload-text')).replace('test', 'root'));
    await shown('01-read-a-token');
    await typeAndSign();
    assert.equal(await verdict(), 'Accepted');
  });
  test('05: the token of the lesson has no exp', async () => {
    await paste(tokens('05-sign', '2')[0]);
    await shown('05-sign');
  });
  test('06: how far abc gets', async () => {
    await paste('Bearer abc');
    await page.waitForFunction(() => document.querySelector('#checks .state')?.textContent);
    const [first, second, third] = (await checks()).map((check) => check.split(': '));
    const lines = [first, second, third].map(([name, state]) => `${name.padEnd(16)}${state}\n`).join('');
    assert.ok(lesson('06-bearer-header').includes(`\`\`\`text\n${lines}…\n`), lines);
  });
  test('07: two forged tokens end at the signature, two at the algorithm', async () => {
    const ends = [];
    for (const one of tokens('07-verify', '4')) {
      await paste(one);
      ends.push(await verdict());
    }
    assert.deepEqual(ends, [
      'Rejected at signature',
      'Rejected at signature',
      'Rejected at algorithm',
      'Rejected at algorithm',
    ]);
  });
  test('08: an expired token, correctly signed', async () => {
    await getToken();
    await breakIt('Let it expire');
    assert.equal(await verdict(), 'Rejected at signature');
    await typeAndSign();
    await shown('08-expiry');
  });
  test('09: a token for another service, correctly signed', async () => {
    await getToken();
    await put('#payload-text', (await value('#payload-text')).replace('jwt-sandbox-students', 'newsletter'));
    await typeAndSign();
    await shown('09-issuer-and-audience');
  });
});
