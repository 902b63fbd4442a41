// The board's logic, without a browser, a network or a clock: what is known about each student, and whom to help
// first. Marks come in; rows go out. A row shows its last mark only: what an older one adds is in words, with its time.

/** A server may be down this long before somebody should look: a build takes a while. */
const DOWN_FOR = 2 * 60_000;
/** After the same first failure for this long, a student is stuck. */
const STUCK_FOR = 8 * 60_000;

export const newBoard = () => ({ rows: [] });

const keyOf = ({ name, address, notesAddress }) => [name, address ?? '', notesAddress ?? ''].join('\n');

/** The students of a list; the board keeps what it knows about those who were already there. */
export function withStudents(board, students) {
  const known = new Map(board.rows.map((row) => [row.key, row]));
  const seen = new Map();
  const rows = students.map((student) => {
    // A list may have the same line twice.
    const count = (seen.get(keyOf(student)) ?? 0) + 1;
    seen.set(keyOf(student), count);
    const key = `${keyOf(student)}\n${count}`;
    return { ...(known.get(key) ?? { key, everDone: [] }), student };
  });
  return { ...board, rows };
}

/** After a mark, which came at `mark.at`. */
export function withMark(board, key, mark) {
  return { ...board, rows: board.rows.map((row) => (row.key === key ? marked(row, mark) : row)) };
}

function marked(row, mark) {
  const problem = problemOf(mark);
  const isSame = row.mark !== undefined && problem === problemOf(row.mark);
  return {
    ...row,
    mark,
    changed: row.mark ? changesIn(row.mark, mark) : [],
    everDone: [...new Set([...row.everDone, ...mark.passed])],
    lastSeen: mark.why ? row.lastSeen : mark.at,
    since: isSame ? row.since : mark.at,
  };
}

/** What keeps a student from moving on, as a text to compare. */
function problemOf({ why, first }) {
  if (why) return why.kind;
  return first ? `${first.number} ${first.test.request} › ${first.test.test}` : '';
}

function changesIn(before, after) {
  const stateIn = (mark, index) => (mark.why ? 'no answer' : mark.lessons[index].state);
  return after.lessons
    .filter((_, index) => stateIn(before, index) !== stateIn(after, index))
    .map(({ number }) => number);
}

/** The rows as a page shows them, in the order of the list. */
export function view(board, now) {
  const rows = board.rows.map((row) => viewOf(row, now));
  return { rows, first: firstOf(rows) };
}

function viewOf({ key, student, mark, changed = [], everDone, lastSeen, since }, now) {
  const base = { key, name: student.name, address: student.address ?? '', state: 'waiting', lessons: [], changed: [] };
  if (!mark) return { ...base, urgency: 0, says: 'not marked yet' };
  const { why, lessons, counts, passed, first, cut, at } = mark;
  const cells = lessons.map(({ number, title, state, passed: count, failed, skipped, total }) => ({
    number,
    title,
    state: why ? 'no answer' : wasDone(everDone, number, state) ? 'broken' : state,
    passed: count,
    failed,
    skipped,
    total,
  }));
  const row = { ...base, at, since, lessons: cells, changed, counts, passed: passed.length, cut };
  return { ...row, ...visit({ why, first, cells, lastSeen, since, now, cut }) };
}

const wasDone = (everDone, number, state) =>
  everDone.includes(number) && !['done', 'early', 'not checked'].includes(state);

/** How urgent a visit is, and why, in words. The higher the number, the more urgent it is. */
function visit({ why, first, cells, lastSeen, since, now, cut }) {
  const length = now - since;
  const forSome = length >= 60_000 ? `, for ${minutes(length)}` : '';
  if (why?.kind === 'no address') return { state: 'absent', urgency: 0, says: why.what };
  if (why) {
    const isGone = lastSeen !== undefined;
    const urgency = length < DOWN_FOR ? 0 : isGone ? 60 : 40;
    const last = isGone ? 'the server answered before' : 'the server never answered';
    return { state: 'no answer', urgency, says: `${why.kind}: ${why.what}${forSome}; ${last}`, hint: why.hint };
  }
  const broken = cells.filter(({ state }) => state === 'broken').map(({ number }) => number);
  const what = first ? `${first.number} › ${first.why?.what ?? first.test.test}` : '';
  const hint = first?.why?.hint;
  if (broken.length > 0)
    return { state: 'broken', urgency: 80, says: `${broken.join(', ')} worked before: ${what}${forSome}`, hint };
  if (cut)
    return {
      state: 'slow',
      urgency: 70,
      says: `marking took longer than ${cut} seconds: ${what || 'the server is slow'}`,
    };
  if (!first) return { state: 'done', urgency: 0, says: 'everything passes' };
  const isStuck = length >= STUCK_FOR;
  if (first.state === 'next')
    return {
      state: 'next',
      urgency: isStuck ? 30 : 0,
      says: `not there yet: ${first.number} ${first.title}${first.why ? ` (${first.why.what})` : ''}${forSome}`,
      hint,
    };
  const urgency = isStuck ? 50 : first.state === 'to fix' ? 20 : 10;
  return { state: first.state, urgency, says: `${what}${forSome}`, hint };
}

const minutes = (milliseconds) => {
  const count = Math.floor(milliseconds / 60_000);
  return `${count} ${count === 1 ? 'minute' : 'minutes'}`;
};

const MOST_FIRST = 3;

/** Whom to help first: the most urgent, and among equals, the one who has waited longest. */
function firstOf(rows) {
  return rows
    .filter(({ urgency }) => urgency >= 20)
    .sort((one, other) => other.urgency - one.urgency || one.since - other.since)
    .slice(0, MOST_FIRST)
    .map(({ key, name, says }) => ({ key, name, says }));
}

/** The next student to mark: the one whose mark is the oldest, if that's old enough. */
export function nextToMark(board, { busy, now, every }) {
  const isDue = ({ key, mark }) => !busy.has(key) && now - (mark?.at ?? -Infinity) >= every;
  return board.rows
    .filter(isDue)
    .reduce((oldest, row) => (!oldest || (row.mark?.at ?? 0) < (oldest.mark?.at ?? 0) ? row : oldest), undefined);
}

/** What a cell opens: every test of a lesson that didn't pass, with its message. */
export function detailsOf(board, key, number) {
  const row = board.rows.find((one) => one.key === key);
  if (!row?.mark) return undefined;
  const { why, lessons, warnings } = row.mark;
  const lesson = lessons.find((one) => one.number === number);
  if (!lesson) return undefined;
  const failed = lesson.tests.filter(({ state }) => state === 'failed');
  const skipped = lesson.tests.filter(({ state }) => state === 'skipped');
  const cell = viewOf(row, row.mark.at).lessons.find((one) => one.number === number);
  return {
    name: row.student.name,
    address: row.student.address ?? '',
    at: row.mark.at,
    why,
    warnings,
    cell,
    page: lesson.name,
    failed,
    skipped,
  };
}
