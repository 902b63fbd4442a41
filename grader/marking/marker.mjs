// Marks students: asks whether there is a server, then runs the collection in one of several processes.
//
// At any time, there is one more run than there are cores. A run that only waits for its server needs no core, so
// a further one starts beside it, and servers that kept a run waiting last time never get more than a few of the
// processes. So one server that hangs holds up nobody.

import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { lessons as allLessons } from '../coach/lessons.mjs';
import { newRunner } from '../runner/runner.mjs';
import { redactor } from './redact.mjs';
import { progressOf } from './progress.mjs';
import { NOTES_ANSWER } from '../shared/environment.js';
import { isPrivate, proxyFor, whyNot } from './why.mjs';

const TESTS = JSON.parse(readFileSync(new URL('tests.json', import.meta.url), 'utf8'));

/** Each run has a new sandbox, and ends before optimizing its code pays off: without that, a run is an eighth less work. */
const V8 = ['--no-opt', '--max-semi-space-size=32'];

/** After this many milliseconds without news, a run is waiting for its server. */
const WAITING_AFTER = 1000;
/** This many more processes than cores, for runs that wait. */
const SPARE = 6;
/** At most this many of the processes run servers that are known to be slow. */
const MOST_SLOW = 3;
/** A collection's preflight asks this many times, for servers that have to wake up. */
const WAKE_UPS = 4;

const NOTES_PORT = '8001';

/** Part 4 has a second server. Unless the list has its address, it's on the same machine as the first. */
const notesOf = ({ address, notesAddress }) => {
  if (notesAddress) return notesAddress;
  const url = new URL(address);
  url.port = NOTES_PORT;
  return url.origin;
};

const lessonsOf = (part) => allLessons.filter((lesson) => lesson.part === part.number && lesson.folder);

/** Does a student have a second server in this part? */
export const hasNotes = (part) => lessonsOf(part).some(({ isBeside }) => isBeside);

/**
 * - `part`: one of course.mjs.
 * - `seconds` to wait for one answer, `limit` in seconds for one student, `insecure` accepts any certificate.
 * - `priority`: as for `nice`, so that a page stays responsive while the marking goes on.
 */
export function newMarker({
  part,
  seconds = 10,
  limit = 120,
  insecure = false,
  priority = 0,
  size = availableParallelism() + 1,
}) {
  const collection = JSON.parse(readFileSync(part.file, 'utf8'));
  const lessons = lessonsOf(part);
  const variables = Object.fromEntries(collection.variable.map(({ key, value }) => [key, value]));
  const redact = redactor(variables);
  const path = new URL(collection.item[0].item[0].request.url.raw.replace('{{baseUrl}}', 'http://server')).pathname;
  const processes = [];
  const waiting = [];
  const slow = new Set();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let runs = 0;
  let isPaused = false;

  /** A mark of one student. Whatever happens at the other end, it resolves. */
  async function mark(student, { onProgress = () => {} } = {}) {
    const { address } = student;
    const started = Date.now();
    const conclude = ({ results = [], ...more }) => ({
      ...student,
      at: Date.now(),
      milliseconds: Date.now() - started,
      ...more,
      ...progressOf({ lessons, tests: TESTS[part.collection], results, redact }),
    });
    if (!address) return conclude({ why: ABSENT });
    const proxy = proxyFor(address);
    const why = proxy
      ? undefined
      : await whyNot(address, { path, insecure, milliseconds: WAKE_UPS * seconds * 1000, signal: closing.signal });
    if (why) return conclude({ why });
    const outcome = await new Promise((resolve) => {
      waiting.push({ student, onProgress, resolve });
      startNext();
    });
    const mark = conclude({ ...outcome, why: whyIn(outcome, { redact, proxy }) });
    const isAway = mark.first?.test.test === NOTES_ANSWER && !proxy;
    return isAway ? { ...mark, first: { ...mark.first, why: await whyNoNotes(student) } } : mark;
  }

  /** Why the second server doesn't answer, or undefined, if it does by now. */
  async function whyNoNotes(student) {
    const address = notesOf(student);
    const why = await whyNot(address, { insecure, milliseconds: seconds * 1000, signal: closing.signal });
    const elsewhere =
      " If the notes service has a different address, add that address to the student's line in the list.";
    return (
      why && {
        ...why,
        what: `the notes service at ${address}: ${why.what}`,
        hint: why.hint + (student.notesAddress ? '' : elsewhere),
      }
    );
  }

  // ---- Processes

  function startNext() {
    const busy = processes.filter(({ job }) => job);
    const isFull = busy.filter(({ job }) => !job.isWaiting).length >= size || busy.length >= size + SPARE;
    if (waiting.length === 0 || isFull || isPaused || closing.signal.aborted) return;
    const isSlow = ({ student }) => slow.has(student.address);
    const slowRuns = busy.filter(({ job }) => isSlow(job)).length;
    const next = waiting.findIndex((job) => slowRuns < MOST_SLOW || !isSlow(job));
    if (next < 0) return;
    const [job] = waiting.splice(next, 1);
    run(processes.find((one) => !one.job) ?? newProcess(), job);
    startNext();
  }

  function newProcess() {
    const one = { job: undefined };
    one.runner = newRunner({ priority, execArgv: V8, tell: (event) => one.job && hear(one, event) });
    processes.push(one);
    return one;
  }

  function run(one, job) {
    runs += 1;
    Object.assign(job, { id: runs, results: [], isWaiting: false, wasWaiting: false });
    one.job = job;
    job.limit = setTimeout(() => {
      job.wasWaiting = true;
      one.runner.stop();
      finish(one, { cut: limit });
    }, limit * 1000);
    listen(job);
    const { address } = job.student;
    const isDirect = isPrivate(new URL(address).hostname);
    const server = {
      baseUrl: address,
      variables: 'notesUrl' in variables ? { notesUrl: notesOf(job.student) } : {},
      insecure,
      timeoutMilliseconds: seconds * 1000,
      isDirect,
    };
    one.runner.check({ run: job.id, part: part.number, server });
  }

  /** Waits for the next news of a run. */
  function listen(job) {
    job.isWaiting = false;
    clearTimeout(job.silence);
    job.silence = setTimeout(() => {
      job.isWaiting = true;
      job.wasWaiting = true;
      startNext();
    }, WAITING_AFTER);
  }

  function hear(one, { type, run: id, error, ...event }) {
    const { job } = one;
    if (id !== job.id) return;
    listen(job);
    if (type === 'test') job.results.push(event);
    if (type === 'step') job.onProgress(event);
    if (type === 'checked') finish(one, { error });
  }

  function finish(one, outcome) {
    const { job } = one;
    clearTimeout(job.limit);
    clearTimeout(job.silence);
    one.job = undefined;
    if (job.wasWaiting) slow.add(job.student.address);
    else slow.delete(job.student.address);
    job.resolve({ results: job.results, ...outcome });
    startNext();
  }

  return {
    mark,
    lessons,
    /** Runs that have started go on, but no new one starts until this is called with false. */
    pause(value) {
      isPaused = value;
      startNext();
    },
    close() {
      closing.abort();
      for (const { runner, job } of processes) {
        clearTimeout(job?.limit);
        clearTimeout(job?.silence);
        runner.close();
      }
    },
  };
}

const ABSENT = {
  kind: 'no address',
  what: 'no address in the list',
  hint: "Add the address of the student's server to the list.",
};

/** What the run itself says about why it ended before the first lesson. */
function whyIn({ results, error }, { redact, proxy }) {
  if (error) return { kind: 'no run', what: 'the collection could not run', hint: redact(error) };
  const stopped = results.find(({ state }) => state === 'failed');
  if (!stopped || results.some(({ state }) => state === 'passed')) return undefined;
  const line = (name) => redact(stopped.message.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1] ?? '');
  const byProxy = proxy
    ? ` The request went through the proxy ${withoutPassword(proxy)}. To bypass the proxy, add the host of the address, without http:// and the port, to NO_PROXY.`
    : '';
  return { kind: 'no server', what: line('got') || stopped.test, hint: line('hint') + byProxy };
}

const withoutPassword = (url) => url.replace(/\/\/[^@/]*@/, '//');
