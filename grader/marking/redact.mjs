// Whatever is shown to a class, written into a report or handed around must contain no token, secret or password.

const TOKEN = '<token>';

/** A function that redacts a text, for runs with these collection variables. */
export function redactor({ jwtSecret } = {}) {
  const secrets = jwtSecret ? [jwtSecret, ...encodingsOf(jwtSecret)] : [];
  return (text) => {
    let shown = text;
    for (const secret of secrets) shown = shown.replaceAll(secret, '<secret>');
    return shown
      .replace(/(authorization:\s*[\w-]+\s+)[^\s"'…]+/gi, `$1${TOKEN}`)
      .replace(/[\w-]{8,}(\.[\w-]*){1,4}|\bey[\w-]{6,}/g, (word) => (isToken(word) ? TOKEN : word))
      .replace(
        /((?:password|passwd|passphrase|secret)(?:["']\s*:\s*|=))("(?:[^"\\]|\\.)*"|[^\s"',;&}]+)/gi,
        '$1<redacted>',
      )
      .replace(/((?:set-)?cookie:\s*)[^"\n]+/gi, '$1<redacted>');
  };
}

/** As a server might show it by mistake. */
function encodingsOf(secret) {
  const bytes = Buffer.from(secret);
  return [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
}

/** Does the text start with a JSON object in base64? If so, it's a token, or what is left of one. */
function isToken(word) {
  return Buffer.from(word.split('.')[0], 'base64url').toString('latin1').trimStart().startsWith('{');
}
