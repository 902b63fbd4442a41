import { debuggerIn, whyBroken } from './crash.js';
import { isObject, variable } from './http.js';

// What can be wrong with a refusal that does refuse.

const TRACE =
  /list index out of range|unhashable type|'NoneType' object|is not subscriptable|object has no attribute|not enough values to unpack|too many values to unpack|invalid literal for int|Cannot read propert|is not a function|undefined is not|index out of bounds|nil pointer|NullPointerException|called `(Option|Result)::|Traceback \(most recent|File \\?".+", line \d+|\s+at .+\.\w+:\d+:\d+|panicked at|stack backtrace|node_modules/;
export const either = (statuses) => statuses.join(', ').replace(/, (\d+)$/, ' or $1');
const says = (value) =>
  typeof value === 'string' ? value.trim() !== '' : isObject(value) && Object.values(value).some(says);

/** The secret that the collection knows, or anything that follows its name. */
export const showsSecret = (pm, body) => {
  const secret = variable(pm, 'jwtSecret');
  return (
    (secret !== '' && body.includes(secret)) ||
    /JWT_SECRET\\?"?\s*[:=]\s*\\?["'\w]/.test(body) ||
    /"(jwt|app|signing|token)?[_-]?(secret|secret[_-]?key|signing[_-]?key)\\?"\s*:\s*\\?"[^"]/i.test(body)
  );
};

/** The findings about a refusal's form, each with a stable name so that it is reported once. */
export const findings = (pm, answer, statuses) => {
  const { status, type, body, json, challenge } = answer;
  const list = either(statuses);
  if (!status)
    return [
      {
        name: 'silent',
        expected: 'a response',
        hint: "Look at the server's terminal for the cause: the server didn't answer at all. A refusal is a response, too.",
      },
    ];
  if (status >= 500)
    return [
      {
        name: 'crash',
        expected: `status ${list}`,
        hint: `${debuggerIn(answer) ? whyBroken(answer) : "Look at the server's terminal for the cause: a 5xx means that the server broke."} Then catch the error where the header is read or the token is verified, and answer 401: an invalid token is the client's mistake, not the server's.`,
      },
    ];
  const found = [];
  if (!statuses.includes(status)) {
    found.push({
      name: 'status',
      expected: `status ${list}`,
      hint:
        status < 300
          ? 'Set the status to 401. The current status says that all is well, and programs look at the status, not at the words.'
          : status < 400
            ? "Answer 401 instead of a redirect: a program can't use the page that it leads to."
            : status === 403
              ? 'Answer 401. A 403 says "I know who you are, but you aren\'t allowed", and this client isn\'t known yet.'
              : 'Set the status to 401: the client is not authenticated.',
    });
    if (status < 400) return found;
  }
  if (TRACE.test(body))
    found.push({
      name: 'trace',
      expected: 'an error in words that are meant for the client',
      hint: "Write the error to the log, and answer with a sentence of your own. This response shows the server's internals, which help an attacker.",
    });
  if (showsSecret(pm, body))
    found.push({
      name: 'secret',
      expected: 'no secret in the response',
      hint: 'Take the secret out of the response: anyone who has it can sign a token for any user.',
    });
  if (!isObject(json) || !says(json))
    found.push({
      name: 'json',
      expected: 'an error in JSON, such as {"error": "…"}',
      hint:
        isObject(json) && Object.values(json).some((value) => isObject(value) && !Object.keys(value).length)
          ? "Answer with the error's message or your own words: in JSON, an Error object turns into {}."
          : 'Answer with JSON that says what is wrong, not with a page or an empty body: a program will read it.',
    });
  else if (!/json/i.test(type))
    found.push({
      name: 'type',
      expected: 'Content-Type: application/json',
      hint: `Use your framework's function for JSON responses, which sets this header: the body is already JSON, but its Content-Type is ${type || 'missing'}.`,
    });
  if (status === 401 && !/\bBearer\b/i.test(challenge)) {
    found.push({
      name: 'challenge',
      expected: 'the header WWW-Authenticate: Bearer',
      hint: `Add the header WWW-Authenticate: Bearer. A 401 must say which scheme the server wants (RFC 6750 §3); yours ${challenge ? `says ${challenge}` : 'has no such header'}.`,
    });
  }
  return found;
};

/** Findings about the refusal itself rather than its form. */
export const COARSE = ['silent', 'crash', 'status'];
