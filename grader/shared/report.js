import { curl, show } from './http.js';

// The message of a failed test.

/** Why a test is skipped: another one fails. `lesson` is the lesson, or the folder, of that test, if it isn't in the same request. */
export const fixFirst = (test, lesson = '') =>
  `first fix "${test}"${lesson ? ` in the folder ${lesson.replace('lessons/', '')}` : ''}`;

/** The folder of the request that runs, or an empty string. */
export const folderOf = (pm) => (pm.execution && pm.execution.location && pm.execution.location[1]) || '';

const lesson = (pm) => (/^\d\d-/.test(folderOf(pm)) ? `lessons/${folderOf(pm)}` : 'lessons/README.md');

/** What a learner needs to continue alone, in five lines; if there was no answer, a sixth has the error. */
export const report = (pm, finding, answer) => {
  const about = finding.answer || answer;
  return [
    `expected: ${finding.expected}`,
    `got: ${finding.got || show(about)}`,
    `hint: ${finding.hint}`,
    `lesson: ${finding.lesson || lesson(pm)}`,
    `repeat: ${curl(about.request)}`,
    ...(about.error ? [`error: ${about.error}`] : []),
  ].join('\n');
};
