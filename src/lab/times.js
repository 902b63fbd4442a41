// The times in a token, in words and as a picture.

import { el } from './dom.js';
import { members } from './json.js';

const UNITS = [
  ['year', 31_557_600],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];
const WORDS = { iat: ['issued', 'to be issued'], nbf: ['started', 'starts'], exp: ['expired', 'expires'] };

/** A claim's raw JSON as a moment, or null if it isn't a number. */
export function moment(raw, now) {
  if (!/^-?\d/.test(raw)) return null;
  const seconds = Number(raw);
  const date = new Date(seconds * 1000);
  const known = !Number.isNaN(date.getTime());
  return {
    seconds,
    relative: relative(seconds - now),
    utc: known ? `${stamp(date, 'UTC')} UTC` : 'beyond any calendar',
    local: known ? `${stamp(date)} in your time zone` : '',
    milliseconds: seconds > 1e11,
  };
}

/** `in 29 minutes`, `2 days ago`, in the largest unit that fits. */
export function relative(difference) {
  const distance = Math.floor(Math.abs(difference));
  if (distance === 0) return 'just now';
  const [unit, length] = UNITS.find(([, length]) => distance >= length);
  const count = Math.floor(distance / length).toLocaleString('en');
  const span = `${count} ${unit}${count === '1' ? '' : 's'}`;
  return difference > 0 ? `in ${span}` : `${span} ago`;
}

function stamp(date, timeZone) {
  // Swedish dates are written as in ISO 8601, which reads the same everywhere.
  return date.toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
}

/** The times in a payload and now, in order; empty if the payload has none. */
export function moments(payload, now) {
  const all = (payload !== null && members(payload)) || [];
  const found = ['iat', 'nbf', 'exp'].flatMap((name) => {
    const claim = all.find((member) => member.name === name);
    const time = claim && moment(claim.raw, now);
    return time ? [{ name, seconds: time.seconds }] : [];
  });
  if (!found.length) return [];
  return [...found, { name: 'now', seconds: now }].sort((a, b) => a.seconds - b.seconds);
}

/** A timeline, drawn to scale. It's also a list, for anyone who can't see it. */
export function timeline(moments, now) {
  const first = moments[0].seconds;
  const span = moments.at(-1).seconds - first || 1;
  const at = (seconds) => 4 + (92 * (seconds - first)) / span;
  const find = (name) => moments.find((moment) => moment.name === name)?.seconds;
  const start = find('nbf') ?? find('iat') ?? first;
  const end = find('exp') ?? Infinity;

  const bar = el('div', { class: 'bar', 'aria-hidden': 'true' });
  if (end > start) {
    const valid = el('div', { class: now >= start && now < end ? 'span valid' : 'span' });
    valid.style.left = `${at(start)}%`;
    valid.style.right = `${100 - (end === Infinity ? 100 : at(end))}%`;
    bar.append(valid);
  }
  const list = el('ol', { class: 'moments' });
  const taken = [-Infinity, -Infinity];
  moments.forEach(({ name, seconds }, index) => {
    const dot = el('div', { class: `dot ${name}` });
    dot.style.left = `${at(seconds)}%`;
    bar.append(dot);
    // Two rows of labels. A label without room moves to the right, and a line shows where it belongs.
    const edge = name === 'now' ? 4 : 14;
    const place = Math.min(Math.max(at(seconds), taken[index % 2] + 31, edge), 100 - edge);
    taken[index % 2] = place;
    const label = el(
      'li',
      { class: `moment ${name} ${index % 2 ? 'below' : 'above'}` },
      el('strong', null, name),
      name === 'now' ? '' : ` ${WORDS[name][seconds > now ? 1 : 0]} ${relative(seconds - now)}`,
    );
    label.style.left = `${place}%`;
    list.append(label);
  });
  return el('div', { class: 'timeline' }, bar, list);
}
