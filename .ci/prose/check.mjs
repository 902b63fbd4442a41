// Applies the rules to files: what to rewrite, with the place, and what is wrong with the list in allowed.mjs.

import { RULES } from './rules.mjs';
import { prose } from './text.mjs';

/** How much of the text around a match is shown, and compared with the list. */
const AROUND = 60;

/** `files` are pairs of a path and a text. Returns sentences. */
export function check(files, allowed = []) {
  const findings = [];
  const used = new Set();

  for (const [file, original] of files) {
    const text = prose(file, original);
    for (const { name, pattern, instead } of RULES) {
      for (const { 0: found, index } of text.matchAll(pattern)) {
        const around = text
          .slice(Math.max(0, index - AROUND), index + found.length + AROUND)
          .replace(/\s+/g, ' ')
          .trim();
        const exception = allowed.find(
          (one) => one.rule === name && one.file === file && one.reason && around.includes(one.text),
        );
        if (exception) used.add(exception);
        else {
          const line = original.slice(0, index).split('\n').length;
          findings.push(`${file}:${line} "${found.replace(/\s+/g, ' ')}" in "…${around}…". Better: ${instead}`);
        }
      }
    }
  }
  for (const one of allowed) {
    if (!one.reason) findings.push(`allowed.mjs: "${one.text}" has no reason`);
    else if (!used.has(one)) findings.push(`allowed.mjs: "${one.text}" is no longer in ${one.file}, so remove it`);
  }
  return findings;
}
