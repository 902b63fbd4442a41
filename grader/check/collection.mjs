// The collections that are proved here, and where the project begins.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}.postman_collection.json`, import.meta.url), 'utf8'));

export const signAndVerify = read('1-sign-and-verify');
export const accountsAndSessions = read('2-accounts-and-sessions');
