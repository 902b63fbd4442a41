// Everyone can use the token lab: on every screen, with the keyboard, with a screen reader, without JavaScript.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LOOKS } from './browser.mjs';
import {
  ask,
  asked,
  breakIt,
  checks,
  getToken,
  open,
  page,
  paste,
  seen,
  sendIt,
  server,
  text,
  verdict,
  visible,
  visitor,
  watchLive,
} from './lab.mjs';
import { SECRET, token } from './server.mjs';

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
