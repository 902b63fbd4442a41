// Lesson 20: a page of a third origin uses the notes, with a token of the issuer. The page is the lesson's own.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { LOOKS, Visitor, launch } from './browser.mjs';
import { ISSUER, NOTES, lessonFile, start } from './server.mjs';

const PAGE = readFileSync(lessonFile('page/index.html', '20-another-service'));

let allowed;
let other;
let browser;
let issuer;
let notes;
let visitor;

before(async () => {
  [allowed, other] = await Promise.all([site(), site()]);
  issuer = await start(ISSUER);
  notes = await start(NOTES, {
    KEY_SET_URL: `${issuer.origin}/.well-known/jwks.json`,
    ALLOWED_ORIGIN: origin(allowed),
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await Promise.all([issuer?.stop(), notes?.stop()]);
  for (const http of [allowed, other]) http?.close();
});
beforeEach(async () => {
  visitor = await Visitor.of(browser, notes);
});
afterEach(() => visitor.context.close());

/** The lesson's page, at a new origin. */
async function site() {
  const http = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(PAGE);
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  return http;
}

const origin = (http) => `http://127.0.0.1:${http.address().port}`;

/** A new account at the issuer, and its token for an audience. */
async function token(audience) {
  const account = { name: 'Ada', email: `${crypto.randomUUID()}@example.com`, password: 'a difference engine' };
  const post = async (path, body) => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(issuer.origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.json();
  };
  await post('/signup', account);
  return (await post('/login', { ...account, audience })).token;
}

/** What the page shows after a press of a button. */
async function press(button, fields) {
  await visitor.fill({ Service: notes.origin, ...fields });
  await visitor.page.click(`::-p-aria([name="${button}"][role="button"])`);
  await visitor.page.waitForFunction(() => !['', '…'].includes(document.querySelector('pre').textContent));
  return visitor.text('pre');
}

const REFUSED = 'The browser refused: Failed to fetch';

test('a page of the allowed origin adds a note and lists it', async () => {
  const ada = await token('jwt-sandbox-notes');
  await visitor.page.goto(origin(allowed));
  assert.equal(await press('Add', { Token: ada, 'New note': 'Buy oranges.' }), '201 {"note":"Buy oranges."}');
  assert.equal(await press('List', { Token: ada }), '200 {"notes":["Buy oranges."]}');
});

test('the same page at another origin reads nothing and adds nothing', async () => {
  const ada = await token('jwt-sandbox-notes');
  for (const address of [origin(other), origin(allowed).replace('127.0.0.1', 'localhost')]) {
    await visitor.page.goto(address);
    assert.equal(await press('List', { Token: ada }), REFUSED);
    assert.equal(await press('Add', { Token: ada, 'New note': 'Sell oranges.' }), REFUSED);
  }
  await visitor.page.goto(origin(allowed));
  assert.equal(await press('List', { Token: ada }), '200 {"notes":[]}', 'the preflight was refused');
});

test('the allowed origin can read why a token is refused', async () => {
  await visitor.page.goto(origin(allowed));
  const answer = await press('List', { Token: await token('jwt-sandbox-students') });
  assert.match(answer, /^401 .*"reason":"aud_mismatch"/);
});

test('the page is readable in each size and color scheme', async () => {
  for (const look of Object.values(LOOKS)) {
    await visitor.look(look);
    await visitor.page.goto(origin(allowed));
    await visitor.isReadable();
  }
});
