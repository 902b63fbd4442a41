// The coach's logic, without a terminal, a network or a clock: `step` takes the state and an event, and returns
// the next state and what to do. The server itself shows where the learner is, so nothing is stored.
//
// Events:
//   { type: 'up' }                                  the server has come up, or was restarted
//   { type: 'down' }                                nothing is listening
//   { type: 'step', run, folder, request }          a run has reached this request
//   { type: 'test', run, folder, request, test, state, message }
//   { type: 'checked', run, error }                 a run has ended
//   { type: 'key', key }                            one key: '\r', 'a', '7', 'q', '\u001b' …
// What to do:
//   { do: 'check', run, part, folders, stopAtFailure }
//   { do: 'stop' }                                  end the run
//   { do: 'quit', status }

/** The folder in which a collection checks that a server answers, and that it's the right one. */
export const PREFLIGHT = '0 Preflight';

/** What the coach's exit status means. */
export const STATUS = { done: 0, notDone: 1, cannotAsk: 2 };

/**
 * - `lessons`, `describe`: see lessons.mjs.
 * - `isOnce`: quits after the first run.
 * - `chosen`: the number of a lesson to stay with, instead of the first one that isn't done.
 */
export const initial = ({ lessons, describe, isOnce = false, chosen }) => ({
  lessons,
  describe,
  isOnce,
  chosen,
  /** undefined until it is known */
  isUp: undefined,
  runs: 0,
  run: undefined,
  /** By lesson: 'done', 'to fix', 'unseen' (passes, which says nothing), 'absent' (this server is for a different part). None: to come. */
  outcomes: {},
  /** `{ lesson?, request, test, message, description, failing, waiting, hasWorked }`: the first thing to fix. */
  toFix: undefined,
  /** What was achieved since the last run: `{ lessons, next }`. */
  cheer: undefined,
  /** One line about the last key. */
  notice: undefined,
  typed: '',
  /** Until the server has shown where the learner is. */
  isFirst: true,
  everDone: [],
  described: [],
});

export function step(state, event) {
  switch (event.type) {
    case 'up':
      return startRun({ ...state, isUp: true, notice: undefined });
    case 'down':
      return [{ ...state, isUp: false, run: undefined }, state.run ? [{ do: 'stop' }] : []];
    case 'key':
      return press({ ...state, notice: undefined }, event.key);
    default:
      // A run that was stopped may still send an event.
      return state.run && event.run === state.run.id ? progress(state, event) : [state, []];
  }
}

// ---- Keys

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const QUIT = ['q', 'Q', CTRL_C, CTRL_D];
const ESCAPE = '\u001b';
const ERASE = ['\u007f', '\b'];

function press(state, key) {
  if (QUIT.includes(key)) return [state, [{ do: 'quit', status: STATUS.done }]];
  if (/^\d$/.test(key)) {
    const typed = state.typed + key;
    return typed.length < 2 ? [{ ...state, typed }, []] : choose(state, typed);
  }
  if (key === '\r' || key === '\n') return state.typed ? choose(state, state.typed.padStart(2, '0')) : startRun(state);
  if (ERASE.includes(key)) return [{ ...state, typed: '' }, []];
  if (key === ESCAPE) {
    if (state.typed || !state.chosen) return [{ ...state, typed: '' }, []];
    return startRun({ ...state, chosen: undefined });
  }
  if (/^[aA]$/.test(key)) return startRun({ ...state, typed: '', chosen: undefined }, { isAll: true });
  return [state, []];
}

function choose(state, number) {
  const untyped = { ...state, typed: '' };
  const lesson = state.lessons.find((one) => one.number === number);
  if (!lesson) return [{ ...untyped, notice: `There is no lesson ${number}.` }, []];
  if (!lesson.folder)
    return [{ ...untyped, notice: `Lesson ${number} has no checks: see lessons/${lesson.name}/README.md` }, []];
  return startRun({ ...untyped, chosen: number });
}

// ---- A run: one part after the other

function startRun(state, { isAll = false, cheer } = {}) {
  if (!state.isUp) return [state, []];
  const id = state.runs + 1;
  const run = { id, isAll, cheer, results: [], at: undefined, strangers: [] };
  const chosen = state.lessons.find(({ number }) => number === state.chosen);
  const next = chosen
    ? { ...run, part: chosen.part, folders: [chosen.folder] }
    : { ...run, ...foldersOf(state, partsOf(state)[0], { withPreflight: true }) };
  return check({ ...state, runs: id, run: next });
}

const partsOf = ({ lessons }) => [...new Set(lessons.filter(({ folder }) => folder).map(({ part }) => part))];

function foldersOf({ lessons }, part, { withPreflight }) {
  const folders = lessons.filter((lesson) => lesson.part === part && lesson.folder).map(({ folder }) => folder);
  return { part, folders: withPreflight ? [PREFLIGHT, ...folders] : folders };
}

function check(state) {
  const { id, part, folders, isAll } = state.run;
  return [state, [{ do: 'check', run: id, part, folders, stopAtFailure: !isAll }]];
}

function progress(state, event) {
  const { run } = state;
  if (event.type === 'step') {
    const { folder, request } = event;
    return [{ ...state, run: { ...run, at: { folder, request } } }, []];
  }
  if (event.type === 'test') {
    const { folder, request, test, state: outcome, message } = event;
    const result = { part: run.part, folder, request, test, state: outcome, message };
    return [{ ...state, run: { ...run, results: [...run.results, result] } }, []];
  }
  return checked(state, event.error);
}

function checked(state, error) {
  const { run } = state;
  if (error) return cannotAsk(state, { test: 'The collection runs', message: error });
  const firstFailed = run.results.find((result) => result.state === 'failed');
  if (firstFailed && isSilence(firstFailed) && run.results.every((result) => result.state !== 'passed'))
    return cannotAsk(state, firstFailed);
  if (state.chosen) return finish(state);
  const stranger = run.results.find(
    ({ part, folder, state: outcome }) => part === run.part && folder === PREFLIGHT && outcome !== 'passed',
  );
  const strangers = stranger ? [...run.strangers, { ...stranger, part: run.part }] : run.strangers;
  const failed = run.results.some(({ folder, state: outcome }) => folder !== PREFLIGHT && outcome !== 'passed');
  const next = partsOf(state).find((part) => part > run.part);
  if (next && (stranger || run.isAll || !failed)) {
    // A server that passes a part is the learner's own: the next part starts at its first lesson, without the preflight.
    const withPreflight = Boolean(stranger) || failed;
    return check({ ...state, run: { ...run, strangers, ...foldersOf(state, next, { withPreflight }) } });
  }
  const known = run.results.some(({ folder }) => folder !== PREFLIGHT);
  return known ? finish({ ...state, run: { ...run, strangers } }) : cannotAsk(state, strangers[0]);
}

/** Nothing answers, so the first request of a different part wouldn't get any further. */
const isSilence = ({ message = '' }) => /^got: no answer$/m.test(message);

function cannotAsk(state, failure) {
  const toFix = { failing: 1, waiting: 0, description: [], ...failure, isEnvironment: true };
  return conclude({ ...state, run: undefined, toFix, cheer: undefined }, STATUS.cannotAsk);
}

function finish(state) {
  const { run, lessons, chosen } = state;
  const outcomes = outcomesOf(state);
  const done = lessons.filter(({ name }) => outcomes[name] === 'done').map(({ name }) => name);
  const fresh = state.isFirst && !chosen ? [] : done.filter((name) => !state.everDone.includes(name));
  const cheer = fresh.length > 0 ? achieved(lessons, fresh) : run.cheer;
  const current = currentOf(lessons, run.results, chosen);
  const [toFix, described] = current ? firstToFix(state, current) : [undefined, state.described];
  const next = {
    ...state,
    outcomes,
    toFix,
    described,
    cheer,
    run: undefined,
    isFirst: state.isFirst && Boolean(chosen),
    everDone: [...new Set([...state.everDone, ...done])],
  };
  // The chosen lesson is done: go back to the first one that isn't.
  if (chosen && !current && !state.isOnce) {
    const lesson = lessons.find(({ number }) => number === chosen);
    return startRun({ ...next, chosen: undefined }, { cheer: cheer ?? achieved(lessons, [lesson.name]) });
  }
  return conclude(next, current ? STATUS.notDone : STATUS.done);
}

const conclude = (state, status) => [state, state.isOnce ? [{ do: 'quit', status }] : []];

function outcomesOf({ lessons, run, outcomes, chosen }) {
  const absent = run.strangers
    .map(({ part }) => part)
    .filter((part) => run.results.some((result) => result.part > part && result.folder !== PREFLIGHT));
  const found = chosen ? { ...outcomes } : {};
  for (const { name, part, folder } of lessons) {
    const own = run.results.filter((result) => folder && result.folder === folder);
    if (own.length > 0) found[name] = own.every(({ state }) => state === 'passed') ? 'done' : 'to fix';
    else if (absent.includes(part)) found[name] = 'absent';
  }
  // Only a later lesson can show that the learner has passed a silent one.
  lessons.forEach(({ name, isSilent }, index) => {
    const isBehind = lessons.slice(index + 1).some((later) => found[later.name] === 'done' && !later.isSilent);
    if (isSilent && found[name] === 'done' && !isBehind) found[name] = 'unseen';
  });
  return found;
}

function currentOf(lessons, results, chosen) {
  const isOpen = ({ folder }) => results.some((result) => result.folder === folder && result.state !== 'passed');
  return lessons.find((lesson) => lesson.folder && (!chosen || lesson.number === chosen) && isOpen(lesson));
}

function achieved(lessons, names) {
  const last = lessons.findLastIndex(({ name }) => names.includes(name));
  return { lessons: lessons.filter(({ name }) => names.includes(name)), next: lessons[last + 1] };
}

function firstToFix({ run, describe, described, everDone }, lesson) {
  const own = run.results.filter(({ folder }) => folder === lesson.folder);
  const failing = own.filter(({ state }) => state === 'failed');
  const waiting = own.filter(({ state }) => state === 'skipped');
  const { request, test, message } = failing[0] ?? waiting[0];
  const key = `${lesson.name} › ${request}`;
  const isNew = !described.includes(key);
  const toFix = {
    lesson,
    request,
    test,
    message,
    description: isNew ? describe(lesson.part, lesson.folder, request) : [],
    failing: failing.length,
    waiting: waiting.length,
    hasWorked: everDone.includes(lesson.name),
  };
  return [toFix, isNew ? [...described, key] : described];
}
