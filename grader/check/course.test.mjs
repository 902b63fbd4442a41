// The manifest is read strictly: anything unknown or inconsistent is named.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCourse } from '../course.mjs';

const GOOD = `
[[part]]
number = 1
title = "One"
collection = "1-one"

[[part]]
number = 2
title = "Two"

[[lesson]]
name = "01-a"
title = "A"
part = 1
kind = "sandbox"
checkpoint = "server"
minutes = 5

[[lesson]]
name = "02-b"
title = "B"
part = 1
kind = "example"
checkpoint = "02-b"
folder = "02-b"
minutes = 5

[[lesson]]
name = "03-c"
title = "C"
part = 2
kind = "app"
checkpoint = "03-c"
minutes = 5
`;

test('a consistent manifest is read, in order', () => {
  const { parts, lessons } = readCourse(GOOD);
  assert.deepEqual(
    parts.map(({ number, collection }) => [number, collection]),
    [
      [1, '1-one'],
      [2, undefined],
    ],
  );
  assert.deepEqual(
    lessons.map(({ name, part, folder }) => [name, part, folder]),
    [
      ['01-a', 1, undefined],
      ['02-b', 1, '02-b'],
      ['03-c', 2, undefined],
    ],
  );
});

for (const [from, to, mistake] of [
  ['number = 2', 'number = 3', 'part 3 is number 2 in the file'],
  ['title = "Two"', 'title = "Two"\ncolection = "2-two"', 'part 2 has a key that is not known: colection'],
  ['title = "Two"', 'title = ""', 'part 2: title must NOT have fewer than 1 characters'],
  ['title = "Two"', 'title = "Two"\ncollection = "2-two"', 'part 2 has a collection, and no lesson with a folder'],
  ['title = "Two"', 'title = "Two"\ncollection = "1-one"', 'the collection 1-one is named twice'],
  [
    'kind = "app"',
    'kind = "application"',
    'lesson 03-c has the kind "application": it is one of sandbox, example, app, lab',
  ],
  ['title = "C"', 'title = "C"\nminuts = 5', 'lesson 03-c has a key that is not known: minuts'],
  ['title = "C"\n', '', "lesson 03-c: must have required property 'title'"],
  ['part = 2', 'part = 3', 'lesson 03-c is in part 3, which does not exist'],
  ['part = 2', 'part = "2"', 'lesson 03-c: part must be integer'],
  [
    'checkpoint = "03-c"',
    'checkpoint = "03-c"\nfolder = "03-c"',
    'lesson 03-c has a folder, and part 2 has no collection',
  ],
  [
    'checkpoint = "03-c"',
    'checkpoint = "03-c"\ncontinues = "03-c"',
    'lesson 03-c continues 03-c, which is not an earlier lesson',
  ],
  ['name = "03-c"', 'name = "01-c"', 'lesson 01-c comes after 02-b'],
  ['name = "03-c"', 'name = "c"', 'lesson c: name must match pattern "^\\d\\d-[a-z0-9-]+$"'],
  ['[[part]]', '[course]\nname = "x"\n[[part]]', 'the file has a key that is not known: course'],
]) {
  test(`the manifest says: ${mistake}`, () => {
    const toml = GOOD.replace(from, () => to);
    assert.notEqual(toml, GOOD);
    assert.throws(
      () => readCourse(toml),
      ({ message }) => message.split('\n').includes(`lessons/course.toml: ${mistake}`) || assert.fail(message),
    );
  });
}

test('a file that is not TOML is named', () => {
  assert.throws(() => readCourse('[[part]\n'), /^Error: lessons\/course\.toml: Invalid TOML document/);
});
