// The list of requests to guarded routes, as /live sends them. An instructor puts it on a projector.

import { byId, el } from './dom.js';

const SHOWN = 50;

let source = null;
let paused = false;
let waiting = [];
let lost = null;

/** Listens only while the view is open, because a stream takes up a connection. */
export function watch(open) {
  if (open && !source) start();
  if (!open && source) {
    source.close();
    source = null;
    gap(`Not watched since ${time(Date.now())}.`);
  }
}

export function prepare() {
  byId('pause').addEventListener('click', () => {
    paused = !paused;
    byId('pause').setAttribute('aria-pressed', String(paused));
    byId('pause').textContent = paused ? 'Resume' : 'Pause';
    if (!paused) waiting.splice(0).forEach(show);
    status();
  });
  byId('clear').addEventListener('click', () => {
    waiting = [];
    byId('events').replaceChildren();
  });
}

function start() {
  byId('live-status').textContent = 'Connecting …';
  source = new EventSource('/live');
  source.addEventListener('open', () => {
    if (lost) gap(`The connection was lost at ${time(lost)}; requests until ${time(Date.now())} are missing.`);
    lost = null;
    status();
  });
  source.addEventListener('request', ({ data }) => add(JSON.parse(data)));
  source.addEventListener('lagged', ({ data }) => {
    gap(`This page fell behind: ${data} requests are missing.`);
  });
  source.addEventListener('error', () => (source?.readyState === EventSource.CLOSED ? refused() : broken()));
}

function broken() {
  lost ??= Date.now();
  byId('live-status').textContent = 'The server does not answer. This page tries again by itself.';
}

/** An event source doesn't say why it was refused. Sending the same request again does. */
async function refused() {
  source = null;
  const abort = new AbortController();
  try {
    const answer = await fetch('/live', { signal: abort.signal });
    const { detail, hint } = answer.ok ? {} : await answer.json();
    byId('live-status').textContent = answer.ok ? 'The stream ended. Reload the page.' : `${detail} ${hint}`;
  } catch {
    byId('live-status').textContent = 'The server does not answer. Reload the page when it is up.';
  }
  abort.abort();
}

function status() {
  const held = waiting.length === 1 ? '1 request is waiting' : `${waiting.length} requests are waiting`;
  byId('live-status').textContent = paused ? `Paused: ${held}.` : 'Watching.';
}

function add(event) {
  const rows = [];
  if (event.left_out) rows.push(gapRow(`${event.left_out} more since the previous request, too many to show.`));
  rows.push(row(event));
  if (!paused) return rows.forEach(show);
  waiting.push(...rows);
  const missed = waiting.length - SHOWN;
  if (missed > 0) waiting.splice(0, missed);
  return status();
}

function gap(text) {
  const line = gapRow(text);
  if (paused) waiting.push(line);
  else show(line);
}

function show(line) {
  byId('events').prepend(line);
  while (byId('events').children.length > SHOWN) byId('events').lastElementChild.remove();
}

const gapRow = (text) => el('li', { class: 'gap' }, text);

function row({ time: seconds, method, path, status, reason, detail, address }) {
  const accepted = status < 400;
  return el(
    'li',
    { class: accepted ? 'event passed' : 'event failed' },
    el('time', null, time(seconds * 1000)),
    el('span', { class: 'status' }, `${accepted ? '✓' : '✗'} ${status}`),
    el('span', { class: 'what' }, `${method} ${path}`),
    el('span', { class: 'why' }, reason ? el('code', null, reason) : 'accepted', detail ? ` ${detail}` : ''),
    el('span', { class: 'from' }, address ?? ''),
  );
}

const time = (milliseconds) => new Date(milliseconds).toLocaleTimeString('sv-SE');
