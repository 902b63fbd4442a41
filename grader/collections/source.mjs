// Reads the source of a collection: a folder of YAML files in Postman's format v3. Postman skips a
// file that it can't read and says nothing, so here every file has to be known, valid and in its place.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';

const SCHEMA = JSON.parse(readFileSync(new URL('schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv({ allErrors: true });
ajv.addSchema(SCHEMA, 'v3');
const validatorOf = (kind) => ajv.getSchema(`v3#/definitions/${kind}`);

/** Every mistake in a source, one a line, each with the file that has it. */
const sourceError = (mistakes) => new Error(mistakes.join('\n'));

/** Which kind of file a path is. `*` is one folder or file name. */
const LAYOUT = [
  ['.resources/definition.yaml', 'collection'],
  ['*/.resources/definition.yaml', 'folder'],
  ['*/*.request.yaml', 'request'],
  ['*/.resources/*.resources/examples/*.example.yaml', 'example'],
].map(([pattern, kind]) => [new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '([^/]+?)')}$`), kind]);

/** How Postman writes a name as a file name: what Windows forbids becomes a hyphen. */
const fileNameOf = (name) => name.replace(/[/\\:*?"<>|]/g, '-');

/**
 * The collection in this folder, in order:
 * `{ definition, folders: [{ name, definition, requests: [{ name, request, examples: [{ name, example }] }] }] }`.
 */
export function readSource(directory) {
  const mistakes = [];
  const files = filesIn(directory).map((path) => readFile(directory, path, mistakes));
  if (mistakes.length > 0) throw sourceError(mistakes);

  const say = ({ path }, mistake) => mistakes.push(`${path}: ${mistake}`);
  const ofKind = (kind, ...place) =>
    files.filter((file) => file.kind === kind && place.every((part, index) => file.place[index] === part));
  const inOrder = (list) => {
    list.sort((one, other) => one.value.order - other.value.order);
    list.forEach((file, index) => {
      if (index > 0 && file.value.order === list[index - 1].value.order)
        say(file, `has the order of ${list[index - 1].path}`);
    });
    return list;
  };

  const [definition] = ofKind('collection');
  if (!definition) throw sourceError(['.resources/definition.yaml: there is no such file']);
  const folders = inOrder(ofKind('folder')).map((folder) => ({
    name: folder.place[0],
    definition: folder.value,
    requests: inOrder(ofKind('request', folder.place[0])).map((file) =>
      requestOf(file, inOrder(ofKind('example', ...file.place)), say),
    ),
  }));
  for (const file of [...ofKind('request'), ...ofKind('example')]) {
    if (!folders.some(({ name }) => name === file.place[0])) say(file, 'its folder has no .resources/definition.yaml');
  }
  for (const file of ofKind('example')) {
    if (ofKind('request', ...file.place.slice(0, 2)).length === 0) say(file, `there is no request ${file.place[1]}`);
  }
  for (const file of files) {
    const other = files.find(({ path }) => path !== file.path && path.toLowerCase() === file.path.toLowerCase());
    if (other) say(file, `differs from ${other.path} only in case`);
  }
  if (mistakes.length > 0) throw sourceError(mistakes);
  return { definition: definition.value, folders };
}

function requestOf(file, examples, say) {
  const [, fileName] = file.place;
  const { name = fileName, ...request } = file.value;
  if (fileNameOf(name) !== fileName)
    say(file, `its name is "${name}", so the file has to be ${fileNameOf(name)}.request.yaml`);
  const place = `./.resources/${fileName}.resources/examples`;
  if (request.examples !== place) say(file, `examples has to be ${place}`);
  const types = request.scripts.map(({ type }) => type);
  if (new Set(types).size !== types.length) say(file, `two scripts have the type ${types[0]}`);
  return { name, request, examples: examples.map(({ place, value }) => ({ name: place[2], example: value })) };
}

/** The list includes paths that have no place in the format: they are mistakes, and must not be ignored. */
function filesIn(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name !== '.DS_Store')
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => path.slice(directory.length).replaceAll('\\', '/').replace(/^\/+/, ''))
    .sort();
}

function readFile(directory, path, mistakes) {
  const say = (mistake) => mistakes.push(`${path}: ${mistake}`);
  const [pattern, kind] = LAYOUT.find(([regex]) => regex.test(path)) ?? [];
  if (!kind) return say(`is in no place that Postman's format knows`);
  let value;
  try {
    value = load(readFileSync(join(directory, path), 'utf8'));
  } catch (error) {
    return say(`does not parse: ${error.message.split('\n')[0]}`);
  }
  const validate = validatorOf(kind);
  if (!validate(value)) for (const error of validate.errors) say(inWords(error));
  return { path, kind, place: path.match(pattern).slice(1), value };
}

function inWords({ instancePath, keyword, message, params }) {
  const place = instancePath.slice(1).replaceAll('/', '.') || 'the file';
  if (keyword === 'additionalProperties')
    return `${place} has a field that the build does not know: ${params.additionalProperty}`;
  if (keyword === 'required') return `${place} has no ${params.missingProperty}`;
  if (keyword === 'const') return `${place} has to be ${JSON.stringify(params.allowedValue)}`;
  if (keyword === 'enum') return `${place} has to be one of ${params.allowedValues.join(', ')}`;
  return `${place} ${message}`;
}
