// The correct servers of part 1, by their style.

import { OtherServer } from './other-server.mjs';
import { Server } from './server.mjs';

export const styles = { plain: Server, other: OtherServer };
