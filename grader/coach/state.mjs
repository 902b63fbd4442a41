// The coach's logic, without a terminal, a network or a clock: `step` takes the state and an event, and returns
// the next state and what to do. The server itself shows where the learner is, so nothing is stored.
//
// Parts 1 and 2 have one server, which grows from lesson to lesson. In part 3, each lesson has its own server, and
// those of part 4 sign in another way. So each run first asks which of those is running, with the preflight of that part
// and one request of each lesson. If none is, the shared parts are checked, one after the other.
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

import { NOTES_ANSWER, NOTES_AT_BASE } from '../shared/environment.js';

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
  /**
   * By lesson: 'done', 'to fix', 'unseen' (passes, which says nothing), 'absent' (it has another server), 'unasked'
   * (another part, which this run left out). None: to come.
   */
  outcomes: {},
  /** `{ lesson?, request, test, message, description, failing, waiting, hasWorked }`: the first thing to fix. */
  toFix: undefined,
  /** By folder: the address at which nothing answered, for a lesson whose server runs beside the others. */
  silent: {},
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

// ---- A run: which server is it, then one part after the other

function startRun(state, { isAll = false, cheer } = {}) {
  if (!state.isUp) return [state, []];
  const id = state.runs + 1;
  const run = {
    id,
    isAll,
    cheer,
    results: [],
    at: undefined,
    strangers: [],
    known: [],
    here: [],
    maybe: [],
    silent: {},
  };
  const chosen = state.lessons.find(({ number }) => number === state.chosen);
  const next = { ...state, runs: id, run };
  if (chosen) return check(next, { part: chosen.part, folders: [chosen.folder] });
  return probe(next, partsOf(state, hasOwnServers)) ?? check(next, whole(state, partsOf(state, isShared)[0]));
}

const hasOwnServers = ({ probe: request }) => Boolean(request);
const isShared = (lesson) => !hasOwnServers(lesson);

/** The parts with lessons of this kind that have checks. */
const partsOf = ({ lessons }, isOfKind) => [
  ...new Set(lessons.filter((lesson) => lesson.folder && isOfKind(lesson)).map(({ part }) => part)),
];

const lessonsIn = ({ lessons }, part) => lessons.filter((lesson) => lesson.part === part && lesson.folder);

/** All of a part's lessons. */
function whole(state, part, { withPreflight = true } = {}) {
  const folders = lessonsIn(state, part).map(({ folder }) => folder);
  return { part, folders: withPreflight ? [PREFLIGHT, ...folders] : folders };
}

/** Asks which lesson's own server this is, if there is a part to ask about. */
function probe(state, [part]) {
  if (part === undefined) return undefined;
  const requests = lessonsIn(state, part).map(({ probe: request }) => request);
  return check(state, { part, folders: [PREFLIGHT, ...requests], isProbe: true });
}

/** `isProbe` and `isSearch`: a failure says that it's another lesson's server, so the check goes on after it. */
function check(state, { part, folders, isProbe = false, isSearch = false }) {
  const run = { ...state.run, part, isProbe, isSearch };
  const stopAtFailure = !(run.isAll || isProbe || isSearch);
  return [{ ...state, run }, [{ do: 'check', run: run.id, part, folders, stopAtFailure }]];
}

function progress(state, event) {
  const { run } = state;
  if (event.type === 'step') {
    // Which request finds out about the server is of no interest to the learner.
    if (run.isProbe) return [state, []];
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
  if (run.isProbe) return probed(state);
  if (run.isSearch) return searched(state);
  return run.here.length > 0 ? finish(state) : checkedShared(state);
}

/**
 * One request of each lesson has been sent: is one of their servers running? If nothing passed where the routes are
 * there, it may be such a server, or the shared one, which has a route of that name.
 */
function probed(state) {
  const { run } = state;
  // The shared lessons would take it for a server that has got as far as part 1.
  const sibling = run.results.find(({ message = '' }) => message.includes(NOTES_AT_BASE));
  if (sibling) return cannotAsk(state, sibling);
  const answered = lessonsHere(state);
  const isSure = answered.some(({ folder }) =>
    run.results.some((one) => one.folder === folder && one.state === 'passed'),
  );
  const isKnown = run.results.some(({ folder, state: outcome }) => folder === PREFLIGHT && outcome === 'passed');
  const known = isKnown ? [...run.known, run.part] : run.known;
  const silent = { ...run.silent, ...silentIn(run.results) };
  const next = { ...state, run: { ...run, results: [], known, silent, maybe: [...run.maybe, ...answered] } };
  if (isSure) return checkOwn(next, answered);
  const others = partsOf(state, hasOwnServers).filter((part) => part > run.part);
  return probe(next, others) ?? check(next, whole(state, partsOf(state, isShared)[0]));
}

const silentIn = (results) =>
  Object.fromEntries(
    results
      .filter(isNotesSilence)
      .map(({ folder, message }) => [folder, message.match(/^expected: a server at (\S+)$/m)?.[1]]),
  );

/** Checks the lessons of one part whose own server this is. */
function checkOwn(state, here) {
  const run = { ...state.run, here, results: [], strangers: [] };
  return check({ ...state, run }, { part: here[0].part, folders: here.map(({ folder }) => folder) });
}

function checkedShared(state) {
  const { run } = state;
  const stranger = run.results.find(
    ({ part, folder, state: outcome }) => part === run.part && folder === PREFLIGHT && outcome !== 'passed',
  );
  const strangers = stranger ? [...run.strangers, { ...stranger, part: run.part }] : run.strangers;
  const failed = run.results.some(({ folder, state: outcome }) => folder !== PREFLIGHT && outcome !== 'passed');
  const next = partsOf(state, isShared).find((part) => part > run.part);
  const after = { ...state, run: { ...run, strangers } };
  // To a server that has done a part, the next part speaks as its first lesson, and not as to a stranger.
  if (next && (stranger || run.isAll || !failed))
    return check(after, whole(state, next, { withPreflight: Boolean(stranger) || failed }));
  const [maybe] = run.maybe;
  if (maybe && !hasDoneOne(after))
    return checkOwn(
      after,
      run.maybe.filter(({ part }) => part === maybe.part),
    );
  if (run.results.some(({ folder }) => folder !== PREFLIGHT)) return finish(after);
  // A lesson's own server on which the route that finds out about it is missing.
  const [part] = run.known;
  if (part) return check(after, { ...whole(state, part, { withPreflight: false }), isSearch: true });
  return cannotAsk(state, strangers[0]);
}

/** Has the server done any lesson that was checked? */
const hasDoneOne = ({ lessons, run }) =>
  lessons.some(({ folder }) => {
    const own = run.results.filter((result) => folder && result.folder === folder);
    return own.length > 0 && own.every(({ state }) => state === 'passed');
  });

/** All lessons of a part have been checked, to find the one that the server is for. */
function searched(state) {
  const { run } = state;
  const here = lessonsHere(state);
  const results = run.results.filter(({ folder }) => here.some((lesson) => lesson.folder === folder));
  if (here.length === 0) return cannotAsk(state, run.strangers[0]);
  return finish({ ...state, run: { ...run, here, results, strangers: [] } });
}

/** What fails on the server of another lesson, and on none that can be asked. */
const SAYS_NOTHING = /^The server (has the routes of lesson|answers)/;

/** The lessons of this part whose own server has answered. */
const lessonsHere = (state) =>
  lessonsIn(state, state.run.part).filter(({ folder }) =>
    state.run.results.some(
      (one) =>
        one.folder === folder &&
        one.part === state.run.part &&
        one.state !== 'skipped' &&
        !SAYS_NOTHING.test(one.test) &&
        !isNotesSilence(one),
    ),
  );

/** Nothing answers, so the first request of a different part wouldn't get any further. */
const isSilence = ({ message = '' }) => /^got: no answer$/m.test(message);

/** Nothing is there. A server that only takes too long is there, and needs a look. */
const isNotesSilence = (result) => result.test === NOTES_ANSWER && result.state === 'failed' && isSilence(result);

function cannotAsk(state, failure) {
  const toFix = { failing: 1, waiting: 0, description: [], ...failure, isEnvironment: true };
  return conclude({ ...state, run: undefined, toFix, cheer: undefined }, STATUS.cannotAsk);
}

/** Without the lessons after one whose server is away, unless the learner has started them. */
function withoutLater({ lessons, run }) {
  const away = lessons.findIndex(({ folder }) => folder in run.silent);
  const isLater = ({ folder }) =>
    away >= 0 &&
    lessons.findIndex((lesson) => lesson.folder === folder) > away &&
    !run.results.some((one) => one.folder === folder && one.state === 'passed');
  return { ...run, results: run.results.filter((result) => !isLater(result)) };
}

function finish(reached) {
  const state = { ...reached, run: withoutLater(reached) };
  const { run, lessons, chosen } = state;
  const current = currentOf(lessons, run.results, chosen);
  const outcomes = outcomesOf(state, current);
  const done = lessons.filter(({ name }) => outcomes[name] === 'done').map(({ name }) => name);
  const fresh = state.isFirst && !chosen ? [] : done.filter((name) => !state.everDone.includes(name));
  const cheer = fresh.length > 0 ? achieved(lessons, fresh) : run.cheer;
  const [toFix, described] = current ? firstToFix(state, current) : [undefined, state.described];
  const next = {
    ...state,
    outcomes,
    toFix,
    described,
    cheer,
    silent: run.silent,
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

function outcomesOf({ lessons, run, outcomes, chosen }, current) {
  const strangers = run.strangers
    .map(({ part }) => part)
    .filter((part) => run.results.some((result) => result.part > part && result.folder !== PREFLIGHT));
  const found = chosen ? { ...outcomes } : {};
  for (const lesson of lessons.filter(({ folder }) => folder)) {
    const own = run.results.filter((result) => result.folder === lesson.folder);
    const other = chosen ? undefined : whyNotAsked(lesson);
    if (own.length > 0) found[lesson.name] = own.every(({ state }) => state === 'passed') ? 'done' : 'to fix';
    else if (other) found[lesson.name] = other;
  }

  /** Whether this server is that of the lesson, or grows into it. */
  function isHere(lesson) {
    if (run.here.includes(lesson)) return true;
    const before = lessons.find(({ name }) => name === lesson.continues);
    return before !== undefined && isHere(before);
  }

  function whyNotAsked(lesson) {
    if (run.here.length > 0 && lesson.part !== run.here[0].part) return 'unasked';
    // While something of the shared server is left to fix, a lesson with its own is a later one.
    if (hasOwnServers(lesson)) return isHere(lesson) || (current && isShared(current)) ? undefined : 'absent';
    return strangers.includes(lesson.part) ? 'absent' : undefined;
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
