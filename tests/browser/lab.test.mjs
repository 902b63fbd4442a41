// The token lab in a real browser: what it shows for each token, what it never sends, and that
// everyone can use it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { LOOKS, Visitor, launch } from './browser.mjs';
import { SANDBOX, SECRET, lessonFile, start, token, tokenOfText } from './server.mjs';

const HOSTILE = '</textarea><script>document.title = "taken"</script><img src=x onerror=alert(1)>';
const OTHER_SECRET = 'a secret of somebody else, which the page must keep';

let browser;
let server;
let visitor;
let page;
/** Everything that the page asked for. */
let requests;

before(async () => {
  server = await start(SANDBOX);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  visitor = await Visitor.of(browser, server);
  page = visitor.page;
  requests = [];
  page.on('request', (request) => requests.push(request));
  await page.setViewport(LOOKS.light);
});
afterEach(() => visitor.leave());

const text = (selector) => page.$eval(selector, (element) => element.textContent.trim().replace(/\s+/g, ' '));
const value = (selector) => page.$eval(selector, (element) => element.value);
const visible = (selector) => page.$eval(selector, (element) => element.checkVisibility());
const verdict = () => text('#verdict-title');

/** Does something that makes the page ask the server, and waits until the answer is shown. */
async function asked(act) {
  const answered = page.waitForResponse((response) => response.url().endsWith('/explain-token'));
  await act();
  await answered;
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
}
const open = () => asked(() => visitor.open('/'));
/** Pastes a text into a field. */
const put = (selector, pasted) =>
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
const paste = async (pasted) => {
  await open();
  await put('#paste', pasted);
};
const getToken = async () => {
  await open();
  await asked(() => page.click('#get'));
};
async function breakIt(name) {
  if (!(await visible('#break'))) await page.click('[aria-controls=break]');
  const [found] = await page.$$(`::-p-xpath(//*[@id="breaks"]//button[strong="${name}"])`);
  assert.ok(found, name);
  await asked(() => found.click());
}
/** Each check with its state in words. */
const checks = (list = '#checks') =>
  page.$$eval(`${list} > li`, (rows) =>
    rows.map((row) => `${row.querySelector('.name').textContent}: ${row.querySelector('.state').textContent}`),
  );
const firstFailed = async () => (await checks()).find((check) => check.endsWith('failed'));
async function sendIt() {
  const answered = page.waitForResponse((response) => response.url().endsWith('/verify-token'));
  await page.click('#send');
  const answer = await answered;
  await page.waitForFunction(() => document.getElementById('said').textContent.startsWith('Sent.'));
  return answer;
}

const STATES = {
  'lab, empty': open,
  'lab, accepted': getToken,
  'lab, rejected': async () => {
    await getToken();
    await breakIt('Become root');
  },
  'lab, signing': async () => {
    await getToken();
    await page.click('[aria-controls=sign]');
  },
  'lab, sent': async () => {
    await getToken();
    await sendIt();
  },
  'lab, expired': () => paste(token({ iat: 1_000_000_000, exp: 1_000_003_600, nbf: 1_000_000_000 })),
  'lab, claims would fail': async () => {
    await getToken();
    await breakIt('Address it to another audience');
  },
  'lab, curl line': () =>
    paste(`curl -X POST -H "Authorization: Bearer ${token({ sub: '1' })}" ${server.origin}/verify-token`),
  'lab, cut off': () => paste(token({ sub: '1' }).slice(0, 90)),
  'lab, not a token': () => paste('hello'),
  'lab, long': () => paste(token({ sub: 'x'.repeat(3000) })),
  live: async () => {
    await watchLive();
    await seen(() => ask(`Bearer ${token({ sub: '1' })}`));
    await seen(() => ask('Bearer {{token}}'));
    await seen(() => ask(`Bearer ${token({ sub: '1', aud: 'another-service' })}`));
  },
};

for (const [state, go] of Object.entries(STATES)) {
  describe(state, () => {
    for (const [look, form] of Object.entries(LOOKS)) {
      test(`${look}: nothing to fix for axe, nothing wider than the screen`, async () => {
        await visitor.look(form);
        await go();
        await visitor.picture(state, look);
        await visitor.isReadable();
      });
    }
  });
}

for (const [what, go] of [
  ['accepted', getToken],
  ['rejected', STATES['lab, rejected']],
]) {
  test(`${what}: the token, its parts and the verdict are on the first screen of a laptop`, async () => {
    await visitor.look({ ...LOOKS.light, height: 650 });
    await go();
    await page.click('[aria-controls=break]');
    if (await visible('#break')) await page.click('[aria-controls=break]');
    for (const part of ['#paste', '#header-text', '#payload-text', '#signature-text', '#verdict']) {
      const { top, bottom } = await page.$eval(part, (element) => element.getBoundingClientRect().toJSON());
      assert.ok(top >= 0 && bottom <= 650, `${part} goes from ${top} to ${bottom}`);
    }
  });
}

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

test('requests go to this server only, and no address has the token', async () => {
  const header = {
    alg: 'HS256',
    typ: 'JWT',
    jku: 'http://127.0.0.1:9/keys',
    x5u: 'https://example.com/certificate',
    kid: 'http://example.com/key',
  };
  const payload = JSON.stringify({
    iss: 'https://issuer.example.com/',
    sub: 'http://example.com/user',
    picture: 'https://example.com/picture.png',
    exp: 4_102_444_800,
  });
  const addressed = tokenOfText(JSON.stringify(header), payload);
  await paste(addressed);
  await breakIt('Become root');
  await sendIt();
  await page.evaluate(() => (location.hash = '#live'));
  await page.waitForFunction(() => document.getElementById('live-status').textContent === 'Watching.');
  assert.ok(requests.length > 10);
  for (const request of requests) {
    const { origin, protocol } = new URL(request.url());
    assert.ok(origin === server.origin || protocol === 'data:', request.url());
    assert.ok(!request.url().includes('eyJ'), request.url());
  }
  assert.match(await text('#claims'), /Nobody fetches it/);
});

test('what a token says stays text', async () => {
  const claims = { sub: HOSTILE, [HOSTILE]: HOSTILE, aud: [HOSTILE], exp: 4_102_444_800, __proto__: null };
  const header = JSON.stringify({ alg: 'HS256', typ: HOSTILE, constructor: HOSTILE });
  await paste(tokenOfText(header, JSON.stringify(claims)));
  await breakIt('Become root');
  await sendIt();
  assert.ok((await text('#claims')).includes(HOSTILE));
  assert.equal(await visitor.has('main script, main img'), false);
  assert.equal(await page.title(), 'Token lab · JWT sandbox');
});

test('a script that would make HTML out of text is stopped by the browser', async () => {
  await open();
  const refused = await page.evaluate(() => {
    try {
      document.querySelector('main').innerHTML = '<p>text</p>';
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  });
  assert.ok(refused);
  visitor.complaints.splice(0);
});

test('everything works with the keyboard alone', async () => {
  await open();
  const { keyboard } = page;
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  const tabTo = async (wanted) => {
    for (let steps = 0; steps < 40; steps += 1) {
      await keyboard.press('Tab');
      if ((await focused()).startsWith(wanted)) return;
    }
    assert.fail(`${wanted} can't be reached`);
  };
  await tabTo('paste');
  await tabTo('Get a token');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid', 'the focus can be seen');
  await asked(() => keyboard.press('Enter'));
  assert.equal(await verdict(), 'Accepted');
  await tabTo('Break it');
  await keyboard.press('Enter');
  await tabTo('Become root');
  await asked(() => keyboard.press('Enter'));
  assert.equal(await verdict(), 'Rejected at signature');
  await tabTo('Sign it');
  await keyboard.press('Space');
  await tabTo('secret');
  await keyboard.type(SECRET);
  await asked(() => keyboard.press('Enter'));
  assert.equal(await verdict(), 'Accepted');
  await tabTo('payload-text');
  await keyboard.press('End');
  await keyboard.press('Tab');
  assert.notEqual(await focused(), 'payload-text', 'a field holds nobody back');
});

test('a screen reader hears the verdict, from one polite region', async () => {
  await getToken();
  const regions = await page.$$eval('[role=status], [role=alert], [aria-live]', (all) =>
    all.filter((region) => region.checkVisibility()).map((region) => region.id),
  );
  assert.deepEqual(regions, ['status']);
  assert.equal(await text('#status'), 'A fresh token. Accepted.');
  await breakIt('Lose the last part');
  assert.match(await text('#status'), /^Lose the last part: done\. Rejected at parts: The token has 2 parts/);
  assert.ok((await checks()).every((check) => /: (passed|failed|not reached)$/.test(check)));
});

test('nothing moves', async () => {
  await getToken();
  await breakIt('Become root');
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
});

test('without JavaScript, the page shows commands for a terminal', async () => {
  await page.setJavaScriptEnabled(false);
  await visitor.open('/');
  assert.match(await visitor.text(), /The token lab needs JavaScript/);
  assert.match(await visitor.text(), new RegExp(`curl ${server.origin}/sign-token`));
  assert.doesNotMatch(await visitor.text(), /Get a token from this server/);
});

test('the page says when the server is gone', async () => {
  await getToken();
  await page.setOfflineMode(true);
  await page.click('#get');
  await page.waitForFunction(() => /doesn’t answer/.test(document.getElementById('said').textContent));
  await page.$eval('#paste', (field) => field.dispatchEvent(new Event('input')));
  await page.waitForFunction(() => document.getElementById('verdict-title').textContent === 'No response');
  visitor.complaints.splice(0);
});

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

/** One request with this Authorization header. */
const ask = (Authorization) => fetch(`${server.origin}/verify-token`, { method: 'POST', headers: { Authorization } });

async function watchLive() {
  await visitor.open('/#live');
  await page.waitForFunction(() => document.getElementById('live-status').textContent === 'Watching.');
}
/** Does something, and waits until the list has one more line than before. */
async function seen(act) {
  const count = await page.$$eval('#events > li', (lines) => lines.length);
  await act();
  await page.waitForFunction((count) => document.querySelectorAll('#events > li').length > count, {}, count);
}

describe('live', () => {
  test('a request is shown with its status and reason, and nothing of what was sent', async () => {
    await watchLive();
    await seen(() => ask(`Bearer ${token({ sub: 'somebody', password: 'correct horse' })}`));
    await seen(() => ask('Bearer {{my password}}'));
    const [refused, accepted] = await page.$$eval('#events > li', (lines) => lines.map((line) => line.textContent));
    assert.match(accepted, /✓ 200POST \/verify-tokenaccepted127\.0\.0\.1$/);
    assert.match(refused, /✗ 400POST \/verify-tokenvariable_unresolved .*127\.0\.0\.1$/);
    assert.doesNotMatch(await visitor.text(), /eyJ|my password|correct horse/);
  });

  test('a pause holds the list, and the missed requests follow', async () => {
    await watchLive();
    await seen(() => ask('Bearer a'));
    await page.click('#pause');
    await ask('Bearer b');
    await page.waitForFunction(
      () => document.getElementById('live-status').textContent === 'Paused: 1 request is waiting.',
    );
    assert.equal(await page.$$eval('#events > li', (lines) => lines.length), 1);
    await page.click('#pause');
    assert.equal(await page.$$eval('#events > li', (lines) => lines.length), 2);
    assert.equal(await text('#live-status'), 'Watching.');
  });

  test('a burst is thinned, what is missing is counted, and the last fifty lines are kept', async () => {
    await watchLive();
    await page.evaluate(() => {
      globalThis.added = 0;
      const count = (changes) => changes.forEach(({ addedNodes }) => (globalThis.added += addedNodes.length));
      new MutationObserver(count).observe(document.getElementById('events'), { childList: true });
    });
    // Twenty lines a second, however fast the machine asks: some three seconds.
    const end = Date.now() + 60_000;
    while ((await page.evaluate(() => globalThis.added)) < 60) {
      assert.ok(Date.now() < end, 'too few lines are shown');
      await Promise.all(Array.from({ length: 30 }, () => ask('Bearer a')));
    }
    assert.match(await text('#events .gap'), /^\d+ more since the previous request/);
    assert.equal(await page.$$eval('#events > li', (lines) => lines.length), 50);
  });

  test('after a break, the list says since when nothing was recorded', async () => {
    await watchLive();
    await page.click('a[href="#lab"]');
    await page.waitForFunction(() => !document.getElementById('lab').hidden);
    await page.click('a[href="#live"]');
    assert.match(await text('#events .gap'), /^Not watched since \d\d:\d\d:\d\d/);
  });
});
