#!/usr/bin/env node
// Makes one folder with everything that a class without internet needs:
//
//   npm run box -- /var/tmp/jwt-box
//
// The folder holds a clone of this one, every crate, npm's cache, and a target folder in which everything
// is already compiled. Its settings are in files, so nobody has to set a variable in a terminal.

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCourse } from './course.mjs';

const USAGE = `usage: npm run box -- FOLDER [--no-build] [--npm "PACKAGES"] [--pip "PACKAGES"]

Makes a folder with everything that a class without internet needs. FOLDER must be new or empty, and have the path
that it will have on the laptops: at any other path, everything is compiled again.

  --no-build          leaves the compiling to each laptop, which needs no internet for it
  --npm "express@5"   adds packages for a server in JavaScript
  --pip "flask"       adds packages for a server in Python`;

/** Cargo reads this in each folder below: nothing is fetched, and all projects share one target folder. */
const CARGO_CONFIG = `[net]
offline = true

[source.crates-io]
replace-with = "box"

[source.box]
directory = "vendor"

[build]
target-dir = "target"
`;

/** npm reads this in the package's own folder; the path is right only from there. */
const NPM_CONFIG = 'offline=true\ncache=../../npm-cache\n';
const PACKAGES = ['grader', join('tests', 'browser')];

const OPTIONS = {
  'no-build': { type: 'boolean', default: false },
  npm: { type: 'string', default: '' },
  pip: { type: 'string', default: '' },
  help: { type: 'boolean', short: 'h', default: false },
};

/** The command line, checked; an error says what to write instead. */
export function settings(args) {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.help) return { isHelp: true };
  if (positionals.length !== 1) throw new Error(USAGE);
  const words = (text) => text.split(/\s+/).filter(Boolean);
  // npm runs a script in the package's folder, so a relative path is relative to where npm was called.
  const folder = resolve(process.env.INIT_CWD ?? '.', positionals[0]);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} isn't empty. Name a new folder, or delete this one.`);
  return { folder, isBuilt: !values['no-build'], npm: words(values.npm), pip: words(values.pip) };
}

function run(command, args, cwd, quiet = false) {
  console.log(
    `\n$ ${[command === process.execPath ? 'npm' : command, ...args.filter((arg) => !arg.endsWith('.js'))].join(' ')}`,
  );
  const { status, error, stdout } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', 'inherit'],
  });
  if (error) throw new Error(`${command} can't be run (${error.code}). Install it, or add its folder to PATH.`);
  if (status !== 0) throw new Error(`${command} failed; its message is above. Delete the folder before you try again.`);
  return stdout;
}

/** npm itself, without a shell: on Windows, npm is a script that Node can't start. */
const npm = (args, cwd) => run(process.execPath, [process.env.npm_execpath, ...args, '--no-audit', '--no-fund'], cwd);

export function makeBox({ folder, isBuilt, npm: forNode, pip: forPython }) {
  if (!process.env.npm_execpath) throw new Error('Start this script with npm: npm run box -- FOLDER');
  const clone = join(folder, 'jwt-sandbox');
  mkdirSync(folder, { recursive: true });
  run('git', ['clone', '--quiet', fileURLToPath(new URL('..', import.meta.url)), clone]);
  run('cargo', ['vendor', '--quiet', '--locked', join('..', 'vendor')], clone, true);
  mkdirSync(join(folder, '.cargo'));
  writeFileSync(join(folder, '.cargo', 'config.toml'), CARGO_CONFIG);

  const cache = join(folder, 'npm-cache');
  for (const name of PACKAGES) {
    npm(['ci', '--cache', cache], join(clone, name));
    writeFileSync(join(clone, name, '.npmrc'), NPM_CONFIG);
  }
  appendFileSync(join(clone, '.git', 'info', 'exclude'), '.npmrc\n');
  if (forNode.length > 0) {
    const scratch = mkdtempSync(join(tmpdir(), 'box-'));
    npm(['install', '--prefix', scratch, '--cache', cache, ...forNode], scratch);
    rmSync(scratch, { recursive: true });
  }
  if (forPython.length > 0) {
    const python = process.platform === 'win32' ? 'py' : 'python3';
    run(python, ['-m', 'pip', 'download', '--quiet', '--dest', join(folder, 'wheels'), ...forPython], folder);
  }
  if (isBuilt) build(folder, clone);
}

/** Compiles the clone, and what the learners' own projects depend on at the start of each lesson. */
function build(folder, clone) {
  run('cargo', ['build', '--locked'], clone);
  run('cargo', ['build', '--locked', '--examples'], clone);
  run('cargo', ['build', '--locked', '--package', 'apps', '--examples'], clone);
  const { lessons } = readCourse(readFileSync(join(clone, 'lessons', 'course.toml'), 'utf8'));
  const typed = lessons.filter(({ kind }) => ['example', 'app'].includes(kind)).map(({ name }) => name.slice(0, 2));
  for (const start of [...typed, ...lessons.flatMap(({ starter }) => starter ?? [])]) {
    const project = join(folder, 'warm', start);
    run('cargo', ['start-at', start, project], clone, true);
    run('cargo', ['build', '--quiet'], project);
  }
  rmSync(join(folder, 'warm'), { recursive: true });
}

function main() {
  const started = Date.now();
  const chosen = settings(process.argv.slice(2));
  if (chosen.isHelp) {
    console.log(USAGE);
    return;
  }
  makeBox(chosen);
  const minutes = Math.round((Date.now() - started) / 60_000);
  console.log(`\nThe box is ready, after ${minutes} minutes: ${chosen.folder}
Next, switch the network off, and do what lessons/class/OFFLINE.md says under "Try it".`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
