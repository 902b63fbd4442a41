import { curl, show } from './http.js';

// The message of a failed test.

export const fixFirst = (test) => `fix "${test}" first`;

const lesson = (pm) => {
  const folder = (pm.execution && pm.execution.location && pm.execution.location[1]) || '';
  return /^\d\d-/.test(folder) ? `lessons/${folder}` : 'lessons/README.md';
};

/** What a learner needs to go on alone, in five lines; where nothing came, a sixth has the error. */
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
