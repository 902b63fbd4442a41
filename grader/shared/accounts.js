import { ACCOUNT_NEEDS } from './account-needs.js';
import { emptyJar, goesOn, target, withCookies } from './browser.js';
import { deleteAccounts } from './cleanup.js';
import { serverNow } from './clock.js';
import { cookieHeader, isRemoved, kept, lifetime, sessionSet, setCookies, tokenOf, withTokenIn } from './cookies.js';
import { engineOf } from './engine.js';
import { filledIn, formOfLogout, formWithPassword, plain } from './forms.js';
import { isObject, isRedirect, isSuccess, route, show, variable } from './http.js';
import { keyOf } from './keys.js';
import { known } from './known.js';
import { HINTS, formOf } from './other-refusals.js';
import { passwordIn, traceOf } from './passwords.js';
import { changed, forged, greets, logIn, secretOf, signUp, somebody, withJson, withToken } from './people.js';
import { preflightOf } from './preflight.js';
import { fixFirst } from './report.js';
import { enumerationWarning, hashWarning } from './timing.js';
import { claimsOf, now, random, read, sign, signTexts, tokenIn } from './tokens.js';
import { verify } from './verify-route.js';

// Part 2: what its collection's requests call.

/** The most work to ask for at once, in seconds. */
const PATIENCE = 4;

/** How many requests with a hash fit into that time, if each takes as long as this answer: at least two, or nothing would happen at once. */
const atOnce = ({ milliseconds = 0 }, most) =>
  Math.max(2, Math.min(most, Math.floor((PATIENCE * 1000) / Math.max(1, milliseconds))));

const { prepare, check, meets, refused } = engineOf({
  needs: ACCOUNT_NEEDS,
  reset: emptyJar,
  accepted: isSuccess,
  formOf,
  close: deleteAccounts,
});

const { preflight, arrived } = preflightOf({
  lesson: 'lessons/12-login',
  first: (pm) => withJson(pm, 'POST', '/login', {}),
  isSure: () => false,
  routes: (pm) => [route(pm, 'GET', '/protected')],
  isStranger: ({ status }) => [403, 404, 405, 501].includes(status),
  expected: 'your server, with POST /login',
  hasNeither: 'POST /login nor GET /protected',
  otherwise:
    'If it is your server from an earlier lesson, start the one from lesson 12 or later. For lesson 11, run only the folder 11-by-hand.',
});

/** Was the browser turned away without seeing anything about the user? */
const turnsAway = (pm, answer, person, hint) =>
  answer.status >= 500 || !answer.status
    ? {
        expected: 'status 303 and Location: /login',
        hint: "Treat a visitor whose cookie you can't use as signed out: your server crashed on this cookie.",
      }
    : isSuccess(answer) && (plain(answer.body).includes(person.name) || !formWithPassword(answer.body))
      ? { expected: 'status 303 and Location: /login (or 401)', hint }
      : isRedirect(answer) && !/^\/(log-?in|sign-?in|$|\?)/i.test(target(pm, answer).path || 'none')
        ? {
            expected: 'status 303 and Location: /login (or 401)',
            hint: "If a visitor isn't signed in, redirect to the login page.",
          }
        : undefined;

/** Is the session unchanged? `it.later` has the dashboard, requested afterwards with the same cookie. */
const staysIn = (pm, { answer, step, later }, hint) => {
  const cookie = setCookies(answer).find((one) => one.name === step.session.name && isRemoved(one));
  return cookie
    ? { expected: 'no Set-Cookie for the session', got: `Set-Cookie: ${cookie.line}`, hint }
    : answer.status >= 500
      ? { expected: 'a refusal, such as status 403 or 405', hint: HINTS.crash() }
      : ACCOUNT_NEEDS.dashboard.check(pm, later[0], step)
        ? { expected: 'the dashboard, with the same cookie as before', answer: later[0], hint }
        : undefined;
};

/** An answer as a list of what can be compared, without the email that was sent. */
const flat = ({ status, body, json, request }) => {
  const { email } = JSON.parse(request.body);
  const lines = { 'the status': String(status) };
  const walk = (value, path) =>
    isObject(value)
      ? Object.entries(value).forEach(([name, inner]) => walk(inner, `${path}.${name}`))
      : Object.assign(lines, { [path]: JSON.stringify(value).split(email).join('<email>') });
  walk(json === undefined ? body : json, 'the body');
  return lines;
};

export {
  known,
  prepare,
  check,
  meets,
  refused,
  preflight,
  arrived,
  fixFirst,
  turnsAway,
  staysIn,
  flat,
  withCookies,
  kept,
  variable,
  route,
  withJson,
  withToken,
  signUp,
  logIn,
  somebody,
  claimsOf,
  forged,
  changed,
  greets,
  secretOf,
  passwordIn,
  keyOf,
  read,
  show,
  isSuccess,
  now,
  random,
  sign,
  signTexts,
  verify,
  hashWarning,
  enumerationWarning,
  tokenIn,
  serverNow,
  tokenOf,
  withTokenIn,
  traceOf,
  atOnce,
  formWithPassword,
  formOfLogout,
  filledIn,
  cookieHeader,
  setCookies,
  lifetime,
  sessionSet,
  target,
  isRedirect,
  goesOn,
  plain,
};
