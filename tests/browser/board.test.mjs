// The board in a real browser, with a class of thirty servers in different states: what it shows, that it follows
// them, that everyone can use it, and what it never shows.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LOOKS, Visitor, launch } from './browser.mjs';
import { CLASS, at, finished, newSeat, withoutNbf } from './class.mjs';

const BOARD = fileURLToPath(new URL('../../grader/board.mjs', import.meta.url));
const PATIENCE = 180_000;
const GUARD = { timeout: 2 * PATIENCE };
const SECRET = 'this-is-the-public-example-secret-of-the-jwt-sandbox';

let browser;
let folder;
before(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), 'board-'));
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

const listOf = (seats) =>
  `Name,Address\n${Object.entries(seats)
    .map(([name, seat]) => `${name},${seat.address?.() ?? seat}\n`)
    .join('')}`;

/** Starts a board for these seats, with a page on it. */
async function open(t, seats, options = [], port = 0) {
  const file = join(folder, `students-${t.name.replace(/\W+/g, '-').slice(0, 40)}.csv`);
  writeFileSync(file, listOf(seats));
  const board = { file };
  board.start = async (onPort) => {
    const child = spawn(process.execPath, [BOARD, file, '--port', `${onPort}`, '--every', '0', ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = await new Promise((resolve) => createInterface(child.stdout).once('line', (one) => resolve([one])));
    board.origin = line.match(/http:\S+/)[0];
    board.stop = async () => {
      const ended = new Promise((resolve) => child.once('exit', (status) => resolve(status)));
      child.kill('SIGINT');
      return ended;
    };
  };
  await board.start(port);
  t.after(async () => {
    await board.stop();
    await Promise.all(Object.values(seats).map((seat) => seat.stop?.()));
  });
  const visitor = await Visitor.of(browser, board);
  visitor.page.setDefaultTimeout(PATIENCE);
  await visitor.page.setViewport(LOOKS.light);
  await visitor.open('/');
  return { ...board, board, visitor, page: visitor.page };
}

const seatsOf = async (creates) =>
  Object.fromEntries(
    await Promise.all(Object.entries(creates).map(async ([name, create]) => [name, await newSeat(create)])),
  );

/** The signs of a row, with the words of its last column: `✓✓○··…: not there yet: …`. */
const rowsOf = (page) =>
  page.$$eval('#rows tr', (rows) =>
    Object.fromEntries(
      rows.map((row) => [
        row.querySelector('th').textContent,
        `${[...row.querySelectorAll('.sign')].map(({ textContent }) => textContent || ' ').join('')} ${row.querySelector('.says').textContent}`,
      ]),
    ),
  );
/** Puppeteer gives each wait a minute at most; a busy machine may need more, and the guard of the test ends it. */
async function patiently(page, condition, ...values) {
  for (;;) {
    try {
      return await page.waitForFunction(condition, { timeout: 30_000 }, ...values);
    } catch (error) {
      if (error.name !== 'TimeoutError') throw error;
    }
  }
}
const until = (page, name, start) =>
  patiently(
    page,
    (wanted, start) =>
      [...document.querySelectorAll('#rows tr')].some((row) => {
        const signs = [...row.querySelectorAll('.sign')].map(({ textContent }) => textContent || ' ').join('');
        return (
          row.querySelector('th').textContent === wanted &&
          `${signs} ${row.querySelector('.says').textContent}`.startsWith(start)
        );
      }),
    name,
    start,
  );
const allMarked = (page, but = []) =>
  patiently(
    page,
    (names) => {
      const rows = [...document.querySelectorAll('#rows tr')].filter(
        (row) => !names.includes(row.querySelector('th').textContent),
      );
      return rows.length > 0 && rows.every((row) => row.querySelector('.says').textContent !== 'not marked yet');
    },
    but,
  );
const label = (page) =>
  page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.id);
const text = (page, selector) => page.$eval(selector, (element) => element.innerText);

const EXPECTED = {
  Ada: '✓✓✓✓✓✓✓✓✓ everything passes',
  Ben: '✓○◇······ not there yet: 03 A mock user',
  Cleo: '✓✓✓○····· not there yet: 05 Sign',
  Dan: '✓✓✓○····· not there yet: 05 Sign',
  Eve: '✓✓✓✓○···· not there yet: 06 The bearer header',
  Finn: '✓✓✓✓✓○··· not there yet: 07 Verify',
  Gus: '✓✓✓✓✓✓○·◇ not there yet: 08 Expiry',
  Hanna: '✓✓✓✓✓✓✓○◇ not there yet: 09 Issuer and audience',
  Jana: '✓✓✓✓✓✓✗◇◇ 08 › A token before its nbf is rejected',
  Max: "––––––––– not http: the program there doesn't speak HTTP; the server never answered",
  Nora: '––––––––– too much: the first response has more than a megabyte; the server never answered',
};

describe('a class of thirty', () => {
  test('each state is shown in signs and words, and servers that hang delay nobody', GUARD, async (t) => {
    const seats = await seatsOf(CLASS);
    assert.equal(Object.keys(seats).length, 30);
    const { visitor, page } = await open(t, { ...seats, Absent: '' }, ['--timeout', '60', '--limit', '600']);
    await allMarked(page, ['Kai', 'Lena']);
    const rows = await rowsOf(page);
    const withoutTime = Object.fromEntries(
      Object.entries(rows).map(([name, row]) => [name, row.replace(/, for \d+ minutes?/, '')]),
    );
    for (const [name, expected] of Object.entries(EXPECTED)) assert.equal(withoutTime[name], expected, name);
    for (const name of ['Kai', 'Lena']) assert.match(rows[name], /not marked yet$/);
    assert.match(rows.Absent, /no address in the list$/);
    assert.match(
      await text(page, '#totals'),
      /^\d+ finished · \d+ at work · \d+ to fix · \d+ without an answer · 1 without an address$/,
    );
    assert.match(await text(page, '#first'), /^Go here first\n+(Jana|Dora) 08 › A token before its nbf is rejected/);

    // A cell opens what failed; a server's text stays text; nothing secret is in it.
    for (const [name, lesson, wanted] of [
      [
        'Jana',
        '08',
        /✗ A token before its nbf is rejected[\s\S]*expected[\s\S]*got[\s\S]*nbf in an hour: 200[\s\S]*hint[\s\S]*lessons\/WALKTHROUGH\.md#a-token-that-is-not-valid-yet[\s\S]*curl -i -X POST -H "Authorization: Bearer <token>"/,
      ],
      ['Omar', '02', /<img src=x onerror=/],
      ['Pia', '07', /got\s+401 \{"error":"no Authorization header: <secret>, not <token>/],
    ]) {
      await page.evaluate(
        (label) => document.querySelector(`[aria-label^="${label}"]`).click(),
        `${name}, lesson ${lesson}`,
      );
      await page.waitForSelector('dialog[open]');
      assert.match(await text(page, '#dialog-body'), wanted);
      if (name === 'Jana') assert.deepEqual(await visitor.violations(), []);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog:not([open])');
    }
    for (const path of ['/marks.csv', '/marks.xml']) {
      const body = await (await fetch(new URL(path, visitor.server.origin))).text();
      assert.ok(body.includes('Jana') && !body.includes(SECRET) && !/eyJ[\w-]{5}/.test(body), path);
    }
    assert.doesNotMatch(await page.content(), /eyJ[\w-]{5}/);

    for (const [name, look] of Object.entries({
      ...LOOKS,
      projector: { width: 1920, height: 1080, scheme: 'light' },
    })) {
      await visitor.look(look);
      await visitor.picture('board', name);
      await visitor.isReadable();
    }
    await visitor.leave();
  });
});

test('a server that never answers is described in words', GUARD, async (t) => {
  const seats = await seatsOf({ Kai: CLASS.Kai });
  const { visitor, page } = await open(t, seats, ['--timeout', '0.2']);
  await until(
    page,
    'Kai',
    '––––––––– no answer: the server accepted the connection, but no response came in time; the server never answered',
  );
  await page.click('[aria-label^="Kai, lesson 02"]');
  await page.waitForSelector('dialog[open]');
  assert.match(await text(page, '#dialog-body'), /No answer: no answer[\s\S]*The server is hanging/);
  await visitor.leave();
});

test('a run that takes too long is cut off, and its row says so', GUARD, async (t) => {
  const seats = await seatsOf({ Lena: CLASS.Lena });
  const { visitor, page } = await open(t, seats, ['--timeout', '60', '--limit', '3']);
  await page.waitForFunction(() =>
    /marking took longer than 3 seconds/.test(document.querySelector('#rows .says')?.textContent),
  );
  assert.match(await text(page, '#first'), /^Go here first\n+Lena marking took longer than 3 seconds/);
  await visitor.leave();
});

test(
  'the board follows servers that are fixed, broken, stopped and started, and says what worked before',
  GUARD,
  async (t) => {
    const seats = await seatsOf({ Ada: at(7), Ben: finished() });
    const { visitor, page } = await open(t, seats);
    await until(page, 'Ada', '✓✓✓✓✓✓○·◇ not there yet: 08 Expiry');
    await until(page, 'Ben', '✓✓✓✓✓✓✓✓✓');
    await page.evaluate(() => {
      globalThis.news = [];
      new MutationObserver((changes) =>
        changes.forEach(({ target }) => target.className === 'news' && globalThis.news.push(target.dataset.state)),
      ).observe(document.querySelector('#rows'), { attributes: true, attributeFilter: ['class'], subtree: true });
    });
    await seats.Ada.stop();
    await until(page, 'Ada', '––––––––– refused: ');
    await seats.Ada.start(at(8));
    await until(page, 'Ada', '✓✓✓✓✓✓✓○◇ not there yet: 09');
    assert.ok((await page.evaluate(() => globalThis.news)).includes('done'), 'the change is shown');
    await seats.Ben.stop();
    await seats.Ben.start(withoutNbf());
    await until(page, 'Ben', '✓✓✓✓✓✓!◇◇ 08 worked before: 08 › A token before its nbf is rejected');
    assert.match(await text(page, '#first'), /Ben 08 worked before/);
    await visitor.leave();
  },
);

test('the board works with the keyboard alone', GUARD, async (t) => {
  const seats = await seatsOf({ Ada: withoutNbf(), Ben: finished(), Cleo: at(5) });
  const { visitor, page } = await open(t, seats);
  await allMarked(page);
  await page.focus('#rows button[tabindex="0"]');
  assert.match(await label(page), /^Ada, lesson 02 The first route: done$/);
  assert.equal(await page.$$eval('#rows button[tabindex="0"]', ({ length }) => length), 1);
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'End', 'ArrowRight']) await page.keyboard.press(key);
  assert.match(await label(page), /^Cleo, lesson 10 .*: to come$/);
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  assert.match(await label(page), /^Ada, lesson 08 Expiry: fix 11\/13, to fix, 11 of 13 checks pass$/);
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog:not([open])');
  assert.match(await label(page), /^Ada, lesson 08/);

  const names = () => page.$$eval('#rows th', (cells) => cells.map(({ textContent }) => textContent));
  await page.keyboard.press('o');
  await page.keyboard.press('o');
  assert.deepEqual(await names(), ['Ben', 'Ada', 'Cleo']);
  assert.match(await label(page), /^Ada, lesson 08/);
  await page.keyboard.press('n');
  assert.deepEqual(await names(), ['Seat 2', 'Seat 1', 'Seat 3']);
  assert.doesNotMatch(await text(page, 'body'), /Ada|Ben|Cleo/);
  await page.keyboard.press('n');
  await page.keyboard.press('p');
  await page.waitForFunction(() => document.querySelector('#pulse').textContent === 'Paused');
  assert.equal(await text(page, '#pause'), 'Resume');
  await page.keyboard.press('p');
  await page.waitForFunction(() => document.querySelector('#pulse').textContent.startsWith('Marking'));
  await visitor.leave();
});

test('a list that changes is read again, and a line that can’t be read is named', GUARD, async (t) => {
  const seats = await seatsOf({ Ada: finished(), Ben: finished() });
  const { visitor, page, file } = await open(t, { Ada: seats.Ada });
  await until(page, 'Ada', '✓✓✓✓✓✓✓✓✓');
  t.after(() => seats.Ben.stop());
  writeFileSync(file, `${listOf(seats)}Cleo,htp:/1\n`);
  await until(page, 'Ben', '✓✓✓✓✓✓✓✓✓');
  assert.match(await text(page, '#notices'), /^Line 4 is skipped: "htp:\/1" isn't an address.*Cleo/);
  await page.keyboard.press('n');
  assert.equal(await text(page, '#notices'), "Line 4 is skipped, because it can't be read.");
  assert.doesNotMatch(await text(page, 'body'), /Ada|Ben|Cleo/);
  await page.keyboard.press('n');
  writeFileSync(file, listOf({ Ben: seats.Ben }));
  await page.waitForFunction(() => document.querySelectorAll('#rows tr').length === 1);
  await visitor.leave();
});

test('a board that ends says so on the page, and the page goes on when it is back', GUARD, async (t) => {
  const seats = await seatsOf({ Ada: finished() });
  const { visitor, page, board } = await open(t, seats);
  await until(page, 'Ada', '✓✓✓✓✓✓✓✓✓');
  const { port } = new URL(board.origin);
  assert.equal(await board.stop(), 0);
  await page.waitForFunction(() => document.body.dataset.connection === 'lost');
  assert.match(await text(page, '#pulse'), /may be out of date/);
  await board.start(port);
  await page.waitForFunction(() => !document.body.dataset.connection);
  await until(page, 'Ada', '✓✓✓✓✓✓✓✓✓');
  // Chromium reports the lost connection as an error of the network.
  visitor.complaints = visitor.complaints.filter(
    (complaint) => !/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET)/.test(complaint),
  );
  await visitor.leave();
});

test('nothing moves for people who want no motion, and a change is still marked', GUARD, async (t) => {
  const seats = await seatsOf({ Ada: at(7) });
  const { visitor, page } = await open(t, seats);
  await until(page, 'Ada', '✓✓✓✓✓✓○·◇');
  const animationOf = async (value) => {
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value }]);
    return page.$eval('#rows td', (cell) => {
      cell.classList.add('news');
      const styles = [
        getComputedStyle(cell.querySelector('.sign')).animationName,
        getComputedStyle(cell.querySelector('button')).outlineStyle,
      ];
      cell.classList.remove('news');
      return styles;
    });
  };
  assert.deepEqual(await animationOf('no-preference'), ['arrive', 'solid']);
  assert.deepEqual(await animationOf('reduce'), ['none', 'solid']);
  await visitor.leave();
});
