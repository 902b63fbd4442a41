// What the token lab shows for each token, and what it lets a learner do with one.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  asked,
  breakIt,
  checks,
  firstFailed,
  getToken,
  open,
  page,
  paste,
  put,
  requests,
  sendIt,
  server,
  text,
  value,
  verdict,
  visible,
  visitor,
} from './lab.mjs';
import { SECRET, token, tokenOfText } from './server.mjs';

const OTHER_SECRET = 'a secret of somebody else, which the page must keep';

describe('what is pasted', () => {
  const ours = token({ sub: '1', exp: 4_102_444_800 });
  const half = Math.floor(ours.length / 2);
  for (const [what, pasted, removed] of [
    ['a bare token', ours, null],
    ['a value of the header', `Bearer ${ours}`, /the scheme Bearer/],
    ['a header line', `Authorization: Bearer ${ours}`, /the header’s name, Authorization; the scheme Bearer/],
    ['a JSON answer', `{"token":"${ours}"}`, /the JSON around the value of "token"/],
    [
      'a curl line',
      `curl -X POST -H "Authorization: Bearer ${ours}" http://x/`,
      /the curl line around the Authorization header; the scheme Bearer/,
    ],
    ['a curl line for PowerShell', `curl.exe -H 'Authorization: Bearer ${ours}' http://x/`, /the curl line/],
    [
      'a whole request',
      `POST / HTTP/1.1\nHost: x\nAuthorization: Bearer ${ours}\nAccept: */*\n`,
      /the other lines of the request/,
    ],
    ['a token in quotes', `"${ours}"`, /the quotes around it/],
    ['a token with white space around it', `\n  ${ours} \n`, /white space around it/],
    [
      'a token that a terminal broke into lines',
      `${ours.slice(0, half)}\n${ours.slice(half)}`,
      /white space inside the token/,
    ],
  ]) {
    test(`${what} is read, and the page says what it took off`, async () => {
      await paste(pasted);
      assert.equal(await verdict(), 'Accepted');
      assert.equal(await visible('#removed'), removed !== null);
      if (removed) assert.match(await text('#removed'), removed);
      assert.equal(await value('#paste'), pasted, 'the field keeps what was pasted');
    });
  }

  for (const [what, pasted, failed, detail] of [
    ['nothing of a token', 'hello', 'authorization', /./],
    ['two parts', ours.slice(0, ours.lastIndexOf('.')), 'parts', /2 parts/],
    ['the word Bearer twice', `Bearer Bearer ${ours}`, 'authorization', /twice/],
    ['a curl line without the header', 'curl http://x/', 'authorization', /./],
    ['a payload that isn’t JSON', tokenOfText('{"alg":"HS256"}', 'nothing'), 'payload', /JSON/],
  ]) {
    test(`${what} is explained`, async () => {
      await paste(pasted);
      assert.equal(await verdict(), `Rejected at ${failed}`);
      assert.match(await text('#verdict .detail'), detail);
      assert.equal((await checks()).length, 15);
    });
  }

  test('the readable parts of a broken token are shown', async () => {
    await paste(tokenOfText('{"alg":"HS256"}', '[1,2]').replace(/\.[^.]*$/, ''));
    assert.equal(await value('#header-text'), '{"alg":"HS256"}');
    assert.match(await text('#claims'), /HS256/);
  });

  test('only a claim that no RFC defines is called the issuer’s own', async () => {
    await paste(token({ sub: '1', username: 'ada', client_id: 'app', jti: 'one' }));
    const claims = await text('#claims');
    assert.match(claims, /client_id\s*"app"\s*The app that asked for the token\./);
    assert.match(claims, /username\s*"ada"\s*The issuer’s own claim\. No RFC defines it\./);
    assert.equal(claims.match(/No RFC defines it/g).length, 1);
  });

  test('a text that is too long is refused in the server’s words', async () => {
    await paste('a'.repeat(70_000));
    assert.equal(await verdict(), 'No response');
    assert.match(await text('#verdict-body'), /larger than this route accepts/);
  });
});

describe('byte for byte', () => {
  // White space, two kinds of line break, a number beyond all floats, fractions, escapes, an emoji.
  const odd =
    '{ "sub" :"1",\t"exp":9999999999.50, "big":12345678901234567890123,"aud":"jwt-sandbox-students",\n "iss":"jwt-sandbox",\r\n"name":"J\\u00fcrgen Müller 😀 \\/ \\"quoted\\"", "iat":1e3 }';
  const unusual = tokenOfText('{"typ" : "JWT", "alg":"HS256"}', odd);

  test('an unedited token is shown, sent and copied as it is', async () => {
    await visitor.context.overridePermissions(server.origin, ['clipboard-read', 'clipboard-sanitized-write']);
    await paste(unusual);
    assert.equal(await value('#payload-text'), odd.replace('\r\n', '\n'), 'a field has one kind of line break');
    assert.equal(await value('#header-text'), '{"typ" : "JWT", "alg":"HS256"}');
    assert.match(await text('#claims'), /12345678901234567890123/);
    await page.focus('#payload-text');
    await page.focus('#header-text');
    await sendIt();
    const sent = requests.findLast((request) => request.url().endsWith('/verify-token'));
    assert.equal(sent.headers().authorization, `Bearer ${unusual}`);
    assert.match(await text('#request'), new RegExp(`Authorization: Bearer ${unusual}$`));
    await page.bringToFront();
    await page.click('#copy');
    await page.waitForFunction(() => document.getElementById('said').textContent.startsWith('Copied'));
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, `curl -i -X POST -H "Authorization: Bearer ${unusual}" ${server.origin}/verify-token`);
  });

  test('an edit changes what was edited and nothing else', async () => {
    await paste(unusual);
    const edited = odd.replace('"sub" :"1"', '"sub" :"2"');
    await put('#payload-text', edited.replace('\r\n', '\n'));
    const [header, payload, signature] = (await value('#paste')).split('.');
    assert.equal(Buffer.from(payload, 'base64url').toString(), edited);
    assert.deepEqual([header, signature], [unusual.split('.')[0], unusual.split('.')[2]]);
    await breakIt('Let it expire');
    const broken = Buffer.from((await value('#paste')).split('.')[1], 'base64url').toString();
    assert.match(broken, /^\{ "sub" :"2",\t"exp":\d+, "big":12345678901234567890123,/);
  });
});

describe('editing', () => {
  test('a changed claim keeps the old signature, and the change is shown', async () => {
    await getToken();
    const before = await value('#paste');
    assert.equal(await visible('#edited'), false);
    await put('#payload-text', (await value('#payload-text')).replace('"test"', '"root"'));
    assert.equal((await value('#paste')).split('.')[2], before.split('.')[2]);
    assert.equal(await verdict(), 'Rejected at signature');
    assert.match(await text('#edited'), /still the old one.*payload username: "test" → "root"/);
    await asked(() => page.click('#undo'));
    assert.equal(await value('#paste'), before);
    assert.equal(await verdict(), 'Accepted');
    assert.equal(await visible('#edited'), false);
  });

  test('a text that is no longer JSON is explained and can still be edited', async () => {
    await getToken();
    const good = await value('#payload-text');
    await page.click('#payload-text');
    await put('#payload-text', `${good}x`);
    assert.equal(await verdict(), 'Rejected at payload');
    assert.equal(await value('#payload-text'), `${good}x`);
    await put('#payload-text', good);
    assert.equal(await verdict(), 'Accepted');
  });

  test('the claims’ checks are shown as they would be', async () => {
    await getToken();
    await breakIt('Let it expire');
    assert.equal(await verdict(), 'Rejected at signature');
    assert.ok((await checks()).includes('exp: not reached'));
    assert.match(await text('#if-signed'), /believes none of the claims/);
    assert.equal((await checks('#if-signed-checks'))[0], 'exp: would fail');
  });
});

describe('breaking', () => {
  for (const [name, failed] of [
    ['Change one letter of the signature', 'signature'],
    ['Become root', 'signature'],
    ['Ask for alg none', 'algorithm'],
    ['Ask for HS512', 'algorithm'],
    ['Let it expire', 'signature'],
    ['Remove exp', 'signature'],
    ['Start it tomorrow', 'signature'],
    ['Address it to another audience', 'signature'],
    ['Come from another issuer', 'signature'],
    ['Demand an unknown extension', 'crit'],
    ['Lose the last part', 'parts'],
    ['Pad it with =', 'payload'],
  ]) {
    test(`${name}: rejected at ${failed}, and the answer of /verify-token says the same`, async () => {
      await getToken();
      await breakIt(name);
      assert.equal(await firstFailed(), `${failed}: failed`);
      assert.equal(await visible('#edited'), true);
      const answer = await sendIt();
      assert.equal(answer.status(), 401);
      assert.equal((await answer.json()).reason, await text('#verdict-body code'));
    });
  }
});

describe('signing', () => {
  const typeSecret = async (secret) => {
    if (!(await visible('#sign'))) await page.click('[aria-controls=sign]');
    await page.$eval('#secret', (field) => (field.value = ''));
    await page.type('#secret', secret);
  };

  test('the server’s secret makes a valid token, another secret doesn’t; neither is sent or stored', async () => {
    await getToken();
    await put('#payload-text', (await value('#payload-text')).replace('"test"', '"root"'));
    await typeSecret(OTHER_SECRET);
    await asked(() => page.click('#sign-now'));
    assert.equal(await verdict(), 'Rejected at signature');
    await typeSecret(SECRET);
    await asked(() => page.keyboard.press('Enter'));
    assert.equal(await verdict(), 'Accepted');
    assert.match(await text('#said'), /Signed in this page/);
    const { user } = await (await sendIt()).json();
    assert.equal(user.username, 'root');
    assert.ok(requests.length > 10);
    for (const request of requests) {
      const sent = decodeURIComponent(request.url()) + JSON.stringify(request.headers()) + (request.postData() ?? '');
      for (const secret of [SECRET, OTHER_SECRET]) assert.ok(!sent.includes(secret), sent);
    }
    const stored = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
    assert.deepEqual(stored, [0, 0, '']);
  });

  test('if a token can’t be signed, the page says why', async () => {
    await getToken();
    await typeSecret('');
    await page.click('#sign-now');
    assert.equal(await text('#said'), 'Type a secret first.');
    await breakIt('Ask for alg none');
    await typeSecret(SECRET);
    await page.click('#sign-now');
    assert.match(await text('#said'), /write one of these as alg in the header first/);
  });

  test('where a browser has no crypto.subtle, the page says so', async () => {
    await page.evaluateOnNewDocument(() => Object.defineProperty(crypto, 'subtle', { value: undefined }));
    await getToken();
    await typeSecret(SECRET);
    await page.click('#sign-now');
    assert.match(await text('#said'), /only on https, localhost or 127\.0\.0\.1/);
  });
});

describe('time', () => {
  test('each time is shown in three forms and in a picture', async () => {
    await page.emulateTimezone('Asia/Tokyo');
    await paste(token({ sub: '1', iat: 1_700_000_000, nbf: 1_700_000_000, exp: 4_102_444_800 }));
    const claims = await text('#claims');
    assert.match(claims, /2100-01-01 00:00:00 UTC ?2100-01-01 09:00:00 in your time zone/);
    assert.match(claims, /in \d\d years/);
    const order = await page.$$eval('.moment strong', (names) => names.map((name) => name.textContent));
    assert.deepEqual(order, ['iat', 'nbf', 'now', 'exp']);
    assert.equal(await page.$$eval('.bar .span.valid', (all) => all.length), 1);
  });

  test('milliseconds are noticed', async () => {
    await paste(token({ sub: '1', exp: Date.now() + 60_000 }));
    assert.match(await text('#claims'), /It looks like milliseconds/);
  });

  test('a token that expires while it is on the screen does not stay accepted', async () => {
    await open();
    await put('#paste', token({ sub: '1', exp: Math.floor(Date.now() / 1000) + 5 }));
    assert.equal(await verdict(), 'Accepted');
    await page.waitForFunction(() => document.getElementById('verdict-title').textContent === 'Rejected at exp');
    assert.equal(await page.$$eval('.bar .span.valid', (all) => all.length), 0);
  });
});
