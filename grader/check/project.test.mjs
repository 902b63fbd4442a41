// The project has no mistakes, and any step that was forgotten when a part was added is found.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readSource } from '../collections/source.mjs';
import { build } from '../build.mjs';
import { ROOT } from '../course.mjs';
import { parts } from './collections.mjs';
import { requestsOf } from './lint.mjs';
import { mistakesOf } from './project.mjs';

test('the project has no mistake', () => {
  assert.deepEqual(mistakesOf(ROOT), []);
});

for (const { name, source, collection } of parts) {
  test(`${name}: both forms have the same requests with the same scripts`, () => {
    // The files themselves are counted: what a reader skips would be missing on both sides.
    const files = readdirSync(source, { recursive: true }).filter((path) => path.endsWith('.request.yaml'));
    assert.equal(files.length, requestsOf(collection).length);
    const scriptsOf = (list) => list.map((lines) => lines.trim());
    const { folders } = readSource(fileURLToPath(source));
    assert.deepEqual(
      folders.flatMap((folder) =>
        folder.requests.map((one) => [folder.name, one.name, scriptsOf(one.request.scripts.map(({ code }) => code))]),
      ),
      requestsOf(collection).map(({ folder, item }) => [
        folder,
        item.name,
        scriptsOf(item.event.map(({ script }) => script.exec.join('\n'))),
      ]),
    );
  });
}

test('a second build makes the same bytes and changes nothing', (t) => {
  const copy = emptyProject(t);
  for (const path of ['lessons/course.toml', 'lessons/WALKTHROUGH.md', 'postman'])
    cpSync(new URL(path, ROOT), new URL(path, copy), { recursive: true });
  const file = new URL(`postman/${parts[0].name}.postman_collection.json`, copy);
  const committed = readFileSync(file, 'utf8');
  writeFileSync(file, '{}');
  assert.deepEqual(build(copy), [`postman/${parts[0].name}.postman_collection.json`]);
  assert.equal(readFileSync(file, 'utf8'), committed);
  assert.deepEqual(build(copy), []);

  const page = new URL('lessons/WALKTHROUGH.md', copy);
  writeFileSync(page, readFileSync(page, 'utf8').replace('Look at', 'Look for'));
  assert.deepEqual(build(copy, { check: true }), ['lessons/WALKTHROUGH.md']);
});

// A trial of the next part: a complete one passes, and anything forgotten is named.

const NUMBER = parts.length + 1;
const TRIAL = `${NUMBER}-trial`;
const LESSON = '98-trial';
const ONE = `postman/collections/${TRIAL}/${LESSON}/One.request.yaml`;

const MANIFEST = `${parts.map(({ number, title }) => `[[part]]\nnumber = ${number}\ntitle = "${title}"\n`).join('\n')}
[[part]]
number = ${NUMBER}
title = "A trial"
collection = "${TRIAL}"

[[lesson]]
name = "${LESSON}"
title = "A trial"
part = ${NUMBER}
kind = "app"
checkpoint = "${LESSON}"
folder = "${LESSON}"
minutes = 10
`;

const LONG_NAME = `${'Long '.repeat(30)}name`;
const LONG_PATH = `postman/collections/${TRIAL}/${LESSON}/${LONG_NAME}.request.yaml`;

const FORGOTTEN = [
  ['nothing', () => {}, []],
  [
    'the lesson in the manifest',
    ({ change }) =>
      change('lessons/course.toml', (text) =>
        text.replace(`folder = "${LESSON}"\n`, '').replace(`collection = "${TRIAL}"\n`, ''),
      ),
    [
      `postman/${TRIAL}.postman_collection.json isn't in lessons/course.toml`,
      `postman/collections/${TRIAL} isn't in lessons/course.toml`,
      `grader/check/${TRIAL} isn't in lessons/course.toml`,
      "lessons/WALKTHROUGH.md doesn't match its source: run npm run build",
      `grader/package.json: the script part${NUMBER} is of no part`,
    ],
  ],
  [
    'the folder of a lesson',
    ({ change }) =>
      change(
        'lessons/course.toml',
        (text) =>
          `${text}\n[[lesson]]\nname = "99-more"\ntitle = "More"\npart = ${NUMBER}\nkind = "app"\ncheckpoint = "99-more"\nfolder = "99-more"\nminutes = 10\n`,
      ),
    [`${TRIAL}: the lesson 99-more has no folder`],
  ],
  [
    'the lesson of a folder',
    ({ change, rebuild }) => {
      change('lessons/course.toml', (text) => text.replaceAll(LESSON, '97-other'));
      rebuild();
    },
    [
      `${TRIAL}: the folder ${LESSON} has no lesson in lessons/course.toml`,
      `${TRIAL}: the lesson 97-other has no folder`,
    ],
  ],
  [
    'a test',
    ({ change, rebuild }) => {
      change(ONE, (text) =>
        text.replace("pm.test('It answers', () => pm.response.to.have.status(200));", 'console.log(1);'),
      );
      change(ONE, (text) => text.replace('console.log(1);', "pm.test('It answers', () => {});"));
      rebuild();
    },
    [`${TRIAL}: ${LESSON} › One, test script: the test It answers has no assertion`],
  ],
  [
    'to build',
    ({ change }) => change(ONE, (text) => text.replace('It answers', 'It answers at once')),
    [`postman/${TRIAL}.postman_collection.json doesn't match its source: run npm run build`],
  ],
  [
    'the npm script',
    ({ change }) => change('grader/package.json', (text) => text.replace(`"part${NUMBER}"`, '"another"')),
    [`grader/package.json: the script part${NUMBER} is not "node run.mjs ${NUMBER}"`],
  ],
  [
    'the servers that prove it',
    ({ remove }) => remove(`grader/check/${TRIAL}`),
    [`grader/check/${TRIAL} is missing, and lessons/course.toml asks for it`],
  ],
  [
    'that Postman opens the folder',
    ({ write }) => write('postman/package.json', '{}'),
    ["postman/package.json isn't in lessons/course.toml"],
  ],
  [
    'a short name',
    ({ read, write, rebuild }) => {
      write(LONG_PATH, read(ONE).replace(/One/g, LONG_NAME).replace('order: 1', 'order: 2'));
      rebuild();
    },
    [
      `${LONG_PATH} has ${LONG_PATH.length} characters: at most 190`,
      `${TRIAL}: ${LESSON} › ${LONG_NAME}: has no saved example`,
    ],
  ],
];

for (const [what, forget, mistakes] of FORGOTTEN) {
  test(`part ${NUMBER}, and what is forgotten is ${what}`, (t) => {
    const copy = trialProject(t);
    forget(tools(copy));
    assert.deepEqual(mistakesOf(copy), mistakes);
  });
}

// Mistakes in source files

const BROKEN = [
  [
    'a field that nobody knows',
    (text) => text.replace('method: GET', 'method: GET\nmethods: GET'),
    'the file has a field that the build does not know: methods',
  ],
  [
    'a field that nobody knows, inside',
    (text) => text.replace('followRedirects: false', 'followRedirects: false\n  strict: true'),
    'settings has a field that the build does not know: strict',
  ],
  ['a field that is missing', (text) => text.replace('method: GET\n', ''), 'the file has no method'],
  ['a value of another kind', (text) => text.replace('order: 1', 'order: first'), 'order must be integer'],
  [
    'a method that is none',
    (text) => text.replace('method: GET', 'method: FETCH'),
    'method has to be one of GET, POST, PUT, PATCH, DELETE',
  ],
  [
    'an address elsewhere',
    (text) => text.replace('{{baseUrl}}', 'http://localhost:8000'),
    'url must match pattern "^\\{\\{(base|notes)Url\\}\\}/"',
  ],
  [
    'no YAML',
    (text) => text.replace('method: GET', 'method: GET\n method: POST'),
    'does not parse: bad indentation of a mapping entry (6:8)',
  ],
  [
    'a name that is not its file',
    (text) => text.replace('order: 1', 'order: 1\nname: Two'),
    'its name is "Two", so the file has to be Two.request.yaml',
  ],
  [
    'an examples folder of another request',
    (text) => text.replace('./.resources/One.', './.resources/Two.'),
    'examples has to be ./.resources/One.resources/examples',
  ],
];

for (const [what, change, mistake] of BROKEN) {
  test(`a request with ${what} is rejected, with the name of its file`, (t) => {
    const copy = trialProject(t);
    tools(copy).change(ONE, change);
    assert.throws(() => build(copy), { message: `${ONE}: ${mistake}` });
  });
}

test('a file that has no place in the format is rejected', (t) => {
  const copy = trialProject(t);
  tools(copy).write(`postman/collections/${TRIAL}/${LESSON}/One.yaml`, 'a: 1\n');
  assert.throws(() => build(copy), {
    message: `postman/collections/${TRIAL}/${LESSON}/One.yaml: is in no place that Postman's format knows`,
  });
});

function emptyProject(t) {
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return pathToFileURL(`${folder}/`);
}

/** A project whose last part is the only one with a collection: a preflight and one lesson, each with one request. */
function trialProject(t) {
  const copy = emptyProject(t);
  const { write, rebuild } = tools(copy);
  write('lessons/course.toml', MANIFEST);
  write('grader/package.json', `{"scripts":{"part${NUMBER}":"node run.mjs ${NUMBER}"}}`);
  write('.env.example', readFileSync(new URL('.env.example', ROOT), 'utf8'));
  write('postman/README.md', '');
  write(`grader/check/${TRIAL}/servers.mjs`, '');
  const definition = new URL('.resources/definition.yaml', parts[0].source);
  write(`postman/collections/${TRIAL}/.resources/definition.yaml`, readFileSync(definition, 'utf8'));
  ['0 Preflight', LESSON].forEach((folder, index) => {
    const name = ['None', 'One'][index];
    const place = `postman/collections/${TRIAL}/${folder}`;
    write(`${place}/.resources/definition.yaml`, `$kind: collection\ndescription: About it.\norder: ${index + 1}\n`);
    write(`${place}/${name}.request.yaml`, requestYaml(name, index));
    write(`${place}/.resources/${name}.resources/examples/It answers.example.yaml`, EXAMPLE);
  });
  rebuild();
  return copy;
}

const EXAMPLE = `$kind: http-example
request:
  url: '{{baseUrl}}/'
  method: GET
response:
  statusCode: 200
  statusText: OK
  body:
    type: text
    content: ''
order: 1
`;

function tools(copy) {
  const write = (path, text) => {
    const file = fileURLToPath(new URL(path.split('/').map(encodeURIComponent).join('/'), copy));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return text;
  };
  const read = (path) => readFileSync(new URL(path, copy), 'utf8');
  return {
    write,
    change: (path, how) => {
      const before = read(path);
      const after = how(before);
      assert.notEqual(after, before, `nothing was changed in ${path}`);
      write(path, after);
    },
    remove: (path) => rmSync(new URL(path, copy), { recursive: true }),
    rebuild: () => build(copy),
    read,
  };
}

function requestYaml(name, index) {
  return `$kind: http-request
id: 0000000${index}-0000-0000-0000-000000000000
description: What is sent.
url: '{{baseUrl}}/'
method: GET
scripts:
  - type: afterResponse
    code: |-
      pm.test('It answers', () => pm.response.to.have.status(200));
    language: text/javascript
settings:
  followRedirects: false
  disableCookies: true
examples: ./.resources/${name}.resources/examples
order: 1
`;
}
