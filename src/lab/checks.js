// The verdict and the checks, in the words of the server.

import { byId, el } from './dom.js';

const MARKS = { passed: '✓', failed: '✗', not_reached: '·' };
const STATES = { passed: 'passed', failed: 'failed', not_reached: 'not reached' };
const WOULD = { passed: 'would pass', failed: 'would fail', not_reached: 'would not be reached' };

/** Shows an answer of /explain-token. Returns the verdict in one sentence. */
export function showAnswer({ accepted, checks, if_signed: ifSigned }) {
  byId('checks').replaceChildren(...checks.map((check) => row(check, STATES)));
  byId('if-signed').hidden = !ifSigned;
  byId('if-signed-checks').replaceChildren(...(ifSigned ?? []).map((check) => row(check, WOULD)));

  const failed = checks.find(({ outcome }) => outcome === 'failed');
  const passed = checks.filter(({ outcome }) => outcome === 'passed').length;
  if (accepted) {
    verdict(
      'accepted',
      'Accepted',
      el('p', null, `All ${checks.length} checks passed: this server believes the token.`),
    );
    return 'Accepted.';
  }
  verdict(
    'rejected',
    `Rejected at ${failed.check}`,
    el('p', { class: 'detail' }, failed.detail),
    el('p', { class: 'hint' }, failed.hint),
    el(
      'p',
      { class: 'soft' },
      el('code', null, failed.reason),
      ` · ${passed} of ${checks.length} checks passed · `,
      el('code', null, failed.lesson),
    ),
  );
  return `Rejected at ${failed.check}: ${failed.detail}`;
}

/** No token yet, or no answer. `checks` are the ones that would be made. */
export function showNothing(state, title, text, checks) {
  verdict(state, title, el('p', null, text));
  byId('checks').replaceChildren(
    ...checks.map(({ check, asks }) => row({ check, asks, outcome: 'not_reached' }, { not_reached: '' })),
  );
  byId('if-signed').hidden = true;
}

function verdict(state, title, ...body) {
  byId('verdict').dataset.state = state;
  byId('verdict-title').textContent = title;
  byId('verdict-body').replaceChildren(...body);
}

function row({ check, asks, outcome, seen }, states) {
  return el(
    'li',
    { class: `check ${outcome}` },
    el('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[outcome]),
    el('span', { class: 'name' }, check),
    el('span', { class: 'asks' }, asks),
    el('span', { class: 'state' }, states[outcome]),
    seen ? el('span', { class: 'seen' }, seen) : null,
  );
}
