import { whyBroken } from './crash.js';
import { isObject, isRedirect, isSuccess, variable } from './http.js';
import { isOff } from './clock.js';
import { keyOf } from './keys.js';
import { known } from './known.js';
import { learning } from './probes.js';
import { COARSE, findings } from './refusals.js';
import { now, read, tokenIn } from './tokens.js';
import { accepted, usernameIn } from './verify-route.js';

const mustRefuse = (learned, test, lesson, hint) => ({
  test,
  hint,
  lesson,
  make: learning([learned], () => known[learned]),
  check: (pm, answer) => (accepted(answer) ? { expected: 'a refusal (status 401)', hint } : undefined),
});

/** The needs of part 1, in the engine's form. Each is also a test in some request. */
export const TOKEN_NEEDS = {
  route: {
    test: 'GET /sign-token answers with status 200',
    lesson: 'lessons/02-first-route',
    make: (pm, step, done) => done(step.signed),
    check: (pm, answer, step) =>
      answer.status === 200
        ? undefined
        : {
            expected: 'status 200',
            hint:
              [404, 405].includes(answer.status) && isSuccess(step.answers[0] || {})
                ? 'Declare this route for GET: right now, it answers only POST.'
                : answer.status >= 500
                  ? whyBroken(answer)
                  : answer.status === 405
                    ? "Declare the route for GET: the path is right, but the method isn't."
                    : answer.status === 404
                      ? 'Compare the path letter by letter, and check that the route is registered: the server has no such route.'
                      : isRedirect(answer)
                        ? 'Answer this request with 200 instead of a redirect.'
                        : 'Answer 200 to everyone: this route requires no credentials.',
          },
  },
  token: {
    test: 'The response has a token: {"token": "…"}',
    lesson: 'lessons/05-sign',
    make: (pm, step, done) => done(step.signed),
    check: (pm, { json, body }) =>
      isObject(json) && typeof json.token === 'string' && json.token
        ? undefined
        : {
            expected: 'a JSON object with "token", a string',
            hint: tokenIn({ json, body })
              ? 'Name the field "token": your response has the token under a different name.'
              : 'Sign the claims with your JWT library, and answer with {"token": …}.',
          },
    met: (step) => step.fresh !== '',
  },
  header: {
    test: 'POST /verify-token answers 200 to a token in the Authorization header',
    lesson: 'lessons/06-bearer-header',
    make: learning(['noToken', 'own', 'control'], () => (isSuccess(known.own) ? known.own : known.control)),
    check: (pm, answer, step) => (isSuccess(answer) ? undefined : { expected: 'status 200', ...whyDeaf(answer, step) }),
  },
  // A route that rejects everything is a start. If the route is missing or broken, no test of a token means anything.
  speech: {
    test: 'POST /verify-token answers 200 to a token in the Authorization header',
    lesson: 'lessons/06-bearer-header',
    make: learning(['own', 'control'], () => known.control),
    check: (pm, answer, step) => TOKEN_NEEDS.header.check(pm, answer, step),
    met: () => [known.own, known.control].some((answer) => isSuccess(answer) || [401, 403].includes(answer.status)),
  },
  silence: {
    test: 'Without a token, the response is a 401',
    lesson: 'lessons/06-bearer-header',
    make: learning(['noToken'], () => known.noToken),
    check: (pm, answer) => {
      const [finding] = findings(pm, answer, [401]).filter(({ name }) => COARSE.includes(name));
      return finding;
    },
    // For the tests that need this one, any refusal will do. Only a server that accepts everyone makes them meaningless.
    met: () => !isSuccess(known.noToken),
  },
  good: {
    after: ['speech'],
    test: 'The server accepts the token that it signed',
    lesson: 'lessons/07-verify',
    make: learning(['noToken', 'own', 'control', 'otherSecret'], () => known.own),
    check: (pm, answer, step) =>
      accepted(answer)
        ? undefined
        : {
            expected: 'status 200 and {"user": …}',
            ...(isSuccess(answer) ? { hint: NO_USER } : whyRejected(pm, step, true)),
          },
    met: () => accepted(known.own) || accepted(known.control),
  },
  secret: {
    after: ['speech'],
    test: 'A token that the collection signs with jwtSecret is accepted',
    lesson: 'lessons/07-verify',
    make: learning(['noToken', 'own', 'control', 'otherSecret'], () => known.control),
    check: (pm, answer, step) =>
      accepted(answer)
        ? undefined
        : {
            expected: 'status 200 and {"user": …}',
            ...(isSuccess(answer) ? { hint: NO_USER } : whyRejected(pm, step, false)),
          },
  },
  reading: {
    test: 'The response has the username from this token',
    lesson: 'lessons/07-verify',
    make: learning(['control'], () => known.control),
    check: (pm, { body, request }) =>
      body.includes(JSON.stringify(usernameIn(request)))
        ? undefined
        : {
            expected: `"username": "${usernameIn(request)}", as the token says`,
            hint: 'Answer with the claims of the token in the request, not with a user from anywhere else.',
          },
  },
  signature: mustRefuse(
    'otherSecret',
    'A token signed with another secret is rejected',
    'lessons/07-verify',
    'Verify the signature with your secret: your server accepted a forged token. Decoding alone checks nothing.',
  ),
  nonsense: mustRefuse(
    'nonsense',
    'Anything that is not a token is rejected',
    'lessons/07-verify',
    "Pass the token to your JWT library unchanged, and reject whatever it can't verify.",
  ),
  expiry: mustRefuse(
    'expired',
    'A token that has expired is rejected',
    'lessons/08-expiry',
    'Let your library check exp, and make sure that no option turns this check off: the token expired a day ago.',
  ),
  issuer: mustRefuse(
    'otherIssuer',
    'A token from another issuer is rejected',
    'lessons/09-issuer-and-audience',
    'When you verify, name the issuer that you trust: otherwise, most libraries accept any iss.',
  ),
  audience: mustRefuse(
    'otherAudience',
    'A token for another audience is rejected',
    'lessons/09-issuer-and-audience',
    'Name your audience when you verify: this token is for a different service. Until you do, some libraries accept any aud, and others reject every token that has one.',
  ),
};

const NO_USER = 'Verify the token with your JWT library, and answer with {"user": <the payload>}.';

/** The most common trap with some libraries, such as PyJWT. */
const NAME_YOUR_AUDIENCE = {
  hint: 'Tell your library which audience to expect. Until you do, some libraries, such as PyJWT, reject every token that has an aud: your server accepts this token once its aud is removed.',
  lesson: 'lessons/09-issuer-and-audience',
};

const USE_SECONDS = {
  hint: 'Divide the current time by 1000 before you compare it with exp, which is in seconds. Your server seems to use milliseconds, so every token looks expired.',
  lesson: 'lessons/08-expiry',
};

/** Why POST /verify-token doesn't even answer 200: `{ hint }`, and the lesson if it's a different one. */
const whyDeaf = (answer, { answers }) => {
  if (known.refusesAudience) return NAME_YOUR_AUDIENCE;
  if (known.comparesMilliseconds) return USE_SECONDS;
  return { hint: deafHint(answer, isSuccess(answers[0] || {})) };
};

const deafHint = (answer, answersGet) =>
  !answer.status
    ? "Look at your server's terminal for the cause: the server didn't answer this request."
    : answer.status >= 500
      ? whyBroken(answer)
      : [404, 405].includes(answer.status) && answersGet
        ? 'Declare this route for POST: right now, it answers only GET.'
        : answer.status === 405
          ? "Declare the route for POST: the path is right, but the method isn't."
          : answer.status === 404
            ? 'Compare the path and the method with POST /verify-token, and check that the route is registered: the server has no such route.'
            : [400, 415, 422].includes(answer.status)
              ? 'Take the token from the Authorization header. Your route seems to expect something in the body, which is empty.'
              : 'Read the Authorization header, and take what comes after "Bearer ": the server didn\'t find the token, or rejected it. If your server already verifies tokens, the tests in 07-verify say more.';

/** Why a valid token is rejected: the most common causes, each tried out. `{ hint }`, and the lesson if it's a different one. */
const whyRejected = (pm, step, own) => {
  const secret = variable(pm, 'jwtSecret');
  const { payload = {} } = read(step.fresh) || {};
  const key = keyOf(step.fresh, secret);
  if (known.comparesMilliseconds) return USE_SECONDS;
  if (known.refusesAudience) return NAME_YOUR_AUDIENCE;
  if (own && isOff(payload) && accepted(known.control))
    return {
      hint: `Sign with the current time in UTC. The token's iat is ${payload.iat}, and it is now ${now()}; with a correct iat, your server accepts the same claims.`,
      lesson: 'lessons/08-expiry',
    };
  if (own && typeof payload.exp === 'number' && payload.exp <= now())
    return {
      hint: 'Set exp to now plus the lifetime, in seconds: this token has already expired by the time it arrives.',
      lesson: 'lessons/08-expiry',
    };
  if (own && accepted(known.control)) return whyOnlyOwn(payload, key);
  if (!own && step.fresh && key !== 'jwtSecret')
    return {
      hint: `Start the server with the JWT_SECRET from .env.example, or write your secret into the collection's variable jwtSecret. The server's own tokens are ${key ? `signed with ${key}` : 'not signed with jwtSecret'}.`,
    };
  if (!own && !step.fresh)
    return {
      hint: "Set the server's JWT_SECRET to the value of the collection's variable jwtSecret, with which this token was signed.",
    };
  return {
    hint: `${key === 'jwtSecret' ? 'The signature is right. ' : ''}Read the response, then look at what your server checks: the secret, the algorithm, the claims.`,
  };
};

/** Why the server accepts the collection's token, but not its own: what mirrored() (probes.js) changes in it. */
const whyOnlyOwn = (payload, key) => {
  const isNumber = (name) => typeof payload[name] === 'number';
  const wrong = [
    ...(payload.sub === undefined && payload.id === undefined ? ['sub'] : []),
    ...(payload.username === undefined ? ['username'] : []),
    ...['iat', 'exp'].filter((name) => !isNumber(name)),
  ];
  const absent = ['iss', 'aud'].filter((name) => payload[name] === undefined);
  if (known.wantsIssuerAndAudience)
    return {
      hint: `Add ${absent.join(' and ')} in GET /sign-token: your server requires ${absent.length > 1 ? 'them' : 'it'} when it verifies, but doesn't sign ${absent.length > 1 ? 'them' : 'it'}.`,
      lesson: 'lessons/09-issuer-and-audience',
    };
  if (key !== 'jwtSecret')
    return {
      hint: "Use the same secret and the same algorithm in GET /sign-token and POST /verify-token: the server accepts the collection's tokens, but not its own.",
    };
  return {
    hint: wrong.length
      ? `Put a correct ${wrong.join(' and ')} into the token of GET /sign-token: the secret is right, and a token that has ${wrong.length > 1 ? 'them' : 'it'} is accepted.`
      : `Compare iat and exp in your token with the current time, which is ${now()}: the secret is right, and a token with different times is accepted.`,
  };
};
