// Marks as a table for a spreadsheet.

/** The text of a CSV file, with the mark that tells Excel that it's UTF-8. */
export function csv(marks) {
  const [first] = marks;
  const lessons = first?.lessons ?? [];
  const heading = [
    'name',
    'address',
    'lessons passed',
    'tests passed',
    'tests failed',
    'tests skipped',
    'tests',
    ...lessons.map(({ number, title }) => `${number} ${title}`),
    'first thing to fix',
    'marked at',
  ];
  const rows = marks.map((mark) => [
    mark.name,
    mark.address ?? '',
    mark.passed.join(' '),
    ...['passed', 'failed', 'skipped', 'total'].map((key) => mark.counts[key]),
    ...mark.lessons.map(({ state }) => (mark.why ? 'no answer' : state)),
    inOneLine(mark),
    new Date(mark.at).toISOString(),
  ]);
  return `\uFEFF${[heading, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** The first thing to do, as one sentence. */
export function inOneLine({ why, cut, first }) {
  if (why) return `${why.what}. ${why.hint}`;
  const limit = cut ? `Marking took longer than ${cut} seconds. ` : '';
  if (!first) return limit || 'nothing';
  const away = first.why ? `: ${first.why.what}. ${first.why.hint}` : '';
  if (first.state === 'next') return `${limit}not there yet: ${first.number} ${first.title}${away}`;
  if (away) return `${limit}${first.number} ${first.title}${away}`;
  return `${limit}${first.number} ${first.title} › ${first.test.request} › ${first.test.test}`;
}

/** A spreadsheet takes a cell that starts like this for a formula. */
function cell(value) {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
