// Renders the coach's state as lines of text. Nothing here writes to a terminal.

const COLORS = { done: 32, current: 33, 'to fix': 31, quiet: 90, strong: 1 };

export const colored = (kind, text) => (COLORS[kind] ? `\u001b[${COLORS[kind]}m${text}\u001b[0m` : text);
export const uncolored = (_, text) => text;

const KEYS = 'Enter: again · a: all · 07: that lesson · q: quit';
const WORDS = { unseen: "can't tell", absent: 'not on this server', unasked: 'not checked' };

/** Where to read about a lesson. The first failed test says whether that's the lesson's page or the walkthrough. */
const pagesFor = (toFix) =>
  toFix?.message?.includes('lesson: lessons/WALKTHROUGH.md')
    ? ({ name, folder }) => (folder ? `lessons/WALKTHROUGH.md#${folder}` : `lessons/${name}/README.md`)
    : ({ name }) => `lessons/${name}/README.md`;

const named = ({ number, title }) => `Lesson ${number}, ${title}`;
const joined = (words) => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);
const numbers = (lessons) => joined(lessons.map(({ number }) => number));

/** The lessons that have checks, a line for each part: what is done, where the learner is, what is to come. */
export function row({ lessons, outcomes, toFix, isFirst }, paint = uncolored) {
  const checked = lessons.filter(({ folder }) => folder);
  return [...new Set(checked.map(({ part }) => part))].map((part) => {
    const groups = [];
    for (const lesson of checked.filter((one) => one.part === part)) {
      const isCurrent = toFix?.lesson === lesson;
      const outcome = isCurrent ? 'current' : (outcomes[lesson.name] ?? (isFirst ? 'not checked yet' : 'to come'));
      const label = isCurrent ? `${lesson.number} ${lesson.title}` : lesson.number;
      if (groups.at(-1)?.outcome === outcome) groups.at(-1).labels.push(label);
      else groups.push({ outcome, labels: [label] });
    }
    const words = groups.map(({ outcome, labels }) =>
      paint(outcome, `${WORDS[outcome] ?? outcome} ${labels.join(' ')}`),
    );
    return `Part ${part}: ${words.join(' · ')}`;
  });
}

/** What came out of the last run, below the row. */
export function result(state, paint = uncolored, width = 80) {
  const { cheer, toFix, isFirst, lessons } = state;
  const page = pagesFor(toFix);
  const blocks = [];
  if (cheer) blocks.push([paint('done', `✓ ${praise(cheer, page)}`)]);
  if (!isFirst && (!toFix || toFix.lesson)) blocks.push(betweenLines(lessons, state.outcomes, toFix?.lesson, page));
  if (toFix)
    blocks.push(...(toFix.lesson ? lessonBlocks(toFix, page, paint, width) : [checkLines(toFix, paint, width)]));
  else if (!isFirst) blocks.push(doneLines(state, page, paint));
  return blocks.filter(({ length }) => length > 0).flatMap((lines, index) => (index > 0 ? ['', ...lines] : lines));
}

function praise({ lessons, next }, page) {
  const what = lessons.length === 1 ? `${named(lessons[0])}, is done.` : `Lessons ${numbers(lessons)} are done.`;
  return `${what} ${next ? `Next: ${page(next)}` : 'That was the last one.'}`;
}

/** Nothing is left to fix. That's the whole course only if every lesson was checked. */
function doneLines({ lessons, outcomes, cheer, silent }, page, paint) {
  const isElsewhere = ({ name }) => ['absent', 'unasked'].includes(outcomes[name]);
  if (!lessons.some(isElsewhere)) return [paint('done', 'Every lesson that has checks is done.')];
  const last = lessons.findLastIndex(({ name }) => outcomes[name] === 'done');
  const next = lessons.slice(last + 1).find((lesson) => isElsewhere(lesson) && lesson.probe);
  const here = paint('done', 'This server passes every check that is meant for it.');
  const address = next && silent[next.folder];
  const where = address ? `, and nothing answers at ${address}` : '';
  // The praise has named the page already.
  return next && !cheer ? [here, `${named(next)}, has its own server${where}: ${page(next)}`] : [here];
}

/** The lessons before the current one for which a server can't show whether they are done. */
function betweenLines(lessons, outcomes, current, page) {
  const start = lessons.findLastIndex(({ name }) => outcomes[name] === 'done');
  const isElsewhere = ({ name }, index) => index > start && outcomes[name] === 'absent';
  const elsewhere = current ? -1 : lessons.findIndex(isElsewhere);
  const end = current ? lessons.indexOf(current) : elsewhere < 0 ? lessons.length : elsewhere;
  const between = start < 0 ? [] : lessons.slice(start + 1, end).filter(({ isSilent }) => isSilent);
  if (between.length === 0) return [];
  const what =
    between.length === 1
      ? `Your server can't show whether lesson ${between[0].number} is done: ${page(between[0])}`
      : `Your server can't show whether lessons ${numbers(between)} are done: ${joined(between.map(page))}`;
  return current ? [what, `The next lesson that it can show is ${current.number}:`] : [what];
}

function lessonBlocks(toFix, page, paint, width) {
  const { lesson, request, description, hasWorked, failing, waiting } = toFix;
  const head = [paint('strong', `${named(lesson)}: ${page(lesson)}`)];
  if (hasWorked) head.push('It worked before. What did you change last?');
  const step = [paint('strong', request), ...description.flatMap((line) => wrap(line, width, '  '))];
  return [head, step, [...checkLines(toFix, paint, width), ...moreLines(failing, waiting)]];
}

function checkLines({ test, message = '' }, paint, width) {
  const lines = printable(message)
    .split('\n')
    .filter(Boolean)
    // People copy an answer or a command, so only the terminal may break these lines.
    .flatMap((line) => (/^(got|repeat): /.test(line) ? [`  ${line}`] : wrap(line, width, '  ')));
  return [paint('to fix', `✗ ${printable(test)}`), ...lines];
}

function moreLines(failing, waiting) {
  const more = Math.max(0, failing - 1);
  const parts = [];
  if (more > 0) parts.push(`${more} more ${more === 1 ? 'check fails' : 'checks fail'}`);
  if (failing > 0 && waiting > 0)
    parts.push(
      `${waiting} ${more > 0 ? '' : waiting === 1 ? 'more check ' : 'more checks '}${waiting === 1 ? 'waits' : 'wait'} for a fix`,
    );
  return parts.length > 0 ? ['', `In this lesson, ${joined(parts)}.`] : [];
}

/** One line about what is going on. */
export function activity({ run, isUp, chosen, typed, notice }, url) {
  if (notice) return notice;
  if (typed) return `Lesson ${typed}_`;
  if (run) {
    const at = run.at ? `${run.at.folder} › ${run.at.request}` : url;
    return `Checking ${at} (${run.results.length} checks so far)`;
  }
  if (isUp === undefined) return `Looking for your server at ${url}`;
  if (!isUp) return waiting(url);
  return chosen ? `Only lesson ${chosen} · Esc: back · Enter: again · a: all · q: quit` : KEYS;
}

const waiting = (url) => `Waiting for your server at ${url}. A build may take a while.`;

/** Everything, for a screen of this size. If it doesn't fit, the description is left out. */
export function screen(state, { url, width, height, paint }) {
  const frame = (toFix) => [
    paint('quiet', `Coach for ${url}`),
    '',
    ...row(state, paint),
    '',
    ...lineBreakAfter(result({ ...state, toFix }, paint, width)),
    cut(activity(state, url), width),
  ];
  const whole = frame(state.toFix);
  if (!state.toFix || rowsOf(whole, width) <= height) return whole;
  return frame({ ...state.toFix, description: [] });
}

const lineBreakAfter = (lines) => (lines.length > 0 ? [...lines, ''] : lines);

/**
 * What happened, as lines to append to an output that can't be redrawn. `before` and `after` are the states
 * around an event.
 */
export function news(before, after, url) {
  if (after.notice && after.notice !== before.notice) return [after.notice];
  if (after.isUp === false && before.isUp !== false) return [waiting(url)];
  if (after.run) {
    const lines = [];
    if (after.run.id !== before.run?.id) lines.push(`Checking ${url}`);
    if (after.run.at && after.run.at.folder !== (after.run.id === before.run?.id ? before.run.at?.folder : undefined))
      lines.push(`  ${after.run.at.folder}`);
    return lines;
  }
  if (before.run && after.isUp) return ['', ...row(after), '', ...result(after), ''];
  return [];
}

// ---- Width

/** Breaks a line at its spaces. A word that is longer than the line stays whole. */
function wrap(line, width, indent) {
  const lines = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current && indent.length + current.length + 1 + word.length > width) {
      lines.push(indent + current);
      current = word;
    } else {
      current = current ? `${current} ${word}` : word;
    }
  }
  return [...lines, indent + current];
}

// eslint-disable-next-line no-control-regex -- these are the characters that color text
const visible = (line) => line.replace(/\u001b\[\d+m/g, '');
const cut = (line, width) => (line.length < width ? line : `${line.slice(0, Math.max(0, width - 2))}…`);

/** How many rows of a terminal these lines take. */
const rowsOf = (lines, width) =>
  lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(visible(line).length / width)), 0);

/** What a server answers must not move the cursor or change the terminal. */
// eslint-disable-next-line no-control-regex -- these are the characters to leave out
const printable = (text) => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '�');
