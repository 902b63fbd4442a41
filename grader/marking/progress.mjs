// What a run's results say about a student: each lesson's state, the counts, and the first thing to fix.

import { NOTES_ANSWER } from '../shared/environment.js';
import { fixFirst } from '../shared/report.js';

/**
 * The states of a lesson:
 *
 * - `done`        it and all lessons before it pass
 * - `early`       it passes, but a lesson before it doesn't: it counts once that does
 * - `next`        the first lesson that isn't done, and hasn't been started
 * - `started`     the same, but most of it passes, or a server that this lesson adds answers
 * - `to fix`      it was left behind: part of it fails, while a later lesson passes, or most of one does
 * - `to come`     a later lesson that doesn't pass
 * - `not checked` the run ended before it
 */
export const STATES = ['done', 'early', 'next', 'started', 'to fix', 'to come', 'not checked'];

/** The message of a test that a run never reached. */
export const NOT_RUN = 'not run';

/**
 * - `lessons`: those of the part that have a folder, as lessons.mjs of the coach has them.
 * - `tests`: every test of the part, by folder: pairs of a request and a test.
 * - `results`: as grade.mjs returns them.
 */
export function progressOf({ lessons, tests, results, redact = (text) => text }) {
  const outcomes = outcomesIn(results, redact);
  const all = Object.entries(tests).map(([folder, names]) => testsOf(folder, names, outcomes));
  const states = lessonsOf(lessons, new Map(all.map((one) => [one.folder, one])));
  const first = states.find(({ state }) => ['next', 'started', 'to fix'].includes(state));
  return {
    lessons: states,
    preflight: all.find(({ folder }) => !lessons.some((lesson) => lesson.folder === folder)),
    counts: sum(states),
    passed: states.filter(({ state }) => state === 'done').map(({ number }) => number),
    first: first && { ...first, test: firstOf(first.tests) },
    warnings: outcomes.filter(({ test }) => isWarning(test)).map(({ test }) => test.replace(WARNING, '')),
  };
}

const WARNING = 'warning: ';
const isWarning = (test) => test.startsWith(WARNING);

function outcomesIn(results, redact) {
  return results.map(({ folder, request, test, state, message = '' }) => {
    // A skipped test carries its reason in its name.
    const [, name, reason] = (state === 'skipped' && test.match(/^(.*) \(skipped: (.*)\)$/s)) || [];
    return { folder, request, test: name ?? test, state, message: redact(reason ?? message) };
  });
}

/** Every test of a folder, including those that didn't run, and those that only report what is in the way. */
function testsOf(folder, names, outcomes) {
  const own = outcomes.filter((one) => one.folder === folder && !isWarning(one.test));
  // Requests to a server that is away aren't sent.
  const isAway = own.some(({ test }) => test === NOTES_ANSWER);
  const notRun = isAway ? fixFirst(NOTES_ANSWER) : NOT_RUN;
  const tests = names.map(([request, test]) => {
    const found = own.find((one) => one.request === request && one.test === test);
    return found ?? { folder, request, test, state: 'skipped', message: notRun };
  });
  const others = own.filter((one) => one.state === 'failed' && !tests.includes(one));
  // What is in the way comes before what waits for it.
  return { folder, tests: [...others, ...tests] };
}

function lessonsOf(lessons, byFolder) {
  const own = lessons.map(({ name, number, title, folder, isSilent, isBeside }) => {
    const { tests } = byFolder.get(folder);
    const isThere = isBeside && !tests.some(({ test }) => test === NOTES_ANSWER);
    return { name, number, title, isSilent, isThere, tests, ...countsOf(tests) };
  });
  const isPassed = ({ passed, total }) => passed === total;
  const open = own.findIndex((one) => !isPassed(one));
  const isPast = own.slice(open + 1).some((one) => isPassed(one) && !one.isSilent);
  return own.map(({ isSilent: _, isThere, ...one }, index) => ({ ...one, state: stateOf(one, index, isThere) }));

  function stateOf(one, index, isThere) {
    const isMostly = one.passed > one.failed;
    if (isPassed(one)) return open < 0 || index < open ? 'done' : 'early';
    if (one.tests.every(({ message }) => message === NOT_RUN)) return 'not checked';
    if (index > open) return isMostly ? 'to fix' : 'to come';
    if (isPast) return 'to fix';
    return isMostly || (isThere && one.failed > 0) ? 'started' : 'next';
  }
}

function countsOf(tests) {
  const count = (state) => tests.filter((one) => one.state === state).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped'), total: tests.length };
}

function sum(lessons) {
  const total = { passed: 0, failed: 0, skipped: 0, total: 0 };
  for (const lesson of lessons) for (const key of Object.keys(total)) total[key] += lesson[key];
  return total;
}

const firstOf = (tests) =>
  tests.find(({ state }) => state === 'failed') ?? tests.find(({ state }) => state === 'skipped');
