// Checks that the manifest, the sources, the generated files and the grader match: `mistakesOf` returns
// what doesn't, as sentences.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { build } from '../build.mjs';
import { gradedIn } from '../course.mjs';
import { lint } from './lint.mjs';

/** Windows allows 260 characters for a path, including the clone's own. */
const LONGEST_PATH = 190;

export function mistakesOf(root) {
  const parts = gradedIn(root);
  return [
    ...folders(root, parts),
    ...paths(root),
    ...built(root),
    ...parts.flatMap((part) => collection(root, part)),
    ...scripts(root, parts),
  ];
}

/** `postman/` has what the manifest names, and nothing that the Postman app refuses. */
function folders(root, parts) {
  const wanted = ['README.md', 'collections', ...parts.map((part) => `${part.collection}.postman_collection.json`)];
  return [
    ...differences('postman', namesIn(new URL('postman/', root)), wanted),
    ...differences(
      'postman/collections',
      namesIn(new URL('postman/collections/', root)),
      parts.map((part) => part.collection),
    ),
    ...differences(
      'grader/check',
      namesIn(new URL('grader/check/', root)).filter((name) => /^\d+-/.test(name)),
      parts.map((part) => part.collection),
    ),
  ];
}

function differences(folder, found, wanted) {
  return [
    ...found.filter((name) => !wanted.includes(name)).map((name) => `${folder}/${name} isn't in lessons/course.toml`),
    ...wanted
      .filter((name) => !found.includes(name))
      .map((name) => `${folder}/${name} is missing, and lessons/course.toml asks for it`),
  ];
}

/** Hidden files belong to the Postman app and the system. */
function namesIn(folder) {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => !name.startsWith('.'))
        .sort()
    : [];
}

function paths(root) {
  const files = readdirSync(new URL('postman/', root), { recursive: true }).map(
    (path) => `postman/${path.replaceAll('\\', '/')}`,
  );
  return files
    .filter(({ length }) => length > LONGEST_PATH)
    .map((path) => `${path} has ${path.length} characters: at most ${LONGEST_PATH}`);
}

function built(root) {
  try {
    return build(root, { check: true }).map((file) => `${file} doesn't match its source: run npm run build`);
  } catch (error) {
    return error.message.split('\n');
  }
}

function collection(root, { collection: name, file, lessons }) {
  if (!existsSync(file)) return [];
  const folders = lessons.map(({ folder }) => folder);
  return lint(JSON.parse(readFileSync(file, 'utf8')), { lessons: folders, variables: exampleSettings(root) }).map(
    (mistake) => `${name}: ${mistake}`,
  );
}

/** The values that .env.example sets, or shows as a default after a `#`. */
function exampleSettings(root) {
  const lines = readFileSync(new URL('.env.example', root), 'utf8').matchAll(/^(?:# )?([A-Z_]+)=(\S+)$/gm);
  const { JWT_SECRET, JWT_ISSUER, JWT_AUDIENCE, ROCKET_PORT } = Object.fromEntries(
    [...lines].map(([, name, value]) => [name, value]),
  );
  return {
    baseUrl: `http://127.0.0.1:${ROCKET_PORT}`,
    jwtSecret: JWT_SECRET,
    issuer: JWT_ISSUER,
    audience: JWT_AUDIENCE,
  };
}

/** `npm test` runs part 1, `npm run part2` part 2, and so on. */
function scripts(root, parts) {
  const { scripts: given } = JSON.parse(readFileSync(new URL('grader/package.json', root), 'utf8'));
  const wanted = parts.map(({ number }) => [number === 1 ? 'test' : `part${number}`, `node run.mjs ${number}`]);
  const extra = Object.keys(given).filter(
    (name) => /^part\d+$/.test(name) && !wanted.some(([other]) => other === name),
  );
  return [
    ...wanted
      .filter(([name, command]) => given[name] !== command)
      .map(([name, command]) => `grader/package.json: the script ${name} is not "${command}"`),
    ...extra.map((name) => `grader/package.json: the script ${name} is of no part`),
  ];
}
