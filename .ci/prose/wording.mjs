#!/usr/bin/env node
// Finds wording that reads as translated (rules.mjs) in the project's files. allowed.mjs lists the exceptions.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALLOWED } from './allowed.mjs';
import { check } from './check.mjs';
import { RULES } from './rules.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READ = /\.(?:md|rs|m?js|yaml|toml|html|css|svg)$|^\.env\.example$|^\.ci\/[^/]+$/;
/** These name what they look for. */
const OURS = '.ci/prose/';

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
});
const files = tracked
  .split('\0')
  .filter((file) => READ.test(file) && !file.startsWith(OURS) && existsSync(join(ROOT, file)))
  .map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]);

const findings = check(files, ALLOWED);
if (findings.length > 0) {
  console.error(findings.join('\n'));
  console.error(`\n${findings.length} to rewrite. If one is right as it is, add it to allowed.mjs with a reason.`);
  process.exitCode = 1;
} else console.log(`${files.length} files follow the ${RULES.length} rules for wording.`);
