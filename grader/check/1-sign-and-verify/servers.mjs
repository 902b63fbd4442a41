// The correct servers of part 1, by their style.

import { OtherServer } from './other-server.mjs';
import { Server } from './server.mjs';

export const styles = { plain: Server, other: OtherServer };

/** What the preflight says a different program is missing, and a folder to run without the preflight. */
export const preflight = { missing: '/sign-token nor /verify-token', folder: '07-verify' };
