// The collection that is proved here, and where the project begins.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const file = new URL('../1-sign-and-verify.postman_collection.json', import.meta.url);
export const collection = JSON.parse(readFileSync(file, 'utf8'));
