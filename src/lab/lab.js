// The token lab: from what is pasted to what is shown. The server reads and verifies; this page asks
// it, and shows its answer.

import { BREAKS } from './breaks.js';
import { showAnswer, showNothing } from './checks.js';
import { claimTables } from './claims.js';
import { byId, el, say } from './dom.js';
import { authorization, copyAsCurl, forget, send } from './exchange.js';
import { members } from './json.js';
import * as live from './live.js';
import { FIELDS, color, showChanges, showParts } from './parts.js';
import { moments, relative, timeline } from './times.js';
import { edited, encode, sign, withPart } from './token.js';
import { tokenOf, unwrap } from './unwrap.js';

const DOWN = 'The server doesn’t answer. Is it still running?';
const UNREAD = { header: null, payload: null };

const paste = byId('paste');

/** `value` is what the server is asked about, `token` is the same without its scheme. */
const state = { value: '', token: '', removed: [], answer: null, original: null };
let newest = 0;
let timer;

/** A token from elsewhere: from here on, changes are compared with it. */
function read(text, note = '') {
  const { value, removed } = unwrap(text);
  forget();
  Object.assign(state, { value, removed, token: tokenOf(value), original: null });
  return ask({ note });
}

/** The current token with something changed. */
function change(token, about = {}) {
  const scheme = state.value.slice(0, state.value.length - state.token.length);
  forget();
  Object.assign(state, { value: scheme + token, removed: [], token });
  paste.value = state.value;
  return ask(about);
}

/** Header or payload as it is typed. The other parts, including the signature, stay as they are. */
function edit(field) {
  const { header, payload } = state.answer?.parts ?? UNREAD;
  const part = FIELDS.indexOf(field);
  const text = edited([header, payload][part] ?? '', field.value);
  return change(withPart(state.token, part, encode(text)), { typing: field });
}

/** Asks the server to explain the token. Only the latest request counts. */
async function ask({ note = '', typing = null } = {}) {
  const question = ++newest;
  color(state.token);
  for (const button of document.querySelectorAll('.needs-token')) button.disabled = state.value === '';
  let answer;
  try {
    const response = await fetch('/explain-token', {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      body: state.value,
    });
    answer = await response.json();
    if (!response.ok) answer = { unread: `${answer.detail} ${answer.hint}` };
  } catch {
    answer = { unread: DOWN };
  }
  if (question === newest) show(answer, note, typing);
}

function show(answer, note, typing) {
  const read = answer.unread === undefined;
  state.answer = read ? { ...answer, received: Date.now() } : null;
  const texts = read ? answer.parts : UNREAD;
  const nothing = read && state.value === '' && !state.removed.length;
  const removed = nothing || !read ? [] : [...state.removed, ...answer.removed];
  byId('removed').hidden = !removed.length;
  byId('removed').textContent = `Removed before the token was read: ${removed.join('; ')}.`;
  if (read && !nothing) state.original ??= { token: state.token, ...texts };
  showParts(state.token, texts, typing);
  showChanges(state.original, { token: state.token, ...texts });
  if (nothing) {
    showNothing('empty', 'No token yet', 'Get a token from this server, or paste one that you have.', answer.checks);
    say(note);
  } else if (read) {
    say(note, showAnswer(answer));
    askAgainInTime();
  } else {
    showNothing('unread', 'No response', answer.unread, []);
    say(note, answer.unread);
  }
  const tables = claimTables(texts, now());
  byId('claims').hidden = !tables.length;
  byId('claims-body').replaceChildren(...tables);
  showTimes();
}

/** The server's time, in seconds: expiry depends on it. */
const now = () => (state.answer ? state.answer.clock + (Date.now() - state.answer.received) / 1000 : Date.now() / 1000);

const times = () => moments(state.answer?.parts.payload ?? null, now());

/** A token that expires while it is on the screen must not keep looking valid. */
function askAgainInTime() {
  clearTimeout(timer);
  const waits = times().flatMap(({ seconds }) => (seconds > now() ? [seconds - now()] : []));
  const soonest = Math.min(...waits);
  const typing = () => FIELDS.find((field) => field === document.activeElement);
  if (soonest < 86_400) timer = setTimeout(() => ask({ typing: typing() }), soonest * 1000 + 200);
}

function showTimes() {
  const found = times();
  byId('times').hidden = !found.length;
  if (!found.length) return;
  byId('timeline').replaceChildren(timeline(found, now()));
  const off = Math.round(state.answer.received / 1000 - state.answer.clock);
  byId('clock').hidden = Math.abs(off) <= 5;
  byId('clock').textContent =
    `Your clock is ${Math.abs(off)} seconds ${off > 0 ? 'ahead of' : 'behind'} the server’s. The server’s counts.`;
  for (const line of document.querySelectorAll('[data-seconds]')) {
    line.textContent = relative(Number(line.dataset.seconds) - now());
  }
}

async function get() {
  try {
    const response = await fetch('/sign-token', { cache: 'no-store' });
    const { token, detail } = await response.json();
    if (typeof token !== 'string') return say(`The server gave no token. ${detail ?? ''}`);
    paste.value = token;
    return read(token, 'A fresh token.');
  } catch {
    return say(DOWN);
  }
}

async function signNow() {
  const header = members(state.answer?.parts.header ?? '') ?? [];
  const alg = JSON.parse(header.find(({ name }) => name === 'alg')?.raw ?? 'null');
  try {
    paste.value = await sign(state.token, alg, byId('secret').value);
  } catch (error) {
    return say(error.message);
  }
  return read(paste.value, 'Signed in this page, with the secret that you typed.');
}

function undo() {
  paste.value = state.original.token;
  paste.focus();
  return read(paste.value, 'Your changes are undone.');
}

function breakIt({ name, apply }) {
  const { header, payload } = state.answer?.parts ?? UNREAD;
  const token = state.token && apply({ token: state.token, texts: [header, payload] });
  if (token) return change(token, { note: `${name}: done.` });
  return say(
    state.token
      ? 'This token can’t be broken in that way: the part that would change isn’t there, or can’t be read.'
      : 'Get a token first.',
  );
}

/** Only one of the panels under the buttons is open at a time. */
function toggle(button) {
  for (const each of document.querySelectorAll('.toggle')) {
    const open = each === button && each.getAttribute('aria-expanded') === 'false';
    each.setAttribute('aria-expanded', String(open));
    byId(each.getAttribute('aria-controls')).hidden = !open;
  }
}

/** Shows the lab or the live list, never both. Each has its own address. */
function view() {
  const open = location.hash === '#live' ? 'live' : 'lab';
  for (const name of ['lab', 'live']) byId(name).hidden = name !== open;
  for (const link of document.querySelectorAll('#views a')) {
    if (link.hash === `#${open}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  byId('terminal').hidden = open === 'live';
  live.watch(open === 'live');
}

paste.addEventListener('input', () => read(paste.value));
paste.addEventListener('scroll', () => byId('mirror').scrollTo(0, paste.scrollTop));
for (const field of FIELDS) field.addEventListener('input', () => edit(field));
byId('get').addEventListener('click', get);
byId('send').addEventListener('click', async () => say(await send(authorization(state))));
byId('copy').addEventListener('click', async () => say(await copyAsCurl(authorization(state))));
byId('undo').addEventListener('click', undo);
byId('sign-now').addEventListener('click', signNow);
byId('secret').addEventListener('keydown', ({ key }) => key === 'Enter' && signNow());
for (const button of document.querySelectorAll('.toggle')) button.addEventListener('click', () => toggle(button));
for (const one of BREAKS) {
  const button = el('button', { type: 'button' }, el('strong', null, one.name), el('span', null, one.does));
  button.addEventListener('click', () => breakIt(one));
  byId('breaks').append(el('li', null, button));
}
addEventListener('hashchange', view);
addEventListener('resize', () => color(state.token));
setInterval(() => document.visibilityState === 'visible' && showTimes(), 1000);

byId('views').hidden = false;
live.prepare();
view();
read(paste.value);
