// The parts of the token in their colors, as text, and what was changed in them.

import { byId, el } from './dom.js';
import { members } from './json.js';
import { SIGNATURE, byteCount } from './token.js';

const NAMES = ['header', 'payload', 'signature'];

/** The fields of the two parts that are text. */
export const FIELDS = [byId('header-text'), byId('payload-text')];

/** Colors the token inside the pasted text, behind the field whose own letters are transparent. */
export function color(token) {
  const paste = byId('paste');
  const text = paste.value;
  const at = token === '' ? -1 : text.indexOf(token);
  const start = at < 0 ? text.length : at;
  const parts = at < 0 ? [] : token.split('.');
  byId('mirror').replaceChildren(
    el('span', { class: 'around' }, text.slice(0, start)),
    ...parts.flatMap((part, index) => [
      el('span', { class: 'dot' }, index ? '.' : ''),
      el('span', { class: NAMES[index] ?? 'extra' }, part),
    ]),
    // A last line break only shows with something after it.
    el('span', { class: 'around' }, `${text.slice(start + (at < 0 ? 0 : token.length))}\u200b`),
  );
  grow(paste, 240);
}

/** Shows each part as the server read it. The field that is being typed into is left alone. */
export function showParts(token, texts, typing) {
  FIELDS.forEach((field, part) => {
    const text = texts[NAMES[part]];
    if (field !== typing) field.value = text ?? '';
    field.disabled = text === null && field !== typing;
    field.placeholder = text === null && token ? 'This part can’t be read as text.' : '';
    grow(field, 320);
  });
  const signature = token.split('.')[SIGNATURE];
  byId('signature-text').textContent = signature ?? '';
  byId('signature-size').textContent = size(signature);
}

function size(signature) {
  if (signature === undefined) return 'the proof';
  const count = byteCount(signature);
  return count === null ? 'not base64url' : `${count} bytes`;
}

function grow(field, most) {
  field.style.height = '';
  field.style.height = `${Math.min(field.scrollHeight + 2, most)}px`;
}

/** What differs from the pasted token, claim by claim. Each argument has `token` and the texts. */
export function showChanges(before, after) {
  const changed = before !== null && before.token !== after.token;
  byId('edited').hidden = !changed;
  if (!changed) return;
  const [old, now] = [before, after].map(({ token }) => token.split('.')[SIGNATURE]);
  const lines = ['header', 'payload'].flatMap((part) => differences(part, before[part], after[part]));
  if (old !== now) lines.push(el('li', null, now ? 'The signature was changed.' : 'The signature was removed.'));
  const signature =
    old === now ? ' The signature is still the old one, made for the original token.' : ' Nothing was signed.';
  byId('changes').replaceChildren(el('p', null, el('strong', null, 'Changed.'), signature), el('ul', null, ...lines));
}

function differences(part, before, after) {
  if (before === after) return [];
  const [old, now] = [before, after].map(
    (text) => new Map((members(text ?? '') ?? []).map(({ name, raw }) => [name, raw])),
  );
  const names = [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name) !== now.get(name));
  if (!names.length || !now.size) return [el('li', null, `The text of the ${part} was changed.`)];
  return names.map((name) =>
    el('li', null, `${part} `, el('code', null, name), ': ', value(old.get(name)), ' → ', value(now.get(name))),
  );
}

const value = (raw) => (raw === undefined ? 'absent' : el('code', null, raw));
