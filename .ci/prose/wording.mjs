#!/usr/bin/env node
// Finds wording that reads as translated (rules.mjs) in what git tracks, but for what allowed.mjs lists.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ALLOWED } from './allowed.mjs';
import { RULES } from './rules.mjs';
import { prose } from './text.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILES = /\.(?:md|rs|m?js|yaml|toml|html|css|svg)$|^\.env\.example$|^\.ci\/[^/]+$/;
// The rules and their examples are what this program looks for.
const OURS = /^\.ci\/prose\//;

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
const files = tracked.filter((file) => FILES.test(file) && !OURS.test(file));
const used = new Set();
const findings = [];

for (const file of files) {
  const original = readFileSync(new URL(file, `file://${ROOT}`), 'utf8');
  const text = prose(file, original);
  for (const { name, pattern, instead } of RULES) {
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const around = text.slice(Math.max(0, index - 60), index + found.length + 60).replace(/\s+/g, ' ').trim();
      const reason = ALLOWED.find((entry) => entry.rule === name && entry.file === file && around.includes(entry.text));
      if (reason) used.add(reason);
      else {
        const line = original.slice(0, index).split('\n').length;
        findings.push(`${file}:${line}: "${name}" (better: ${instead}) in: …${around}…`);
      }
    }
  }
}
for (const entry of ALLOWED) {
  if (!entry.reason) findings.push(`.ci/prose/allowed.mjs: "${entry.text}" has no reason`);
  if (!used.has(entry)) findings.push(`.ci/prose/allowed.mjs: "${entry.text}" is no longer in ${entry.file}: remove it`);
}

if (findings.length > 0) {
  console.error(findings.join('\n'));
  console.error(`\n${findings.length} to rewrite. If one is right as it is, add it to .ci/prose/allowed.mjs with the reason.`);
  process.exitCode = 1;
} else console.log(`${files.length} files follow the ${RULES.length} rules of wording.`);
