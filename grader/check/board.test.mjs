// The board without a browser: what it says about each student, whom it says to help first, and who may ask it.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { detailsOf, newBoard, nextToMark, view, withMark, withStudents } from '../board/state.mjs';
import { serve } from '../board/server.mjs';

const MINUTE = 60_000;
const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan'];
const STUDENTS = NAMES.map((name, index) => ({ name, address: `http://10.0.0.${index + 1}:8000` }));
const REFUSED = { kind: 'refused', what: 'nothing listens', hint: 'Start it.' };

/** A mark of a course with two lessons: `states` are theirs. */
function markOf(states, { at = 0, why, cut, test: name = 'A test' } = {}) {
  const lessons = ['02', '03'].map((number, index) => ({
    number,
    title: `Lesson ${number}`,
    name: `${number}-lesson`,
    state: states[index],
    passed: 1,
    failed: states[index] === 'done' ? 0 : 1,
    skipped: 0,
    total: 2,
    tests: [
      { request: 'One', test: 'It works', state: 'passed', message: '' },
      { request: 'One', test: name, state: states[index] === 'done' ? 'passed' : 'failed', message: 'got: x' },
    ],
  }));
  const open = lessons.find(({ state }) => state !== 'done');
  return {
    at,
    why,
    cut,
    lessons,
    warnings: [],
    counts: {},
    passed: lessons.filter(({ state }) => state === 'done').map(({ number }) => number),
    first: why || !open ? undefined : { ...open, test: open.tests[1] },
  };
}

const boardOf = (students = STUDENTS) => withStudents(newBoard(), students);
const keys = boardOf().rows.map(({ key }) => key);
/** A board on which these students have these marks, one after the other. */
const after = (marks) =>
  Object.entries(marks).reduce(
    (board, [name, list]) => list.reduce((one, mark) => withMark(one, keys[NAMES.indexOf(name)], mark), board),
    boardOf(),
  );
const rowOf = (marks, now) => view(after({ Ada: marks }), now).rows[0];

test('a student who has no mark yet is waiting', () => {
  const { rows, first } = view(boardOf(), 0);
  assert.deepEqual([rows[0].state, rows[0].says, first], ['waiting', 'not marked yet', []]);
});

test('a lesson that worked before is broken, until it works again', () => {
  const row = rowOf([markOf(['done', 'next']), markOf(['to fix', 'next'], { at: MINUTE })], 4 * MINUTE);
  assert.deepEqual(
    [row.state, row.lessons[0].state, row.says],
    ['broken', 'broken', '02 worked before: 02 › A test, for 3 minutes'],
  );
  assert.deepEqual(row.changed, ['02']);
  const again = rowOf([markOf(['done', 'next']), markOf(['to fix', 'next']), markOf(['done', 'next'])], 0);
  assert.deepEqual([again.state, again.lessons[0].state], ['next', 'done']);
});

test('no old mark is shown for a server that is gone', () => {
  const row = rowOf(
    [markOf(['done', 'next']), markOf(['not checked', 'not checked'], { why: REFUSED, at: MINUTE })],
    3 * MINUTE,
  );
  assert.deepEqual(
    row.lessons.map(({ state }) => state),
    ['no answer', 'no answer'],
  );
  assert.equal(row.says, 'refused: nothing listens, for 2 minutes; the server answered before');
});

test('the time of a problem counts from the first mark that shows it', () => {
  const stuck = [markOf(['done', 'next']), markOf(['done', 'next'], { at: MINUTE })];
  assert.equal(rowOf(stuck, 2 * MINUTE).says, 'not there yet: 03 Lesson 03, for 2 minutes');
  const moved = [...stuck, markOf(['done', 'started'], { at: 2 * MINUTE, test: 'Another test' })];
  assert.equal(rowOf(moved, 3 * MINUTE).says, '03 › Another test, for 1 minute');
});

test('a notes service that is away is named, before its lesson is done and after', () => {
  const why = {
    kind: 'refused',
    what: 'the notes service at http://10.0.0.1:8001: nothing listens',
    hint: 'Start it.',
  };
  const away = (mark) => ({ ...mark, first: { ...mark.first, why } });
  const row = rowOf([away(markOf(['done', 'next']))], 2 * MINUTE);
  assert.deepEqual(
    [row.says, row.hint],
    [
      'not there yet: 03 Lesson 03 (the notes service at http://10.0.0.1:8001: nothing listens), for 2 minutes',
      'Start it.',
    ],
  );
  const broken = rowOf([markOf(['done', 'done']), away(markOf(['done', 'next'], { at: MINUTE }))], MINUTE);
  assert.deepEqual(
    [broken.state, broken.says, broken.hint],
    ['broken', '03 worked before: 03 › the notes service at http://10.0.0.1:8001: nothing listens', 'Start it.'],
  );
});

test('whom to help first: what broke, what was cut off, who is gone, who is stuck', () => {
  const gone = [markOf(['done', 'done']), markOf(['not checked', 'not checked'], { why: REFUSED })];
  const marks = {
    Ada: [markOf(['done', 'started'])],
    Ben: gone,
    Cleo: [markOf(['done', 'done']), markOf(['to fix', 'early'])],
    Dan: [markOf(['done', 'not checked'], { cut: 60 })],
  };
  const named = (now) => view(after(marks), now).first.map(({ name }) => name);
  // A restart takes a while, and so does a lesson.
  assert.deepEqual(named(MINUTE), ['Cleo', 'Dan']);
  assert.deepEqual(named(10 * MINUTE), ['Cleo', 'Dan', 'Ben']);
  assert.deepEqual(
    view(after({ Ada: marks.Ada }), 10 * MINUTE).first.map(({ name, says }) => `${name}: ${says}`),
    ['Ada: 03 › A test, for 10 minutes'],
  );
  assert.deepEqual(view(after({ Ada: [markOf(['done', 'done'])] }), 99 * MINUTE).first, []);
});

test('a list that is read again keeps what is known about those who stay', () => {
  const board = after({ Ben: [markOf(['done', 'next'])] });
  const { rows } = view(withStudents(board, [{ name: 'Eve', address: 'http://10.0.0.9' }, STUDENTS[1]]), 0);
  assert.deepEqual(
    rows.map(({ name, state }) => [name, state]),
    [
      ['Eve', 'waiting'],
      ['Ben', 'next'],
    ],
  );
  // A different address is a different server: the old mark says nothing about it.
  const notesMoved = withStudents(board, [{ ...STUDENTS[1], notesAddress: 'http://10.0.0.2:8101' }]);
  assert.equal(view(notesMoved, 0).rows[0].state, 'waiting');
  const moved = withStudents(board, [{ name: 'Ben', address: 'http://10.0.0.7' }]);
  assert.equal(view(moved, 0).rows[0].state, 'waiting');
});

test('the same line twice makes two rows', () => {
  assert.equal(new Set(boardOf([STUDENTS[0], STUDENTS[0]]).rows.map(({ key }) => key)).size, 2);
});

test('the students who have waited longest are marked next, and nobody twice at a time', () => {
  const board = after({ Ada: [markOf(['done', 'next'], { at: 5 })], Ben: [markOf(['done', 'next'], { at: 3 })] });
  const next = (busy, now) => nextToMark(board, { busy: new Set(busy), now, every: 10 })?.student.name;
  assert.equal(next([], 100), 'Cleo');
  assert.equal(next([keys[2], keys[3]], 100), 'Ben');
  assert.equal(next([keys[1], keys[2], keys[3]], 100), 'Ada');
  assert.equal(next([keys[1], keys[2], keys[3]], 14), undefined);
});

test('a cell opens what failed, in full', () => {
  const found = detailsOf(after({ Ada: [markOf(['done', 'to fix'])] }), keys[0], '03');
  assert.deepEqual(
    [found.name, found.page, found.cell.state, found.failed.map(({ test: name, message }) => `${name}: ${message}`)],
    ['Ada', '03-lesson', 'to fix', ['A test: got: x']],
  );
  assert.equal(detailsOf(boardOf(), keys[0], '03'), undefined);
  assert.equal(detailsOf(boardOf(), 'nobody', '03'), undefined);
});

// ---- Who may ask

async function served(t) {
  const actions = [];
  const board = {
    view: () => ({ rows: [], at: actions.length }),
    details: (key) => (key === 'a' ? { key } : undefined),
    csv: () => 'name\r\n',
    junit: () => '<testsuites/>',
    act: (action) => actions.push(action),
  };
  const page = await serve(board, { port: 0 });
  t.after(page.close);
  const { port } = new URL(page.url);
  const ask = (path, { method = 'GET', headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, method, headers }, async (response) => {
        const body = path === '/events' && response.statusCode === 200 ? '' : (await response.toArray()).join('');
        resolve({ status: response.statusCode, headers: response.headers, body, response });
      });
      asked.on('error', reject).end();
    });
  return { page, port, ask, actions };
}

test('a page from another site can’t read or pause the board, and the board’s own page can', async (t) => {
  const { port, ask, actions, page } = await served(t);
  for (const path of ['/', '/events', '/marks.csv', '/details?key=a&lesson=02']) {
    assert.equal((await ask(path, { headers: { Host: `evil.example:${port}` } })).status, 403, path);
    assert.equal((await ask(path, { headers: { Host: `127.0.0.1` } })).status, 403, path);
  }
  assert.equal((await ask('/marks.csv', { headers: { Host: `localhost:${port}` } })).status, 200);
  const post = (headers) => ask('/pause', { method: 'POST', headers });
  assert.equal((await post({})).status, 403);
  assert.equal((await post({ Origin: 'http://evil.example' })).status, 403);
  assert.equal((await post({ Origin: 'null' })).status, 403);
  assert.deepEqual(actions, []);
  assert.equal((await post({ Origin: page.url })).status, 204);
  assert.deepEqual(actions, ['pause']);
});

test('nothing that the page loads comes from elsewhere, and every path has an answer', async (t) => {
  const { ask } = await served(t);
  const { status, headers, body } = await ask('/');
  assert.equal(status, 200);
  assert.match(
    headers['content-security-policy'],
    /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/,
  );
  assert.doesNotMatch(body, /https?:\/\/|style=|onclick/);
  assert.match((await ask('/board.js')).headers['content-type'], /^text\/javascript/);
  assert.equal((await ask('/nothing')).status, 404);
  assert.equal((await ask('/../board.mjs')).status, 404);
  assert.equal((await ask('/details?key=b&lesson=02')).status, 404);
  assert.equal((await ask('/', { method: 'PUT' })).status, 405);
  assert.equal((await ask('/marks.xml')).headers['content-disposition'], 'attachment; filename="marks.xml"');
});

test('a page gets at once what is known, then each change', async (t) => {
  const { ask, page, actions } = await served(t);
  const { response } = await ask('/events');
  const chunks = response[Symbol.asyncIterator]();
  let text = '';
  const until = async (part) => {
    while (!text.includes(part)) text += (await chunks.next()).value;
  };
  await until('data: {"rows":[],"at":0}\n\n');
  actions.push('something');
  page.publish();
  await until('data: {"rows":[],"at":1}\n\n');
  response.destroy();
});
