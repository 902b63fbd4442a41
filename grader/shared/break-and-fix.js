import { emptyJar } from './browser.js';
import { lifetime, setCookies, tokenOf } from './cookies.js';
import { engineOf } from './engine.js';
import { plain } from './forms.js';
import { ask, isObject, isSuccess, route, show, variable } from './http.js';
import { keyOf } from './keys.js';
import { known } from './known.js';
import { passwordIn, traceOf } from './passwords.js';
import { changed, logIn, somebody, withJson, withToken } from './people.js';
import { preflightOf } from './preflight.js';
import { REVIEW_NEEDS, join, resigned } from './review-needs.js';
import { enumerationWarning } from './timing.js';
import { claimsOf, encode, now, random, sign, signTexts, tokenIn } from './tokens.js';
import { accepted, verify } from './verify-route.js';
import { WORKSHOP_NEEDS, pageOf } from './workshop-needs.js';
import {
  WITH_ITS_OWN_KEY,
  awkwardName,
  believes,
  claimsFor,
  enter,
  forgedBy,
  respelled,
  secretsFrom,
  signed,
  typOf,
  unsigned,
  wordOf,
  zeros,
} from './workshop.js';

// Part 3: what the requests of its collection call. Each is one attack: a control, the attack in several
// variants, and a neighbor, a good token that a fix which forbids too much refuses.

const NEEDS = { ...WORKSHOP_NEEDS, ...REVIEW_NEEDS };

const {
  prepare,
  check,
  meetsBefore: meets,
  refused,
} = engineOf({
  needs: NEEDS,
  reset: emptyJar,
  accepted: isSuccess,
});

const { preflight, arrived } = preflightOf({
  lesson: 'lessons/15-forged',
  first: (pm) => withJson(pm, 'POST', '/none/login', { name: 'ann' }),
  isSure: () => false,
  routes: (pm) => ['/no-end/login', '/signed-out/login', '/signup'].map((path) => withJson(pm, 'POST', path, {})),
  isStranger: ({ status }) => [403, 404, 405, 501].includes(status),
  expected: 'your server, with the routes of a lesson of part 3',
  hasNeither: 'the login of lesson 15, 16 or 17, nor the sign-up of lesson 18',
  otherwise: 'If it is your server from an earlier part, start the one from lesson 15, 16, 17 or 18.',
});

/** A case of an attack: a token for the route of the attack, or a request. */
const request = (pm, at, made) => (typeof made === 'string' ? withToken(pm, 'GET', `/${at}/me`, made) : made);

/**
 * Before the request: brings about the control, then sends each variant of the attack, and the neighbors.
 * Postman sends the first variant, which is a token. A neighbor is `{ token, name }`.
 */
const attack = (pm, at, { needs = [], attacks, neighbors = () => ({}) }) =>
  prepare(pm, {
    at,
    needs: [at, ...needs],
    send: (step) => {
      step.attacks = attacks(step);
      step.neighbors = neighbors(step);
      return { token: Object.values(step.attacks)[0] };
    },
    cases: (step) => ({
      ...Object.fromEntries(
        Object.entries(step.attacks)
          .slice(1)
          .map(([name, made]) => [name, request(pm, at, made)]),
      ),
      ...Object.fromEntries(Object.entries(step.neighbors).map(([name, made]) => [name, request(pm, at, made.token)])),
    }),
  });

/**
 * After it: the control, the attack, the form of the refusal and the neighbors, each a test.
 * `neighbor` is the test of the neighbors, `strict` its hint; `needs` are further tests of this request.
 */
const triple = (pm, at, { needs = [], test, hint, neighbor, strict, statuses = [401, 400], also = () => undefined }) =>
  check(pm, (it) => {
    const { step, answer } = it;
    [at, ...needs].forEach((need) => meets(pm, need, it));
    const names = Object.keys(step.attacks || {});
    const all = [answer, ...step.answers];
    refused(pm, it, {
      test,
      hint,
      statuses,
      cases: () => names.map((name, index) => [name, all[index]]),
    });
    if (neighbor)
      it.test(neighbor, () => {
        const rest = Object.entries(step.neighbors).map(([name, made], index) => ({
          name,
          made,
          came: all[names.length + index],
        }));
        const wrong = rest.find(({ made, came }) => !believes(came, made.name));
        return (
          wrong && {
            answer: wrong.came,
            expected: `status 200 and {"user": "${wrong.made.name}"}`,
            got: `${wrong.name}: ${show(wrong.came)}`,
            hint: strict,
          }
        );
      });
    also(it);
  });

/** A test that none of these answers, each `[name, answer]`, is a yes. */
const believesNone = (it, test, hint, cases, isYes = isSuccess, options = {}) =>
  it.test(
    test,
    () => {
      const found = cases().find(([, answer]) => isYes(answer));
      return (
        found && { answer: found[1], expected: 'a refusal (status 401)', got: `${found[0]}: ${show(found[1])}`, hint }
      );
    },
    options,
  );

/** The answers of the script, by the names of their cases. */
const answersOf = ({ step }) => Object.fromEntries(step.names.map((name, index) => [name, step.answers[index]]));

const leaves = (value, path = '') =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`))
    : [[path, String(value)]];
const wordsOf = ({ status, body, json, challenge }) =>
  Object.fromEntries([
    ['status', String(status)],
    ['challenge', challenge],
    ...leaves(json === undefined ? body : json),
  ]);

/**
 * Do these answers say the same? Returns the first that doesn't. What differs between two answers to the same
 * request, such as a time, counts for nothing.
 */
const different = ([one, again, ...others]) => {
  const [first, second] = [one, again].map(wordsOf);
  const names = Object.keys(first).filter((name) => first[name] === second[name]);
  return others.find((other) => names.some((name) => wordsOf(other)[name] !== first[name]));
};

export {
  known,
  prepare,
  check,
  meets,
  refused,
  preflight,
  arrived,
  attack,
  triple,
  believesNone,
  answersOf,
  different,
  believes,
  enter,
  awkwardName,
  claimsFor,
  signed,
  forgedBy,
  unsigned,
  respelled,
  secretsFrom,
  wordOf,
  zeros,
  WITH_ITS_OWN_KEY,
  pageOf,
  plain,
  tokenOf,
  setCookies,
  lifetime,
  join,
  resigned,
  logIn,
  somebody,
  changed,
  withJson,
  withToken,
  verify,
  accepted,
  keyOf,
  passwordIn,
  traceOf,
  enumerationWarning,
  variable,
  route,
  ask,
  show,
  isSuccess,
  isObject,
  claimsOf,
  typOf,
  encode,
  sign,
  signTexts,
  now,
  random,
  tokenIn,
};
