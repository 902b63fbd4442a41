// The token lab and the live view, driven as a visitor drives them. A file that imports this gets a server, a
// browser, and a fresh visitor for each of its tests.

import assert from 'node:assert/strict';
import { LOOKS } from './browser.mjs';
import { SANDBOX } from './server.mjs';
import { eachTestVisits } from './visits.mjs';

export let server;
export let visitor;
export let page;
/** Everything that the page asked for. */
export let requests;

eachTestVisits(SANDBOX, async (here) => {
  ({ server, visitor } = here);
  page = visitor.page;
  requests = [];
  page.on('request', (request) => requests.push(request));
  await page.setViewport(LOOKS.light);
});

export const text = (selector) => page.$eval(selector, (element) => element.textContent.trim().replace(/\s+/g, ' '));
export const value = (selector) => page.$eval(selector, (element) => element.value);
export const visible = (selector) => page.$eval(selector, (element) => element.checkVisibility());
export const verdict = () => text('#verdict-title');

/** Does something that makes the page ask the server, and waits until the answer is shown. */
export async function asked(act) {
  const answered = page.waitForResponse((response) => response.url().endsWith('/explain-token'));
  await act();
  await answered;
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
}
export const open = () => asked(() => visitor.open('/'));
/** Pastes a text into a field. */
export const put = (selector, pasted) =>
  asked(() =>
    page.$eval(
      selector,
      (field, pasted) => {
        field.value = pasted;
        field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
      },
      pasted,
    ),
  );
export const paste = async (pasted) => {
  await open();
  await put('#paste', pasted);
};
export const getToken = async () => {
  await open();
  await asked(() => page.click('#get'));
};
export async function breakIt(name) {
  if (!(await visible('#break'))) await page.click('[aria-controls=break]');
  const [found] = await page.$$(`::-p-xpath(//*[@id="breaks"]//button[strong="${name}"])`);
  assert.ok(found, name);
  await asked(() => found.click());
}
/** Each check with its state in words. */
export const checks = (list = '#checks') =>
  page.$$eval(`${list} > li`, (rows) =>
    rows.map((row) => `${row.querySelector('.name').textContent}: ${row.querySelector('.state').textContent}`),
  );
export const firstFailed = async () => (await checks()).find((check) => check.endsWith('failed'));
export async function sendIt() {
  const answered = page.waitForResponse((response) => response.url().endsWith('/verify-token'));
  await page.click('#send');
  const answer = await answered;
  await page.waitForFunction(() => document.getElementById('said').textContent.startsWith('Sent.'));
  return answer;
}

/** One request with this Authorization header. */
export const ask = (Authorization) =>
  fetch(`${server.origin}/verify-token`, { method: 'POST', headers: { Authorization } });

export async function watchLive() {
  await visitor.open('/#live');
  await page.waitForFunction(() => document.getElementById('live-status').textContent === 'Watching.');
}
/** Does something, and waits until the list has one more line than before. */
export async function seen(act) {
  const count = await page.$$eval('#events > li', (lines) => lines.length);
  await act();
  await page.waitForFunction((count) => document.querySelectorAll('#events > li').length > count, {}, count);
}
