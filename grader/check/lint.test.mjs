// Each rule of lint.mjs catches a small collection that breaks it. project.test.mjs checks the real collections.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint } from './lint.mjs';

// A small collection without a mistake, and the changes that break it

const GOOD_TEST = "pm.test('The status is 200', () => pm.response.to.have.status(200));";

function good() {
  const request = (name) => ({
    name,
    event: [{ listen: 'test', script: { exec: [GOOD_TEST] } }],
    request: { method: 'GET', url: { raw: '{{baseUrl}}/x' }, description: 'What is sent, and why.' },
    response: [{ name: 'An answer', code: 200 }],
    protocolProfileBehavior: { followRedirects: false },
  });
  return {
    variable: [{ key: 'baseUrl', value: 'http://127.0.0.1:8000' }],
    item: ['0 Preflight', '02-a', '03-b'].map((name) => ({
      name,
      description: 'What it is about.',
      item: [request(`One of ${name}`), request(`Two of ${name}`)],
    })),
  };
}

const OPTIONS = { lessons: ['02-a', '03-b'], variables: { baseUrl: 'http://127.0.0.1:8000' } };

/** The first request of 02-a, with a different test script. */
function withTest(...lines) {
  return (bad) => {
    bad.item[1].item[0].event[0].script.exec = lines;
  };
}

/** The correct collection, with functions that all scripts share. */
function withShared(shared, own) {
  return (bad) => {
    bad.event = [{ listen: 'prerequest', script: { exec: [shared] } }];
    withTest(own)(bad);
  };
}

const ONE = '02-a › One of 02-a';
const SCRIPT = `${ONE}, test script`;

const BREACHES = [
  [
    withTest("pm.test('x', () => pm.expect.fail('Is the route mounted?'));"),
    [`${SCRIPT}: says "mounted", a word of Rust`],
  ],
  [
    withTest('pm.test("x", () => pm.expect.fail(`Write ROCKET_PORT=${1}`));'),
    [`${SCRIPT}: says "ROCKET_", a word of Rust`],
  ],
  [
    (bad) => {
      bad.item[1].item[0].request.description = 'Stop it, and type cargo run.';
    },
    [`${ONE}: its description says "cargo", a word of Rust`],
  ],
  [withTest('pm.test('), [`${SCRIPT}: does not parse: Unexpected token (1:8)`]],
  [withTest('await pm.sendRequest("x");', GOOD_TEST), [`${SCRIPT}: does not parse: Unexpected token (1:6)`]],
  [
    withTest("pm.test('x', async () => pm.response.to.have.status(200));"),
    [`${SCRIPT}: is async: Newman calls such a test passed before it ran`],
  ],
  [
    withTest("pm.test('x', async function () { pm.expect(1).to.eql(1); });"),
    [`${SCRIPT}: is async: Newman calls such a test passed before it ran`],
  ],
  [withTest('crypto.subtle.digest("SHA-256", x);', GOOD_TEST), [`${SCRIPT}: uses crypto, which Newman does not have`]],
  [withTest('new TextEncoder();', GOOD_TEST), [`${SCRIPT}: uses TextEncoder, which Newman does not have`]],
  [withTest('new URL("x");', GOOD_TEST), [`${SCRIPT}: uses URL, which Newman does not have`]],
  [withTest('fetch("x");', GOOD_TEST), [`${SCRIPT}: uses fetch, which Newman does not have`]],
  [
    withTest('Buffer.from("x").toString("base64url");', GOOD_TEST),
    [`${SCRIPT}: uses 'base64url', which Newman's Buffer does not have`],
  ],
  [
    withTest('c.enc.Base64url.parse("x");', GOOD_TEST),
    [`${SCRIPT}: uses enc.Base64url, which Newman's crypto-js does not have`],
  ],
  [
    withTest("const CryptoJS = require('crypto-js');", GOOD_TEST),
    [`${SCRIPT}: declares CryptoJS, a name that Newman has taken`],
  ],
  [withTest("pm.test('x', () => { console.log(1); });"), [`${SCRIPT}: the test x has no assertion`]],
  [withTest("pm.test('x', () => { pm.expect(1); });"), [`${SCRIPT}: the test x has no assertion`]],
  [withTest("pm.test('x');"), [`${SCRIPT}: the test x has no assertion`]],
  [
    withShared('jwt = { refused() { return 1; } };', "pm.test('x', () => jwt.refused(pm));"),
    [`${SCRIPT}: the test x has no assertion`],
  ],
  [withTest(''), [`${ONE}: has no test`]],
  [
    (bad) => {
      bad.item[1].item[0].event = [];
    },
    [`${ONE}: has no test`],
  ],
  [
    (bad) => {
      bad.item[1].item[0].request.description = ' ';
    },
    [`${ONE}: has no description`],
  ],
  [
    (bad) => {
      bad.item[1].item[0].response = [];
    },
    [`${ONE}: has no saved example`],
  ],
  [
    (bad) => {
      bad.item[1].item[0].request.url.raw = 'http://localhost:8000/x';
    },
    [`${ONE}: its address starts with http:, not with {{baseUrl}}`],
  ],
  [
    (bad) => {
      delete bad.item[1].item[0].protocolProfileBehavior;
    },
    [`${ONE}: does not say followRedirects itself`],
  ],
  [
    (bad) => {
      for (const { item } of bad.item)
        for (const one of item) if (one !== bad.item[1].item[0]) one.protocolProfileBehavior.disableCookies = true;
    },
    [`${ONE}: does not say disableCookies itself`],
  ],
  [
    (bad) => {
      bad.item.shift();
    },
    ['the first folder is 02-a, not 0 Preflight', 'the lesson 02-a has no folder'],
  ],
  [
    (bad) => {
      bad.item[2].name = '03-c';
    },
    ['the folder 03-c has no lesson in lessons/course.toml', 'the lesson 03-b has no folder'],
  ],
  [
    (bad) => {
      bad.item = [bad.item[0], bad.item[2], bad.item[1]];
    },
    ['the folders are not in the order of the lessons'],
  ],
  [
    (bad) => {
      delete bad.item[1].description;
    },
    ['the folder 02-a has no description'],
  ],
  [
    (bad) => {
      bad.item[1].item[1].name = 'Two of 03-b';
    },
    ['two requests have the name Two of 03-b'],
  ],
  [
    (bad) => {
      bad.item[1].item[1].name = 'TWO of 03-b';
    },
    ['two requests have the name Two of 03-b'],
  ],
  [
    (bad) => {
      bad.variable[0].value = 'http://localhost:8000';
    },
    ['the variable baseUrl is http://localhost:8000, not http://127.0.0.1:8000'],
  ],
  [
    (bad) => {
      bad.variable = [];
    },
    ['the variable baseUrl is undefined, not http://127.0.0.1:8000'],
  ],
];

const ALLOWED = [
  () => {},
  withTest("pm.test('x', () => { pm.expect(1).to.eql(1); });"),
  withTest("pm.test('x', () => { throw new Error('expected …'); });"),
  withTest("pm.test('x', () => { pm.expect.fail('expected …'); });"),
  withTest('const address = pm.request.url; answer.fetch = 1; ({ URL: 1 });', GOOD_TEST),
  withShared('jwt = { refused(pm) { pm.response.to.have.status(401); } };', "pm.test('x', () => jwt.refused(pm));"),
  withShared(
    'const fail = () => { throw new Error(); }; jwt = { refused: () => fail() };',
    "pm.test('x', () => jwt.refused(pm));",
  ),
];

for (const [breach, mistakes] of BREACHES) {
  test(`lint says: ${mistakes.join('; ') || 'nothing'}`, () => {
    const bad = good();
    breach(bad);
    assert.deepEqual(lint(bad, OPTIONS), mistakes);
  });
}

for (const [index, change] of ALLOWED.entries()) {
  test(`lint allows correct code (${index + 1} of ${ALLOWED.length})`, () => {
    const fine = good();
    change(fine);
    assert.deepEqual(lint(fine, OPTIONS), []);
  });
}
