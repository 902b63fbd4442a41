import { now } from './tokens.js';

// What a server's clock says, by the iat of a token that it has just signed.

/** The seconds by which the server's clock is ahead of ours; undefined where iat doesn't say it. */
export const aheadBy = ({ iat }) =>
  typeof iat === 'number' && iat > 1e9 && iat < 1e11 ? Math.round(iat - now()) : undefined;

/** What time it is for the server. */
export const serverNow = (claims) => now() + (aheadBy(claims) || 0);

/** Is this iat more than a minute off? Then nothing can be said about times that are nearer than that. */
export const isOff = (claims) => Math.abs(aheadBy(claims) || 0) > 60;

/** Does a difference look like that of a time zone? Zones differ from UTC by multiples of 15 minutes. */
export const isZone = (seconds) => Math.abs(seconds) > 840 && Math.abs(seconds - Math.round(seconds / 900) * 900) <= 60;
