// From what was pasted to what the server reads: a token, or the value of an Authorization header.
// The page says what was removed, so that nothing happens behind the learner's back.

const NAMES = ['token', 'access_token', 'id_token', 'jwt'];

/** `value` is what remains, `removed` says what was removed, in words. */
export function unwrap(text) {
  const removed = [];
  let value = text;
  for (const step of [spaces, curl, headerLine, json, quotes, lineBreaks]) {
    const found = step(value);
    if (!found) continue;
    removed.push(found.removed);
    value = found.value.trim();
  }
  return { value, removed };
}

/** The token in a value that may start with a scheme. */
export const tokenOf = (value) => value.replace(/^bearer[ \t]+/i, '');

function spaces(text) {
  const value = text.trim();
  return value !== text && value !== '' && { value, removed: 'white space around it' };
}

function curl(text) {
  if (!/^(\$ )?curl(\.exe)?\s/.test(text)) return null;
  const quoted = text.match(/(["'])authorization\s*:([^]*?)\1/i)?.[2];
  const option = text.match(/--oauth2-bearer[ =]["']?([^\s"']+)/)?.[1];
  const value = quoted ?? (option && `Bearer ${option}`);
  return value === undefined
    ? { value: '', removed: 'a curl line, which has no Authorization header' }
    : { value, removed: 'the curl line around the Authorization header' };
}

/** One line, or one among the lines of a whole request. */
function headerLine(text) {
  const value = text.match(/^\s*["']?authorization["']?\s*:(.*)$/im)?.[1];
  if (value === undefined) return null;
  const others = text.trim().includes('\n');
  return {
    value,
    removed: others ? 'the other lines of the request, and the header’s name' : 'the header’s name, Authorization',
  };
}

function json(text) {
  if (!text.startsWith('{')) return null;
  try {
    const answer = JSON.parse(text);
    const name = NAMES.find((name) => typeof answer[name] === 'string');
    return name ? { value: answer[name], removed: `the JSON around the value of "${name}"` } : null;
  } catch {
    return null;
  }
}

function quotes(text) {
  const value = text.match(/^(["'`])([^]*)\1[,;]?$/)?.[2];
  return value === undefined ? null : { value, removed: 'the quotes around it' };
}

/** A terminal wraps a long token, and a copy contains the line breaks. */
function lineBreaks(text) {
  const token = tokenOf(text);
  if (!/\s/.test(token) || !/^eyJ[\w.=+/\s-]*$/.test(token)) return null;
  const scheme = text.slice(0, text.length - token.length);
  return { value: scheme + token.replace(/\s+/g, ''), removed: 'white space inside the token' };
}
