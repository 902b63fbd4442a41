// The second server, written in a different style, with the same flaws.

import { signAndVerify as collection } from '../collections.mjs';
import { flawsOf } from '../flaws.mjs';
import { OtherServer } from './other-server.mjs';
import { prove } from '../prove.mjs';

prove('the other server', () => new OtherServer(), { collection, flaws: await flawsOf('1-sign-and-verify') });
