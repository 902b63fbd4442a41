// The coach without a terminal: what it does at each event, and what it then shows.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe, lessons as allLessons } from '../coach/lessons.mjs';
import { plain } from '../reporter/plain.js';
import { colored, news, result, row, screen } from '../coach/render.mjs';
import { PREFLIGHT, initial, step } from '../coach/state.mjs';
import { parts } from './collections.mjs';
import { requestsOf } from './lint.mjs';

const lesson = (name, part, { folder = name, isSilent = false } = {}) => ({
  name,
  number: name.slice(0, 2),
  title: name.slice(3).toUpperCase(),
  part,
  folder,
  isSilent,
});
const LESSONS = [
  lesson('01-read', 1, { folder: null, isSilent: true }),
  lesson('02-route', 1),
  lesson('03-secret', 1, { isSilent: true }),
  lesson('04-sign', 1),
  lesson('05-hand', 2, { folder: null, isSilent: true }),
  lesson('06-login', 2),
  lesson('07-pages', 2),
];
const URL = 'http://127.0.0.1:8000';
const FIRST_CHECK = { do: 'check', run: 1, part: 1, folders: [PREFLIGHT, '02-route', '03-secret', '04-sign'] };
const SILENCE = 'expected: a server\ngot: no answer\nhint: Start it.';

/** A coach to play events to; `effects` are those of the last event. */
function coach(options = {}) {
  const one = {
    state: initial({ lessons: LESSONS, describe: (part, folder, name) => [`About ${name}.`], ...options }),
    effects: [],
    play(...events) {
      for (const event of events) [one.state, one.effects] = step(one.state, event);
      return one;
    },
    /** Gives the current run these results: `{ folder: 'passed' | 'failed' | 'skipped' | a message }`. */
    answer(outcomes, error) {
      const { id: run } = one.state.run;
      for (const [folder, outcome] of Object.entries(outcomes)) {
        const isMessage = !['passed', 'failed', 'skipped'].includes(outcome);
        const state = isMessage ? 'failed' : outcome;
        one.play({ type: 'step', run, folder, request: `Ask ${folder}` });
        const message = isMessage ? outcome : undefined;
        one.play({ type: 'test', run, folder, request: `Ask ${folder}`, test: `${folder} holds`, state, message });
      }
      return one.play({ type: 'checked', run, error });
    },
    press: (...keys) => one.play(...keys.map((key) => ({ type: 'key', key }))),
    get toFix() {
      return one.state.toFix?.lesson?.number;
    },
  };
  return one;
}
const up = { type: 'up' };
const down = { type: 'down' };
const HERE = { [PREFLIGHT]: 'passed' };
const STRANGER = { [PREFLIGHT]: 'expected: your server\ngot: 404' };
const PART_1 = { ...HERE, '02-route': 'passed', '03-secret': 'passed', '04-sign': 'passed' };
const AT_04 = { ...PART_1, '04-sign': 'failed' };
const AT_02 = { ...HERE, '02-route': 'failed' };

test('a server that comes up is asked part 1 up to the first failure', () => {
  assert.deepEqual(coach().play(up).effects, [{ ...FIRST_CHECK, stopAtFailure: true }]);
});

test('the first lesson that fails is where the learner is', () => {
  const one = coach().play(up).answer(AT_04);
  assert.deepEqual(one.effects, []);
  assert.equal(one.toFix, '04');
  assert.deepEqual(row(one.state), ["Part 1: done 02 · can't tell 03 · current 04 SIGN", 'Part 2: to come 06 07']);
});

test('a lesson that asks for nothing new is done when a later one is', () => {
  const one = coach().play(up).answer(PART_1).answer({ '06-login': 'failed' });
  assert.deepEqual(row(one.state), ['Part 1: done 02 03 04', 'Part 2: current 06 LOGIN · to come 07']);
  assert.match(result(one.state).join('\n'), /whether lesson 05 is done: lessons\/05-hand\/README\.md/);
});

test('once all of part 1 passes, part 2 starts at its first lesson', () => {
  const one = coach().play(up).answer(PART_1);
  assert.deepEqual(one.effects, [
    { do: 'check', run: 1, part: 2, folders: ['06-login', '07-pages'], stopAtFailure: true },
  ]);
  one.answer({ '06-login': 'passed', '07-pages': 'passed' });
  assert.equal(one.state.toFix, undefined);
  assert.deepEqual(result(one.state), ['Every lesson that has checks is done.']);
});

test('a server with part 2 alone is recognized by part 2', () => {
  const one = coach().play(up).answer(STRANGER);
  assert.deepEqual(one.effects, [
    { do: 'check', run: 1, part: 2, folders: [PREFLIGHT, '06-login', '07-pages'], stopAtFailure: true },
  ]);
  one.answer({ ...HERE, '06-login': 'passed', '07-pages': 'failed' });
  assert.equal(one.toFix, '07');
  assert.deepEqual(row(one.state), ['Part 1: not on this server 02 03 04', 'Part 2: done 06 · current 07 PAGES']);
});

test('a program that no part recognizes is the first thing to fix', () => {
  const one = coach()
    .play(up)
    .answer(STRANGER)
    .answer({ [PREFLIGHT]: 'the second message' });
  assert.equal(one.state.toFix.message, STRANGER[PREFLIGHT]);
  assert.deepEqual(result(one.state), [`✗ ${PREFLIGHT} holds`, '  expected: your server', '  got: 404']);
});

test('a server that gives no answer is not asked part 2', () => {
  const one = coach()
    .play(up)
    .answer({ [PREFLIGHT]: SILENCE });
  assert.deepEqual(one.effects, []);
  assert.equal(one.state.toFix.message, SILENCE);
});

test('a collection that cannot run says why', () => {
  const one = coach().play(up).answer({}, 'no memory left');
  assert.deepEqual(result(one.state), ['✗ The collection runs', '  no memory left']);
});

test('a server that goes down ends the run, and what the run still says is ignored', () => {
  const one = coach().play(up, down);
  assert.deepEqual(one.effects, [{ do: 'stop' }]);
  const before = one.state;
  one.play({ type: 'test', run: 1, folder: '02-route', request: 'Ask', test: 'it holds', state: 'failed' });
  one.play({ type: 'checked', run: 1 });
  assert.equal(one.state, before);
  assert.deepEqual(one.play(down).effects, []);
});

test('a restart during a run starts a new one', () => {
  const one = coach().play(up).play({ type: 'step', run: 1, folder: PREFLIGHT, request: 'Ask' }, up);
  assert.deepEqual(one.effects, [{ ...FIRST_CHECK, run: 2, stopAtFailure: true }]);
  const before = one.state;
  one.play({ type: 'checked', run: 1 });
  assert.equal(one.state, before);
});

test('a finished lesson is celebrated once, with the next page', () => {
  const one = coach().play(up).answer(AT_02).play(up).answer(AT_04);
  assert.equal(result(one.state)[0], '✓ Lesson 02, ROUTE, is done. Next: lessons/03-secret/README.md');
  one.play(up).answer(AT_04);
  assert.equal(one.state.cheer, undefined);
});

test('several lessons at once are celebrated together', () => {
  const one = coach().play(up).answer(AT_02).play(up).answer(PART_1).answer({ '06-login': 'failed' });
  assert.equal(result(one.state)[0], '✓ Lessons 02, 03 and 04 are done. Next: lessons/05-hand/README.md');
});

test('the last lesson is celebrated, too', () => {
  const one = coach().play(up).answer(PART_1).answer({ '06-login': 'passed', '07-pages': 'failed' });
  one.play(up).answer(PART_1).answer({ '06-login': 'passed', '07-pages': 'passed' });
  assert.equal(result(one.state)[0], '✓ Lesson 07, PAGES, is done. That was the last one.');
});

test('what was done before the coach started is not celebrated', () => {
  assert.equal(coach().play(up).answer(AT_04).state.cheer, undefined);
});

test('a lesson that worked before says so', () => {
  const one = coach().play(up).answer(AT_04).play(up).answer(AT_02);
  assert.equal(one.toFix, '02');
  assert.ok(result(one.state).includes('It worked before. What did you change last?'));
  assert.equal(coach().play(up).answer(AT_02).state.toFix.hasWorked, false);
});

test('a step is described at its first failure, and not again', () => {
  const one = coach().play(up).answer(AT_02);
  assert.deepEqual(one.state.toFix.description, ['About Ask 02-route.']);
  one.play(up).answer(AT_02);
  assert.deepEqual(one.state.toFix.description, []);
  one.play(up).answer(AT_04);
  assert.deepEqual(one.state.toFix.description, ['About Ask 04-sign.']);
});

test('the failed and the waiting checks of the lesson are counted', () => {
  const counted = (...outcomes) => {
    const one = coach().play(up);
    for (const state of outcomes)
      one.play({ type: 'test', run: 1, folder: '02-route', request: 'Ask', test: 'It holds', state });
    return result(one.play({ type: 'checked', run: 1 }).state).at(-1);
  };
  assert.equal(counted('failed'), '✗ It holds');
  assert.equal(counted('failed', 'failed', 'passed'), 'In this lesson, 1 more check fails.');
  assert.equal(
    counted('failed', 'failed', 'failed', 'skipped'),
    'In this lesson, 2 more checks fail and 1 waits for a fix.',
  );
  assert.equal(counted('failed', 'skipped'), 'In this lesson, 1 more check waits for a fix.');
  assert.equal(counted('failed', 'skipped', 'skipped'), 'In this lesson, 2 more checks wait for a fix.');
});

// Lessons that have their own server

const own = (name) => ({ ...lesson(name, 3), probe: `Find ${name}` });
const WITH_OWN = [...LESSONS, own('08-forged'), own('09-claims'), own('10-stolen')];
const PROBE = {
  do: 'check',
  run: 1,
  part: 3,
  folders: [PREFLIGHT, 'Find 08-forged', 'Find 09-claims', 'Find 10-stolen'],
  stopAtFailure: false,
};
const owner = (options = {}) => coach({ lessons: WITH_OWN, ...options });
/** The results of requests to another lesson's server, then those of the own one. */
const tell = (one, outcomes) => {
  const { id: run } = one.state.run;
  for (const [folder, test, state] of outcomes)
    one.play({ type: 'test', run, folder, request: `Ask ${folder}`, test, state, message: 'got: 404' });
  return one.play({ type: 'checked', run });
};
const known = [PREFLIGHT, 'A server answers', 'passed'];
const missing = (number, folder) => [
  [folder, `The server has the routes of lesson ${number}`, 'failed'],
  [folder, 'The attack is refused', 'skipped'],
];
const ON_CLAIMS = [
  known,
  ...missing('08', '08-forged'),
  ['09-claims', 'The control holds', 'passed'],
  ['09-claims', 'The attack is refused', 'failed'],
  ...missing('10', '10-stolen'),
];
const FOUND_CLAIMS = { do: 'check', run: 1, part: 3, folders: ['09-claims'], stopAtFailure: true };

test("a run first asks which lesson's own server is running, and checks that lesson alone", () => {
  const one = owner().play(up);
  assert.deepEqual(one.effects, [PROBE]);
  tell(one, ON_CLAIMS);
  assert.deepEqual(one.effects, [FOUND_CLAIMS]);
  one.answer({ '09-claims': 'failed' });
  assert.deepEqual(one.effects, []);
  assert.equal(one.toFix, '09');
  assert.deepEqual(row(one.state), [
    'Part 1: not checked 02 03 04',
    'Part 2: not checked 06 07',
    'Part 3: not on this server 08 · current 09 CLAIMS · not on this server 10',
  ]);
});

test("a lesson that is done on its own server says so, and names the next lesson's server", () => {
  const one = tell(owner().play(up), ON_CLAIMS).answer({ '09-claims': 'passed' });
  assert.deepEqual(row(one.state).at(-1), 'Part 3: not on this server 08 · done 09 · not on this server 10');
  assert.deepEqual(result(one.state), [
    'This server passes every check that is meant for it.',
    'Lesson 10, STOLEN, has its own server: lessons/10-stolen/README.md',
  ]);
});

test('a lesson that gets done on its own server is celebrated', () => {
  const one = tell(owner().play(up), ON_CLAIMS).answer({ '09-claims': 'failed' });
  tell(one.play(up), ON_CLAIMS).answer({ '09-claims': 'passed' });
  assert.deepEqual(result(one.state), [
    '✓ Lesson 09, CLAIMS, is done. Next: lessons/10-stolen/README.md',
    '',
    'This server passes every check that is meant for it.',
  ]);
});

test("after the last lesson's own server there is no other one to name", () => {
  const one = tell(owner().play(up), [
    known,
    ...missing('08', '08-forged'),
    ...missing('09', '09-claims'),
    ['10-stolen', 'The control holds', 'passed'],
  ]);
  one.answer({ '10-stolen': 'passed' });
  assert.deepEqual(result(one.state), ['This server passes every check that is meant for it.']);
});

test('what the probe asks is neither counted nor shown', () => {
  const one = owner().play(up, { type: 'step', run: 1, folder: '08-forged', request: 'Find 08-forged' });
  assert.equal(one.state.run.at, undefined);
  tell(one, ON_CLAIMS);
  assert.equal(one.state.run.results.length, 0);
});

test('a server that has several of these lessons is checked for all of them', () => {
  const one = tell(owner().play(up), [
    known,
    ['08-forged', 'The control holds', 'passed'],
    ['09-claims', 'The control holds', 'failed'],
    ...missing('10', '10-stolen'),
  ]);
  assert.deepEqual(one.effects[0].folders, ['08-forged', '09-claims']);
  one.answer({ '08-forged': 'passed', '09-claims': 'failed' });
  assert.deepEqual(row(one.state).at(-1), 'Part 3: done 08 · current 09 CLAIMS · not on this server 10');
});

test('the shared server is checked as before, and its learner still has the other lessons to come', () => {
  const one = owner().play(up).answer(STRANGER);
  assert.deepEqual(one.effects, [{ ...FIRST_CHECK, stopAtFailure: true }]);
  one.answer(AT_04);
  assert.equal(one.toFix, '04');
  assert.equal(row(one.state).at(-1), 'Part 3: to come 08 09 10');
});

test('a shared server that is done names the next server, and is not asked for its routes', () => {
  const one = owner({ isOnce: true })
    .play(up)
    .answer(STRANGER)
    .answer(PART_1)
    .answer({ '06-login': 'passed', '07-pages': 'passed' });
  assert.deepEqual(one.effects, [{ do: 'quit', status: 0 }]);
  assert.equal(row(one.state).at(-1), 'Part 3: not on this server 08 09 10');
  assert.deepEqual(result(one.state), [
    'This server passes every check that is meant for it.',
    'Lesson 08, FORGED, has its own server: lessons/08-forged/README.md',
  ]);
});

test('an own server without the first route of its lesson is found by the others', () => {
  const one = tell(owner().play(up), [known, ...missing('08', '08-forged'), ...missing('09', '09-claims')]);
  one.answer(STRANGER).answer(STRANGER);
  assert.deepEqual(one.effects, [
    { do: 'check', run: 1, part: 3, folders: ['08-forged', '09-claims', '10-stolen'], stopAtFailure: false },
  ]);
  tell(one, [
    ...missing('08', '08-forged'),
    ...missing('09', '09-claims'),
    ['09-claims', 'Another attack is refused', 'passed'],
    ...missing('10', '10-stolen'),
  ]);
  assert.equal(one.toFix, '09');
  assert.equal(one.state.toFix.test, 'The server has the routes of lesson 09');
  assert.equal(row(one.state).at(-1), 'Part 3: not on this server 08 · current 09 CLAIMS · not on this server 10');
});

test('an own server that refuses everyone is not taken for the shared one', () => {
  const one = tell(owner().play(up), [
    known,
    ...missing('08', '08-forged'),
    ['09-claims', 'The control holds', 'failed'],
    ...missing('10', '10-stolen'),
  ]);
  // It has a route of part 1, so that part's preflight takes it for its own.
  one.answer({ ...HERE, '02-route': 'failed' });
  assert.deepEqual(one.effects, [FOUND_CLAIMS]);
  one.answer({ '09-claims': 'failed' });
  assert.equal(one.toFix, '09');
  assert.deepEqual(row(one.state), [
    'Part 1: not checked 02 03 04',
    'Part 2: not checked 06 07',
    'Part 3: not on this server 08 · current 09 CLAIMS · not on this server 10',
  ]);
});

test('the shared server may have a route of the same name', () => {
  const one = tell(owner().play(up), [
    known,
    ...missing('08', '08-forged'),
    ['09-claims', 'The control holds', 'failed'],
    ...missing('10', '10-stolen'),
  ]);
  one.answer(PART_1).answer({ '06-login': 'passed', '07-pages': 'failed' });
  assert.equal(one.toFix, '07');
  assert.equal(row(one.state).at(-1), 'Part 3: to come 08 09 10');
});

test('a server that gives no answer is found out by the first question', () => {
  const one = owner({ isOnce: true })
    .play(up)
    .answer({ [PREFLIGHT]: SILENCE });
  assert.deepEqual(one.effects, [{ do: 'quit', status: 2 }]);
});

test('with a, the own server of a lesson is checked to the end', () => {
  const one = tell(owner().play(up), ON_CLAIMS).answer({ '09-claims': 'failed' }).press('a');
  assert.deepEqual(tell(one, ON_CLAIMS).effects, [{ ...FOUND_CLAIMS, run: 2, stopAtFailure: false }]);
});

test('a lesson that was chosen is asked for at once, whichever server is running', () => {
  const one = tell(owner().play(up), ON_CLAIMS).answer({ '09-claims': 'failed' }).press('1', '0');
  assert.deepEqual(one.effects, [{ ...FOUND_CLAIMS, run: 2, folders: ['10-stolen'] }]);
});

// Keys

const idle = (options) => coach(options).play(up).answer(AT_04);

test('Enter checks again', () => {
  assert.deepEqual(idle().press('\r').effects, [{ ...FIRST_CHECK, run: 2, stopAtFailure: true }]);
});

test('a checks all lessons, and goes on after a failure', () => {
  const one = idle().press('a');
  assert.deepEqual(one.effects, [{ ...FIRST_CHECK, run: 2, stopAtFailure: false }]);
  one.answer({ ...PART_1, '02-route': 'failed' });
  assert.deepEqual(one.effects, [
    { do: 'check', run: 2, part: 2, folders: [PREFLIGHT, '06-login', '07-pages'], stopAtFailure: false },
  ]);
  one.answer(STRANGER);
  assert.deepEqual(row(one.state), ['Part 1: current 02 ROUTE · done 03 04', 'Part 2: to come 06 07']);
});

test('two digits, or one and Enter, choose a lesson', () => {
  const check = { do: 'check', run: 2, part: 2, folders: ['07-pages'], stopAtFailure: true };
  assert.deepEqual(idle().press('0', '7').effects, [check]);
  assert.deepEqual(idle().press('7', '\r').effects, [check]);
  assert.deepEqual(idle().press('7').effects, []);
});

test('a lesson that was chosen stays until it is done, then the coach goes back', () => {
  const one = idle().press('0', '7').answer({ '07-pages': 'failed' });
  assert.equal(one.toFix, '07');
  assert.deepEqual(row(one.state), [
    "Part 1: done 02 · can't tell 03 · to fix 04",
    'Part 2: to come 06 · current 07 PAGES',
  ]);
  assert.deepEqual(one.play(up).effects[0].folders, ['07-pages']);
  one.answer({ '07-pages': 'passed' });
  assert.deepEqual(one.effects, [{ ...FIRST_CHECK, run: 4, stopAtFailure: true }]);
  one.answer(AT_04);
  assert.equal(one.toFix, '04');
  assert.equal(result(one.state)[0], '✓ Lesson 07, PAGES, is done. That was the last one.');
});

test('Esc leaves a lesson that was chosen, or a digit', () => {
  const one = idle().press('0', '7').answer({ '07-pages': 'failed' }).press('\u001b');
  assert.deepEqual(one.effects, [{ ...FIRST_CHECK, run: 3, stopAtFailure: true }]);
  assert.deepEqual(idle().press('0', '\u001b', '7').effects, []);
  assert.equal(idle().press('0', '\u007f').state.typed, '');
});

test('a number that has no checks says so', () => {
  assert.equal(idle().press('7', '7').state.notice, 'There is no lesson 77.');
  assert.equal(idle().press('0', '5').state.notice, 'Lesson 05 has no checks: see lessons/05-hand/README.md');
  assert.deepEqual(idle().press('7', '7').effects, []);
});

test('q and Ctrl-C quit, other keys do nothing', () => {
  for (const key of ['q', 'Q', '\u0003', '\u0004'])
    assert.deepEqual(idle().press(key).effects, [{ do: 'quit', status: 0 }]);
  for (const key of ['x', ' ', '?']) assert.deepEqual(idle().press(key).effects, []);
});

test('while the server is down, keys wait with it', () => {
  const one = idle().play(down);
  assert.deepEqual(one.press('\r').effects, []);
  assert.deepEqual(one.press('0', '7').effects, []);
  assert.deepEqual(one.play(up).effects[0].folders, ['07-pages']);
});

// Once

for (const [what, options, answers, status] of [
  ['all done', {}, [PART_1, { '06-login': 'passed', '07-pages': 'passed' }], 0],
  ['a lesson that is not done', {}, [AT_04], 1],
  ['a lesson that was chosen and is done', { chosen: '04' }, [{ '04-sign': 'passed' }], 0],
  ['a lesson that was chosen and is not done', { chosen: '04' }, [{ '04-sign': 'failed' }], 1],
  ['no answer', {}, [{ [PREFLIGHT]: SILENCE }], 2],
  ['no answer to a lesson that was chosen', { chosen: '04' }, [{ '04-sign': SILENCE }], 2],
  ['another program', {}, [STRANGER, STRANGER], 2],
]) {
  test(`once, with ${what}: status ${status}`, () => {
    const one = coach({ isOnce: true, ...options }).play(up);
    for (const outcomes of answers) one.answer(outcomes);
    assert.deepEqual(one.effects, [{ do: 'quit', status }]);
  });
}

// What is shown

test('the screen has the row, the first thing to fix, and one line about what is going on', () => {
  const one = coach().play(up).answer(AT_02);
  const shown = (state) => screen(state, { url: URL, width: 80, height: 40, paint: (_, text) => text });
  assert.deepEqual(shown(one.state), [
    `Coach for ${URL}`,
    '',
    'Part 1: current 02 ROUTE · to come 03 04',
    'Part 2: to come 06 07',
    '',
    'Lesson 02, ROUTE: lessons/02-route/README.md',
    '',
    'Ask 02-route',
    '  About Ask 02-route.',
    '',
    '✗ 02-route holds',
    '',
    'Enter: again · a: all · 07: that lesson · q: quit',
  ]);
  const last = (...events) => shown(one.play(...events).state).at(-1);
  assert.equal(last({ type: 'key', key: '0' }), 'Lesson 0_');
  assert.equal(
    last({ type: 'key', key: '\u001b' }, down),
    `Waiting for your server at ${URL}. A build may take a while.`,
  );
  assert.equal(
    last(up, { type: 'step', run: 2, folder: '02-route', request: 'Ask' }),
    'Checking 02-route › Ask (0 checks so far)',
  );
});

test('in a small terminal, the description is left out', () => {
  const { state } = coach().play(up).answer(AT_02);
  const shown = screen(state, { url: URL, width: 80, height: 12, paint: colored });
  assert.ok(!shown.join('\n').includes('About'));
  assert.ok(shown.join('\n').includes('Ask 02-route'));
});

test('color adds nothing that the words do not say', () => {
  const { state } = coach().play(up).answer(AT_04);
  // eslint-disable-next-line no-control-regex -- these are the characters that color text
  const bare = row(state, colored).map((line) => line.replace(/\u001b\[\d+m/g, ''));
  assert.deepEqual(bare, row(state));
  assert.notDeepEqual(row(state, colored), row(state));
});

test('what a server answers cannot change the terminal', () => {
  const one = coach()
    .play(up)
    .answer({ ...HERE, '02-route': 'got: \u001b[2J\u0007\u009bhello\r' });
  assert.equal(result(one.state).at(-1), '  got: �[2J��hello�');
});

test('long hints are broken at their spaces, but an answer and a command are not', () => {
  const words = 'word '.repeat(30).trim();
  const one = coach()
    .play(up)
    .answer({ ...HERE, '02-route': `got: ${words}\nhint: ${words}\nrepeat: ${words}` });
  const lines = result(one.state, undefined, 60);
  assert.ok(lines.includes(`  got: ${words}`) && lines.includes(`  repeat: ${words}`));
  assert.ok(lines.filter((line) => /^ {2}(hint|word)/.test(line)).every(({ length }) => length <= 60));
});

test('lines to append: each lesson as it is reached, then the result, and one line while the server is down', () => {
  const lines = [];
  const one = coach();
  const tell = (event) => {
    const before = one.state;
    lines.push(...news(before, one.play(event).state, URL));
  };
  tell(up);
  for (const [folder, state] of [
    [PREFLIGHT, 'passed'],
    ['02-route', 'failed'],
    ['02-route', 'failed'],
  ]) {
    tell({ type: 'step', run: 1, folder, request: 'Ask' });
    tell({ type: 'test', run: 1, folder, request: 'Ask', test: 'It holds', state });
  }
  tell({ type: 'checked', run: 1 });
  tell(down);
  tell(down);
  assert.deepEqual(lines, [
    `Checking ${URL}`,
    `  ${PREFLIGHT}`,
    '  02-route',
    '',
    ...row({ ...one.state }),
    '',
    ...result(one.state),
    '',
    `Waiting for your server at ${URL}. A build may take a while.`,
  ]);
});

// The real course

test('Markdown becomes plain text', () => {
  assert.deepEqual(plain('**Look at** `*p = 1`, *not*\nat [the page](x.md).\n\n- one\n- two\n\n2 * 3 * 4'), [
    'Look at *p = 1, not at the page.',
    '- one',
    '- two',
    '2 * 3 * 4',
  ]);
});

test('every step of the course has a description without marks', () => {
  for (const { number, collection } of parts) {
    for (const { folder, item } of requestsOf(collection)) {
      const text = describe(number, folder, item.name).join('\n');
      assert.ok(text.length > 20, item.name);
      assert.doesNotMatch(text, /\*\*|`|\]\(/, item.name);
    }
  }
});

test('lessons without checks, or whose checks ask for nothing new, are known', () => {
  assert.deepEqual(
    allLessons.filter(({ isSilent }) => isSilent).map(({ number }) => number),
    ['01', '04', '10', '11', '21'],
  );
});

test('each lesson with its own server has a request that finds out about it, and no other folder has its name', () => {
  const named = parts.flatMap(({ collection }) => requestsOf(collection).map(({ item }) => item.name));
  assert.deepEqual(
    allLessons.filter(({ probe }) => probe).map(({ number }) => number),
    ['15', '16', '17', '18', '19', '20', '22', '23'],
  );
  for (const { probe } of allLessons.filter((one) => one.probe))
    assert.equal(named.filter((name) => name === probe).length, 1, probe);
});
