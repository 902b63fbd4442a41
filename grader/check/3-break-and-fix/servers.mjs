// The correct servers of part 3, by their style.

import { OtherWorkshopServer } from './other-server.mjs';
import { WorkshopServer } from './server.mjs';

export const styles = { plain: WorkshopServer, other: OtherWorkshopServer };

/** What the preflight says a different program is missing, and a folder to run without the preflight. */
export const preflight = {
  missing: 'the login of lesson 15, 16 or 17, nor the sign-up of lesson 18',
  folder: '16-claims',
};
