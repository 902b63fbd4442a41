// Sends the token to /verify-token, and shows request and answer as they are sent, or as a curl command.

import { byId } from './dom.js';

/** The header's value, as a client would send it. */
export const authorization = ({ value, token }) =>
  value === token && token !== '' && !/\s/.test(token) ? `Bearer ${token}` : value;

/** Sends it, shows both sides, and returns what to say about it. */
export async function send(header) {
  let answer;
  try {
    answer = await fetch('/verify-token', { method: 'POST', headers: { Authorization: header } });
  } catch {
    return /[^\x20-\xff\t]|\x7f/.test(header)
      ? 'This can’t be sent: a header can’t contain line breaks, or characters beyond Latin-1.'
      : 'The server doesn’t answer. Is it still running?';
  }
  const status = `${answer.status} ${answer.statusText}`;
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}\n`).join('');
  show(
    `POST /verify-token HTTP/1.1\nHost: ${location.host}\nAuthorization: ${header}\n`,
    `HTTP/1.1 ${status}\n${headers}\n${await answer.text()}`,
  );
  return `Sent. The server answered ${status}.`;
}

/** Copies a curl command to the clipboard. If the page isn't allowed to, shows the command. */
export async function copyAsCurl(header) {
  const quoted = header.replace(/["$`\\]/g, '\\$&');
  const line = `curl -i -X POST -H "Authorization: ${quoted}" ${location.origin}/verify-token`;
  try {
    await navigator.clipboard.writeText(line);
    return 'Copied a curl line with this token.';
  } catch {
    show(line, '');
    return 'This browser doesn’t let the page copy. The curl line is below: copy it by hand.';
  }
}

/** Hides what was sent: it was another token. */
export function forget() {
  byId('exchange').hidden = true;
}

function show(request, answer) {
  byId('request').textContent = request;
  byId('answer').textContent = answer;
  byId('answer-part').hidden = answer === '';
  byId('exchange').hidden = false;
  byId('exchange').scrollIntoView({ block: 'nearest' });
}
