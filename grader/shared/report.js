import { curl, show } from './http.js';
import { known } from './known.js';

// The message of a failed test.

/** Why a test is skipped: a different one fails. `lesson` is that test's lesson or folder, if it isn't in the same request. */
export const fixFirst = (test, lesson = '') =>
  `first fix "${test}"${lesson ? ` in the folder ${lesson.replace('lessons/', '')}` : ''}`;

/** The folder of the request that runs, or an empty string. */
export const folderOf = (pm) => (pm.execution && pm.execution.location && pm.execution.location[1]) || '';

/** How GitHub turns a heading into an anchor. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replace(/ /g, '-');

/**
 * Where a step is taught. The lessons are written for Rust and Rocket, and Rocket gives its name in the header
 * Server. For any other server, it's the step's place in the walkthrough, which is for every language.
 */
const taughtIn = (pm, named, { status, values }) => {
  if (status) known.isRocket = /^Rocket\b/.test(values('server').join());
  const own = /^\d\d-/.test(folderOf(pm)) ? `lessons/${folderOf(pm)}` : 'lessons/README.md';
  const lesson = named || own;
  if (known.isRocket || !/\d\d-/.test(lesson)) return lesson;
  const heading = lesson === own ? pm.info.requestName : lesson.replace('lessons/', '');
  return `lessons/WALKTHROUGH.md#${anchor(heading)}`;
};

/** What a learner needs to continue alone, in five lines; if there was no answer, a sixth has the error. */
export const report = (pm, finding, answer) => {
  const about = finding.answer || answer;
  return [
    `expected: ${finding.expected}`,
    `got: ${finding.got || show(about)}`,
    `hint: ${finding.hint}`,
    `lesson: ${taughtIn(pm, finding.lesson, about)}`,
    `repeat: ${curl(about.request)}`,
    ...(about.error ? [`error: ${about.error}`] : []),
  ].join('\n');
};
