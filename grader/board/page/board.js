// The board's page. Everything a server said stays text: nothing here becomes HTML.

const byId = (id) => document.getElementById(id);

/** Each state's sign and words: nothing is said by color alone. */
const STATES = {
  done: ['✓', 'done'],
  early: ['◇', 'passes, but counts only once the lessons before it are done'],
  next: ['○', 'not there yet'],
  started: ['◐', 'started'],
  'to fix': ['✗', 'to fix'],
  broken: ['!', 'worked before'],
  'to come': ['·', 'to come'],
  'no answer': ['–', 'no answer'],
  'not checked': ['?', 'not checked'],
  waiting: ['', 'not marked yet'],
};
/** Milliseconds for which a cell shows that it has changed. */
const NEWS = 4000;
const ORDERS = ['list', 'urgency', 'progress'];

let view;
let areNamesHidden = false;
let order = 'list';
/** The cell that Tab leads to: a student's key and a lesson's number. */
let current;
let opener;
const rows = new Map();

function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
const setText = (element, text) => element.textContent !== text && (element.textContent = text);
const shownName = (row) => (areNamesHidden ? `Seat ${view.rows.indexOf(row) + 1}` : row.name);

// ---- What came

const events = new EventSource('/events');
events.addEventListener('message', ({ data }) => {
  const before = view;
  view = JSON.parse(data);
  draw();
  if (before) announce(before);
});
events.addEventListener('error', () => {
  document.body.dataset.connection = 'lost';
  setText(byId('pulse'), 'The board has stopped, or the connection to it was lost. This page may be out of date.');
});
events.addEventListener('open', () => delete document.body.dataset.connection);

function draw() {
  const { part, lessons, isPaused } = view;
  setText(byId('part'), `Part ${part.number}: ${part.title}`);
  document.title = `Part ${part.number} · the board`;
  drawHead(lessons);
  drawTotals();
  drawFirst();
  drawNotices();
  drawRows();
  setText(byId('pause'), isPaused ? 'Resume' : 'Pause');
  drawPulse();
}

function drawHead(lessons) {
  const head = byId('head');
  if (head.childElementCount !== lessons.length + 3) {
    const heading = ({ number, title }) =>
      el(
        'th',
        { scope: 'col', 'data-lesson': number },
        el('span', { class: 'number' }, number),
        el('span', { class: 'title' }, title),
        el('span', { class: 'count' }),
      );
    head.replaceChildren(
      el('th', { scope: 'col', class: 'name' }, 'Student'),
      ...lessons.map(heading),
      el('th', { scope: 'col', class: 'says' }, 'Now'),
      el('th', { scope: 'col', class: 'age' }, 'Marked'),
    );
  }
  for (const [index, { number }] of lessons.entries()) {
    const done = view.rows.filter((row) => row.lessons[index]?.state === 'done').length;
    setText(head.querySelector(`[data-lesson="${number}"] .count`), `${done}/${view.rows.length}`);
  }
}

function drawTotals() {
  const count = (...states) => view.rows.filter(({ state }) => states.includes(state)).length;
  const parts = [
    [count('done'), 'finished'],
    [count('next', 'started'), 'at work'],
    [count('to fix', 'broken', 'slow'), 'to fix'],
    [count('no answer'), 'without an answer'],
    [count('absent'), 'without an address'],
  ];
  setText(
    byId('totals'),
    parts
      .filter(([number]) => number > 0)
      .map(([number, what]) => `${number} ${what}`)
      .join(' · '),
  );
}

function drawFirst() {
  byId('first').hidden = view.first.length === 0;
  const items = view.first.map(({ key, says }) => {
    const row = view.rows.find((one) => one.key === key);
    const button = el('button', { type: 'button' }, el('strong', {}, shownName(row)), ` ${says}`);
    button.addEventListener('click', () => show(key, openLesson(row), button));
    return el('li', {}, button);
  });
  const texts = items.map(({ textContent }) => textContent).join('\n');
  const list = byId('first-list');
  if (list.dataset.texts === texts) return;
  const focused = [...list.children].findIndex((item) => item.contains(document.activeElement));
  list.dataset.texts = texts;
  list.replaceChildren(...items);
  if (focused >= 0) (items[focused] ?? items.at(-1))?.firstElementChild.focus();
}

function drawNotices() {
  const ofList = view.list.map(({ text, unnamed }) => (areNamesHidden ? unnamed : text));
  const sentences = [view.network, ...ofList].filter(Boolean);
  if (byId('notices').dataset.texts === sentences.join('\n')) return;
  byId('notices').dataset.texts = sentences.join('\n');
  byId('notices').replaceChildren(...sentences.map((sentence) => el('p', { class: 'notice' }, sentence)));
}

// ---- The table

const inOrder = () => {
  const all = [...view.rows];
  if (order === 'urgency')
    all.sort((one, other) => other.urgency - one.urgency || (one.since ?? 0) - (other.since ?? 0));
  if (order === 'progress') all.sort((one, other) => (other.passed ?? 0) - (one.passed ?? 0));
  return all;
};

function drawRows() {
  const sorted = inOrder();
  byId('grid').style.setProperty('--rows', sorted.length);
  for (const [key, { element }] of rows) {
    if (sorted.some((row) => row.key === key)) continue;
    element.remove();
    rows.delete(key);
  }
  current = sorted.some(({ key }) => key === current?.key)
    ? current
    : { key: sorted[0]?.key, number: view.lessons[0].number };
  sorted.forEach((row, index) => {
    const drawn = rows.get(row.key) ?? newRow(row);
    if (byId('rows').children[index] !== drawn.element) move(drawn.element, index);
    fill(drawn, row);
  });
}

/** An element that moves keeps the focus that is in it. */
function move(element, index) {
  const focused = element.contains(document.activeElement) ? document.activeElement : undefined;
  byId('rows').insertBefore(element, byId('rows').children[index] ?? null);
  focused?.focus();
}

function newRow({ key }) {
  const name = el('th', { scope: 'row', class: 'name' });
  const cells = view.lessons.map(({ number }) => {
    const button = el(
      'button',
      { type: 'button', tabindex: '-1' },
      el('span', { class: 'sign', 'aria-hidden': 'true' }),
      el('span', { class: 'word', 'aria-hidden': 'true' }),
    );
    button.addEventListener('click', () => show(key, number, button));
    button.addEventListener('focus', () => choose({ key, number }));
    return { number, button, cell: el('td', {}, button) };
  });
  const says = el('td', { class: 'says' });
  const age = el('td', { class: 'age' });
  const drawn = { element: el('tr', {}, name, ...cells.map(({ cell }) => cell), says, age), name, cells, says, age };
  rows.set(key, drawn);
  return drawn;
}

function fill({ element, name, cells, says, age }, row) {
  element.dataset.state = row.state;
  element.dataset.urgent = row.urgency >= 20;
  setText(name, shownName(row));
  setText(says, row.says);
  says.title = row.hint ?? row.says;
  cells.forEach(({ number, button, cell }, index) => {
    const lesson = row.lessons[index] ?? { ...view.lessons[index], state: 'waiting' };
    const [sign, words] = STATES[lesson.state];
    const { state } = lesson;
    const hasCount = ['started', 'to fix', 'broken'].includes(state);
    const count = hasCount ? ` ${lesson.passed}/${lesson.total}` : '';
    setText(button.firstElementChild, sign);
    const shown = `${short(state)}${count}`;
    setText(button.lastElementChild, shown);
    // What is read out starts with what is seen.
    const said = [shown, words, hasCount && `${lesson.passed} of ${lesson.total} checks pass`];
    const parts = [...new Set(said.filter(Boolean))].join(', ');
    button.setAttribute('aria-label', `${shownName(row)}, lesson ${number} ${lesson.title}: ${parts}`);
    button.tabIndex = current.key === row.key && current.number === number ? 0 : -1;
    if (cell.dataset.state && cell.dataset.state !== state && cell.dataset.state !== 'waiting') news(cell);
    cell.dataset.state = state;
  });
  age.dataset.at = row.at ?? '';
  drawAge(age);
}

/** One word below the sign, where there is room. */
const short = (state) =>
  ({
    'to come': '',
    'no answer': '',
    early: 'early',
    next: 'next',
    broken: 'broke',
    'to fix': 'fix',
    'not checked': 'open',
    waiting: '',
  })[state] ?? state;

function news(cell) {
  cell.classList.remove('news');
  // Reading a size starts the animation again.
  void cell.offsetWidth;
  cell.classList.add('news');
  clearTimeout(cell.timer);
  cell.timer = setTimeout(() => cell.classList.remove('news'), NEWS);
}

function drawAge(cell) {
  const { at } = cell.dataset;
  setText(cell, at ? `${Math.max(0, Math.round((Date.now() - at) / 1000))} s ago` : '…');
}
setInterval(() => {
  document.querySelectorAll('td.age').forEach(drawAge);
  drawPulse();
}, 1000);

function drawPulse() {
  if (!view || document.body.dataset.connection) return;
  const ages = view.rows.map(({ at }) => at && Math.round((Date.now() - at) / 1000)).filter((age) => age !== undefined);
  const open = view.rows.length - ages.length;
  const marked = open > 0 ? `${open} not marked yet` : `no row older than ${Math.max(0, ...ages)} s`;
  setText(byId('pulse'), view.isPaused ? 'Paused' : `Marking: ${marked}`);
}

function announce(before) {
  const sentences = view.rows.flatMap((row) => {
    const old = before.rows.find(({ key }) => key === row.key);
    return old && old.state !== row.state && old.state !== 'waiting' ? [`${shownName(row)}: ${row.says}`] : [];
  });
  if (sentences.length > 0) setText(byId('said'), sentences.slice(0, 3).join('. '));
}

// ---- Keys

function choose(next) {
  if (current) buttonOf(current)?.setAttribute('tabindex', '-1');
  current = next;
  buttonOf(current)?.setAttribute('tabindex', '0');
}
const buttonOf = ({ key, number }) => rows.get(key)?.cells.find((cell) => cell.number === number)?.button;

byId('grid').addEventListener('keydown', (event) => {
  const step = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    Home: [0, -99],
    End: [0, 99],
  }[event.key];
  if (!step || !event.target.closest('td')) return;
  event.preventDefault();
  const keys = inOrder().map(({ key }) => key);
  const numbers = view.lessons.map(({ number }) => number);
  const at = (list, value, by) => list[Math.min(list.length - 1, Math.max(0, list.indexOf(value) + by))];
  buttonOf({ key: at(keys, current.key, step[0]), number: at(numbers, current.number, step[1]) }).focus();
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId('dialog').open || event.target.matches('select')) return;
  if (event.key === 'p') byId('pause').click();
  if (event.key === 'n') byId('names').click();
  if (event.key === 'o') setOrder(ORDERS[(ORDERS.indexOf(order) + 1) % ORDERS.length]);
});

byId('pause').addEventListener('click', () => fetch(view.isPaused ? '/resume' : '/pause', { method: 'POST' }));
byId('names').addEventListener('click', () => {
  areNamesHidden = !areNamesHidden;
  byId('names').setAttribute('aria-pressed', areNamesHidden);
  draw();
});
byId('order').addEventListener('change', ({ target }) => setOrder(target.value));
function setOrder(chosen) {
  order = chosen;
  byId('order').value = chosen;
  draw();
}

// ---- A cell, opened

const openLesson = (row) =>
  (
    row.lessons.find(({ state }) => ['broken', 'to fix', 'started', 'next', 'no answer'].includes(state)) ??
    view.lessons[0]
  ).number;

async function show(key, number, from) {
  opener = from;
  const row = view.rows.find((one) => one.key === key);
  const { title } = view.lessons.find((lesson) => lesson.number === number);
  const response = await fetch(`/details?${new URLSearchParams({ key, lesson: number })}`);
  setText(byId('dialog-title'), `${shownName(row)} · ${number} ${title}`);
  byId('dialog-body').replaceChildren(
    ...(response.ok ? details(await response.json()) : [el('p', {}, 'Not marked yet.')]),
  );
  if (!byId('dialog').open) byId('dialog').showModal();
  byId('dialog').scrollTop = 0;
}

function details({ address, at, why, warnings, cell, page, failed, skipped }) {
  const [sign, words] = STATES[cell.state];
  const time = new Date(at).toLocaleTimeString();
  const head = el(
    'p',
    {},
    `${sign} ${words}. ${cell.passed} of ${cell.total} checks pass, ${cell.failed} fail, ${cell.skipped} wait. Marked at ${time}. The address: `,
    address ? el('code', {}, address) : 'none',
    `. The page: lessons/${page}`,
  );
  const reason = why
    ? [
        el(
          'section',
          { class: 'failure' },
          el('h3', {}, `No answer: ${why.kind}`),
          lines([
            ['got', why.what],
            ['hint', why.hint],
          ]),
        ),
      ]
    : [];
  const failures = failed.map(({ request, test, message }) =>
    el(
      'section',
      { class: 'failure' },
      el('h3', {}, `✗ ${test}`),
      el('p', { class: 'soft' }, request),
      lines(pairs(message)),
    ),
  );
  const waits =
    skipped.length > 0 && !why
      ? [
          el(
            'details',
            {},
            el('summary', {}, skipped.length === 1 ? '1 check waits' : `${skipped.length} checks wait`),
            el(
              'ul',
              {},
              ...skipped.map(({ request, test, message }) => el('li', {}, `${request} › ${test}: ${message}`)),
            ),
          ),
        ]
      : [];
  const noted = warnings.map((text) => el('p', { class: 'notice' }, `Warning: ${text}`));
  return [head, ...reason, ...failures, ...waits, ...noted];
}

/** `expected: …`, `got: …` and so on, each with its text. */
function pairs(message) {
  return message
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, name, text] = line.match(/^(expected|got|hint|lesson|repeat|error): (.*)$/s) ?? [];
      return name ? [name, text] : ['', line];
    });
}
const lines = (list) =>
  el('dl', {}, ...list.flatMap(([name, text]) => [el('dt', {}, name), el('dd', { 'data-line': name }, text)]));

byId('close').addEventListener('click', () => byId('dialog').close());
byId('dialog').addEventListener('close', () => (opener?.isConnected ? opener : buttonOf(current))?.focus());

byId('legend').replaceChildren(
  ...Object.entries(STATES)
    .filter(([state]) => state !== 'waiting')
    .map(([state, [sign, words]]) =>
      el('li', { 'data-state': state }, el('span', { class: 'sign', 'aria-hidden': 'true' }, sign), ` ${words}`),
    ),
);
