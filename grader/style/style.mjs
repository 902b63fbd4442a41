#!/usr/bin/env node
// One style for all JavaScript of the project: Prettier formats, ESLint finds mistakes. The scripts inside
// the YAML of the collections are treated like separate files.
//
//   npm run check   says what is not in style, and fails
//   npm run fix     formats, and fixes what ESLint can

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ESLint } from 'eslint';
import { load } from 'js-yaml';
import { check as isFormatted, format } from 'prettier';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['grader', 'tests', 'src', '.ci', 'lessons'];
const COLLECTIONS = 'postman/collections';
const PRETTIER = { printWidth: 120, singleQuote: true };

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const eslint = new ESLint({
  cwd: ROOT,
  overrideConfigFile: fileURLToPath(new URL('eslint.config.mjs', import.meta.url)),
  fix: !options.check,
});
const mistakes = [];

/** Code in style; adds mistakes that can't be fixed to the list. `path` determines the rules. */
async function inStyle(path, code) {
  const [{ output = code, messages }] = await eslint.lintText(code, { filePath: join(ROOT, path) });
  // In a YAML file, lines are counted from the script's first line.
  const file = path.replace(/\.yaml\.js$/, '.yaml');
  for (const { line, column, message, ruleId } of messages)
    mistakes.push(`${file}:${line}:${column} ${message} (${ruleId ?? 'syntax'})`);
  const settings = { ...PRETTIER, filepath: path };
  if (messages.some(({ fatal }) => fatal)) return code;
  if (!options.check) return format(output, settings);
  if (!(await isFormatted(output, settings))) mistakes.push(`${file} is not formatted: npm run fix, in grader/style`);
  return code;
}

async function inFile(path) {
  const before = readFileSync(join(ROOT, path), 'utf8');
  const after = await inStyle(path, before);
  if (after !== before) writeFileSync(join(ROOT, path), after);
}

/** Each script in a YAML file is a block, `code: |-`. Text that the build inserts is formatted in its source. */
async function inYaml(path) {
  const before = readFileSync(join(ROOT, path), 'utf8');
  const lines = before.split('\n');
  const result = [];
  while (lines.length > 0) {
    const line = lines.shift();
    const [, indent] = line.match(/^( *)code: /) ?? [];
    if (indent === undefined) {
      result.push(line);
      continue;
    }
    const block = [line];
    while (lines.length > 0 && (lines[0] === '' || lines[0].startsWith(`${indent}  `))) block.push(lines.shift());
    const { code } = load(block.map((one) => one.slice(indent.length)).join('\n'));
    if (code.includes('// ---- shared: ')) {
      result.push(...block);
      continue;
    }
    const formatted = (await inStyle(`${path}.js`, `${code}\n`)).trimEnd();
    result.push(`${indent}code: |-`, ...formatted.split('\n').map((one) => one && `${indent}  ${one}`));
  }
  const after = result.join('\n');
  if (after === before) return;
  if (options.check) mistakes.push(`${path}: a script is not a block, code: |-`);
  else writeFileSync(join(ROOT, path), after);
}

function filesIn(folder, pattern) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path, pattern);
      return pattern.test(entry.name) ? [path] : [];
    });
}

const scripts = FOLDERS.flatMap((folder) => filesIn(folder, /\.m?js$/));
const yaml = filesIn(COLLECTIONS, /\.yaml$/);
for (const path of scripts) await inFile(path);
for (const path of yaml) await inYaml(path);
if (mistakes.length > 0) {
  console.error(mistakes.join('\n'));
  process.exitCode = 1;
} else console.log(`${scripts.length} files and the scripts of ${yaml.length} YAML files are in style.`);
