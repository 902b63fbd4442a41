// The second server of part 3, written in a different style, with the same flaws, and with each request alone.

import { breakAndFix as collection } from '../collections.mjs';
import { flawsOf } from '../flaws.mjs';
import { prove, proveAlone } from '../prove.mjs';
import { OtherWorkshopServer } from './other-server.mjs';

const flaws = await flawsOf('3-break-and-fix');

prove('the other workshop server', () => new OtherWorkshopServer(), { collection, flaws, onlyWhereItShows: true });
proveAlone(() => new OtherWorkshopServer(), collection);
