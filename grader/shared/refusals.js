import { debuggerIn, whyBroken } from './crash.js';
import { isObject, variable } from './http.js';

// What is wrong with a refusal, apart from its being one.

const TRACE =
  /list index out of range|unhashable type|'NoneType' object|is not subscriptable|object has no attribute|not enough values to unpack|too many values to unpack|invalid literal for int|Cannot read propert|is not a function|undefined is not|index out of bounds|nil pointer|NullPointerException|called `(Option|Result)::|Traceback \(most recent|File \\?".+", line \d+|\s+at .+\.\w+:\d+:\d+|panicked at|stack backtrace|node_modules/;
export const either = (statuses) => statuses.join(', ').replace(/, (\d+)$/, ' or $1');
const says = (value) =>
  typeof value === 'string' ? value.trim() !== '' : isObject(value) && Object.values(value).some(says);

/** The secret that the collection knows, or whatever follows its name. */
export const showsSecret = (pm, body) => {
  const secret = variable(pm, 'jwtSecret');
  return (
    (secret !== '' && body.includes(secret)) ||
    /JWT_SECRET\\?"?\s*[:=]\s*\\?["'\w]/.test(body) ||
    /"(jwt|app|signing|token)?[_-]?(secret|secret[_-]?key|signing[_-]?key)\\?"\s*:\s*\\?"[^"]/i.test(body)
  );
};

/** The findings about a refusal's form, each with a stable name, so that the same one is reported once. */
export const findings = (pm, answer, statuses) => {
  const { status, type, body, json, challenge } = answer;
  const list = either(statuses);
  if (!status)
    return [
      {
        name: 'silent',
        expected: 'an answer',
        hint: "No answer came. A refusal has to be answered, too: look at the server's console.",
      },
    ];
  if (status >= 500)
    return [
      {
        name: 'crash',
        expected: `status ${list}`,
        hint: `${debuggerIn(answer) ? whyBroken(answer) : 'A 5xx says that the server broke, and its console has the cause.'} Whatever a client sends, the mistake is the client's: catch the error where the header is read or the token is verified, and answer 401.`,
      },
    ];
  const found = [];
  if (!statuses.includes(status)) {
    found.push({
      name: 'status',
      expected: `status ${list}`,
      hint:
        status < 300
          ? 'The status says that all is well. Programs look at the status, not at the words: set it to 401.'
          : status < 400
            ? "A redirect sends a program to a page that it can't read. Answer 401."
            : status === 403
              ? '403 says "I know who you are, and you may not". Here nobody is known yet: that is 401.'
              : 'Set the status to 401: the client is not authenticated.',
    });
    if (status < 400) return found;
  }
  if (TRACE.test(body))
    found.push({
      name: 'trace',
      expected: 'an error in words for the client',
      hint: "The answer shows lines of the server's own program. They help an attacker: write them to the log, and answer with a sentence.",
    });
  if (showsSecret(pm, body))
    found.push({
      name: 'secret',
      expected: 'no secret in the answer',
      hint: 'The answer shows the secret. Whoever has it can sign as anybody: take it out of the answer.',
    });
  if (!isObject(json) || !says(json))
    found.push({
      name: 'json',
      expected: 'an error in JSON, such as {"error": "…"}',
      hint:
        isObject(json) && Object.values(json).some((value) => isObject(value) && !Object.keys(value).length)
          ? 'There is JSON, but the error in it is empty: an Error object turns into {} there. Answer its message, or words of your own.'
          : 'A program sent the request and will read the answer: send JSON that says what is wrong, not a page and not an empty body.',
    });
  else if (!/json/i.test(type))
    found.push({
      name: 'type',
      expected: 'Content-Type: application/json',
      hint: `The body is JSON, but its Content-Type is ${type || 'missing'}. Use your framework's way to answer JSON.`,
    });
  if (status === 401 && !/\bBearer\b/i.test(challenge)) {
    found.push({
      name: 'challenge',
      expected: 'the header WWW-Authenticate: Bearer',
      hint: `A 401 says which scheme the server wants (RFC 6750 §3). ${challenge ? `Yours says ${challenge}.` : 'Yours has no WWW-Authenticate.'} Add WWW-Authenticate: Bearer.`,
    });
  }
  return found;
};

/** Findings that say more about a refusal than its form does. */
export const COARSE = ['silent', 'crash', 'status'];
