import { curl, show } from './http.js';
import { known } from './known.js';

// The message of a failed test.

export const fixFirst = (test) => `fix "${test}" first`;

/** How GitHub turns a heading into an anchor. */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replace(/ /g, '-');

/**
 * Where a step is taught. The lessons are written for Rust and Rocket, and Rocket says its name in the header
 * Server. A server that says anything else, or nothing, is sent to the step's place in the walkthrough, which is
 * for every language.
 */
const taughtIn = (pm, named, { status, values }) => {
  if (status) known.isRocket = /^Rocket\b/.test(values('server').join());
  const folder = (pm.execution && pm.execution.location && pm.execution.location[1]) || '';
  const own = /^\d\d-/.test(folder) ? `lessons/${folder}` : 'lessons/README.md';
  const lesson = named || own;
  if (known.isRocket || !/\d\d-/.test(lesson)) return lesson;
  const heading = lesson === own ? pm.info.requestName : lesson.replace('lessons/', '');
  return `lessons/WALKTHROUGH.md#${anchor(heading)}`;
};

/** What a learner needs to go on alone, in five lines; where nothing came, a sixth has the error. */
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
