// The collections that are proved here, and where the project is.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { graded } from '../course.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The parts of the course that a collection checks, each with its collection. */
export const parts = graded.map((part) => ({
  ...part,
  collection: JSON.parse(readFileSync(part.file, 'utf8')),
  name: part.collection,
}));

export const [
  { collection: signAndVerify },
  { collection: accountsAndSessions },
  { collection: breakAndFix },
  { collection: beyondOneSecret },
] = parts;
