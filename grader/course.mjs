// The course's manifest, lessons/course.toml. Anything unknown or inconsistent is an error: a part that
// was silently ignored would never be graded.

import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'smol-toml';

const FILE = 'lessons/course.toml';

const text = { type: 'string', minLength: 1 };
const count = { type: 'integer', minimum: 1 };
const table = (required, optional) => ({
  type: 'object',
  required: Object.keys(required),
  additionalProperties: false,
  properties: { ...required, ...optional },
});
const validate = new Ajv({ allErrors: true }).compile(
  table({
    part: { type: 'array', minItems: 1, items: table({ number: count, title: text }, { collection: text }) },
    lesson: {
      type: 'array',
      minItems: 1,
      items: table(
        {
          name: { type: 'string', pattern: '^\\d\\d-[a-z0-9-]+$' },
          title: text,
          part: count,
          kind: { enum: ['sandbox', 'example', 'app', 'lab'] },
          checkpoint: text,
          minutes: count,
        },
        { folder: text, starter: text, continues: text },
      ),
    },
  }),
);

/** `{ parts, lessons }`, both in the order of the course. */
export function readCourse(toml) {
  let value;
  try {
    value = parse(toml);
  } catch (error) {
    throw new Error(`${FILE}: ${error.message}`, { cause: error });
  }
  const mistakes = validate(value) ? mistakesIn(value) : validate.errors.map((error) => inWords(error, value));
  if (mistakes.length > 0) throw new Error(mistakes.map((mistake) => `${FILE}: ${mistake}`).join('\n'));
  return { parts: value.part, lessons: value.lesson };
}

/** What a schema can't check: the numbers, and references between tables. */
function mistakesIn({ part: parts, lesson: lessons }) {
  const mistakes = [];
  parts.forEach(({ number }, index) => {
    if (number !== index + 1) mistakes.push(`part ${number} is number ${index + 1} in the file`);
  });
  lessons.forEach(({ name, part, folder, continues }, index) => {
    if (!parts[part - 1]) mistakes.push(`lesson ${name} is in part ${part}, which does not exist`);
    else if (continues && !lessons.slice(0, index).some(({ name }) => name === continues))
      mistakes.push(`lesson ${name} continues ${continues}, which is not an earlier lesson`);
    else if (folder && !parts[part - 1].collection)
      mistakes.push(`lesson ${name} has a folder, and part ${part} has no collection`);
    if (index > 0 && name <= lessons[index - 1].name)
      mistakes.push(`lesson ${name} comes after ${lessons[index - 1].name}`);
    if (index > 0 && part < lessons[index - 1].part)
      mistakes.push(`lesson ${name} of part ${part} comes after part ${lessons[index - 1].part}`);
  });
  for (const [what, values] of [
    ['collection', parts.map(({ collection }) => collection)],
    ['folder', lessons.map(({ folder }) => folder)],
  ]) {
    const twice = values.find((value, index) => value && values.indexOf(value) < index);
    if (twice) mistakes.push(`the ${what} ${twice} is named twice`);
  }
  for (const { number, collection } of parts) {
    if (collection && !lessons.some(({ part, folder }) => part === number && folder))
      mistakes.push(`part ${number} has a collection, and no lesson with a folder`);
  }
  return mistakes;
}

function inWords({ instancePath, message, params }, value) {
  const [kind, index] = instancePath.split('/').slice(1);
  const one = index === undefined ? undefined : value[kind][index];
  const place = one ? `${kind} ${one.name ?? one.number ?? Number(index) + 1}` : 'the file';
  const field = instancePath.split('/')[3];
  if (params.additionalProperty) return `${place} has a key that is not known: ${params.additionalProperty}`;
  if (params.allowedValues)
    return `${place} has the ${field} "${one[field]}": it is one of ${params.allowedValues.join(', ')}`;
  return `${place}: ${field ? `${field} ` : ''}${message}`;
}

/** The parts of a project's course that a collection checks, with what is needed to run it. */
export function gradedIn(root) {
  const { parts, lessons } = readCourse(readFileSync(new URL(FILE, root), 'utf8'));
  return parts
    .filter(({ collection }) => collection)
    .map((part) => ({
      ...part,
      file: new URL(`postman/${part.collection}.postman_collection.json`, root),
      source: new URL(`postman/collections/${part.collection}/`, root),
      lessons: lessons.filter((lesson) => lesson.part === part.number && lesson.folder),
    }));
}

/**
 * Whether the servers of this part fail the folders of the other parts. Each lesson with a starter has its own server,
 * and a part that continues an earlier project signs in a different way from the part before it.
 */
export const hasOwnServers = ({ lessons }) => lessons.some(({ starter, continues }) => starter || continues);

/** The project that this grader belongs to. */
export const ROOT = new URL('../', import.meta.url);

export const course = readCourse(readFileSync(new URL(FILE, ROOT), 'utf8'));
export const graded = gradedIn(ROOT);
