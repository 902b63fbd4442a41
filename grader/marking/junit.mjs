// Marks as a JUnit report, with each test once. A test that didn't run is skipped, not passed, so a server that is
// down has passed none.

import { create } from 'xmlbuilder';
import { NOT_RUN } from './progress.mjs';

/** XML can't have some characters, such as the one that starts a color in a terminal. */
const OPTIONS = { invalidCharReplacement: '\ufffd' };

/** One report for these marks: a suite for each lesson of each student. */
export function junit(marks) {
  const suites = marks.flatMap(suitesOf);
  const root = create('testsuites', { version: '1.0', encoding: 'UTF-8' }, OPTIONS);
  root.att({ name: 'JWT sandbox', ...countsOf(suites.flatMap(({ tests }) => tests)) });
  for (const suite of suites) addSuite(root, suite);
  return root.end({ pretty: true });
}

function suitesOf({ name, why, cut, at, preflight, lessons }) {
  const whyText = why && `${why.what}. ${why.hint}`;
  const reason = whyText ?? (cut ? `marking took longer than ${cut} seconds` : 'the run ended before it');
  const said = (one) => (one.message === NOT_RUN ? { ...one, message: `not run: ${reason}` } : one);
  // "A server answers" is a test, too, and the one that fails if none does.
  const isThere = preflight.tests.map((one) => (why ? { ...one, state: 'failed', message: whyText } : one));
  return [{ name: preflight.folder, tests: isThere }, ...lessons].map((suite) => ({
    name: `${name} › ${suite.name}`,
    // Readers of JUnit split these names at dots.
    className: `${name.replaceAll('.', ' ')}.${suite.name}`,
    timestamp: new Date(at).toISOString().slice(0, 19),
    tests: suite.tests.map(said),
  }));
}

function countsOf(tests) {
  const count = (state) => tests.filter((one) => one.state === state).length;
  return { tests: tests.length, failures: count('failed'), errors: 0, skipped: count('skipped') };
}

function addSuite(root, { name, className, timestamp, tests }) {
  const suite = root.ele('testsuite', { name, ...countsOf(tests), timestamp });
  for (const { request, test, state, message } of tests) {
    const one = suite.ele('testcase', { classname: className, name: `${request} › ${test}` });
    if (state === 'failed') one.ele('failure', { message: message.split('\n')[0] }, message);
    if (state === 'skipped') one.ele('skipped', { message });
  }
}
