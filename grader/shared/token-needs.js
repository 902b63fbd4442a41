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

/** The needs of part 1, as the engine takes them. Each is a test of its own in some request. */
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
                ? 'Your route answers POST. It should answer GET: change the method where the route is declared.'
                : answer.status >= 500
                  ? whyBroken(answer)
                  : answer.status === 405
                    ? 'The path is right, the method is not: declare the route for GET.'
                    : answer.status === 404
                      ? 'The server has no such route: compare the path letter by letter, and check that the route is registered.'
                      : isRedirect(answer)
                        ? 'Your server sends this request elsewhere. Answer it here, with 200.'
                        : 'Answer 200 to everyone who asks: this route wants no credentials yet.',
          },
  },
  token: {
    test: 'The answer has a token: {"token": "…"}',
    lesson: 'lessons/05-sign',
    make: (pm, step, done) => done(step.signed),
    check: (pm, { json, body }) =>
      isObject(json) && typeof json.token === 'string' && json.token
        ? undefined
        : {
            expected: 'a JSON object with the name "token" and a string as its value',
            hint: tokenIn({ json, body })
              ? 'There is a token in the answer, but not under the name "token".'
              : 'Sign the claims with your JWT library and answer {"token": …}.',
          },
    met: (step) => step.fresh !== '',
  },
  header: {
    test: 'POST /verify-token answers 200 to a token in the Authorization header',
    lesson: 'lessons/06-bearer-header',
    make: learning(['noToken', 'own', 'control'], () => (isSuccess(known.own) ? known.own : known.control)),
    check: (pm, answer, step) =>
      isSuccess(answer) ? undefined : { expected: 'status 200', hint: deafHint(answer, step) },
  },
  // A route that says no is a start; one that is missing or broken makes all tests of tokens pointless.
  speech: {
    test: 'POST /verify-token answers 200 to a token in the Authorization header',
    lesson: 'lessons/06-bearer-header',
    make: learning(['own', 'control'], () => known.control),
    check: (pm, answer, step) => TOKEN_NEEDS.header.check(pm, answer, step),
    met: () => [known.own, known.control].some((answer) => isSuccess(answer) || [401, 403].includes(answer.status)),
  },
  silence: {
    test: 'Without a token, the answer is a 401',
    lesson: 'lessons/06-bearer-header',
    make: learning(['noToken'], () => known.noToken),
    check: (pm, answer) => {
      const [finding] = findings(pm, answer, [401]).filter(({ name }) => COARSE.includes(name));
      return finding;
    },
    // Any refusal will do for the others; only a yes to everybody makes them meaningless.
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
            hint: isSuccess(answer)
              ? 'Verify the token with your JWT library and answer {"user": <the payload>}.'
              : refusalHint(pm, step, true),
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
            hint: isSuccess(answer)
              ? 'Verify the token with your JWT library and answer {"user": <the payload>}.'
              : refusalHint(pm, step, false),
          },
  },
  reading: {
    test: 'The answer comes from this token: it has its username',
    lesson: 'lessons/07-verify',
    make: learning(['control'], () => known.control),
    check: (pm, { body, request }) =>
      body.includes(JSON.stringify(usernameIn(request)))
        ? undefined
        : {
            expected: `"username": "${usernameIn(request)}", as the token says`,
            hint: 'Answer the claims of the token that came in, not a user that is stored anywhere else.',
          },
  },
  signature: mustRefuse(
    'otherSecret',
    'A token signed with another secret is rejected',
    'lessons/07-verify',
    'Your server believed a token that a stranger signed. Verify the signature with your secret; decoding alone checks nothing.',
  ),
  nonsense: mustRefuse(
    'nonsense',
    'Anything that is not a token is rejected',
    'lessons/07-verify',
    "Give your JWT library the token as it came, and refuse whatever it can't verify.",
  ),
  expiry: mustRefuse(
    'expired',
    'A token that has expired is rejected',
    'lessons/08-expiry',
    'This token expired a day ago. Let your library check exp, and look for an option that switches that check off.',
  ),
  issuer: mustRefuse(
    'otherIssuer',
    'A token from another issuer is rejected',
    'lessons/09-issuer-and-audience',
    'Name the issuer that you trust when you verify: without that, most libraries take any iss.',
  ),
  audience: mustRefuse(
    'otherAudience',
    'A token for another audience is rejected',
    'lessons/09-issuer-and-audience',
    'Name your audience when you verify: a token for somebody else is not for you. Libraries differ: some take any aud until you do, others refuse each token that has one.',
  ),
};

/** The commonest trap of some libraries, such as PyJWT. */
const NAME_YOUR_AUDIENCE =
  'Without aud, a token is accepted. Some libraries, such as PyJWT, refuse each token with an aud until you name yours: give your library the audience when you verify.';

/** Why POST /verify-token does not even answer 200. */
const deafHint = (answer, { answers }) =>
  !answer.status
    ? 'Your server did not answer this request. Its console may have the cause.'
    : answer.status >= 500
      ? whyBroken(answer)
      : [404, 405].includes(answer.status) && isSuccess(answers[0] || {})
        ? 'Your route answers GET. It should answer POST: change the method where the route is declared.'
        : answer.status === 405
          ? 'The path is right, the method is not: declare the route for POST.'
          : answer.status === 404
            ? 'The server has no route POST /verify-token: compare path and method, and check that the route is registered.'
            : [400, 415, 422].includes(answer.status)
              ? 'Your route seems to want something else, such as a body. The token comes in the header Authorization, and the body is empty.'
              : known.refusesAudience
                ? NAME_YOUR_AUDIENCE
                : 'The server did not find the token, or did not believe it. Read the header Authorization and take what comes after "Bearer "; if your server verifies already, the tests of 07-verify say more.';

/** Why a good token is refused: the commonest causes, each tried out. */
const refusalHint = (pm, step, own) => {
  const secret = variable(pm, 'jwtSecret');
  const { payload = {} } = read(step.fresh) || {};
  const key = keyOf(step.fresh, secret);
  if (known.comparesMilliseconds)
    return 'Your server seems to compare exp with a clock in milliseconds, so each token looks expired. exp is in seconds: divide by 1000.';
  if (known.refusesAudience) return NAME_YOUR_AUDIENCE;
  if (own && isOff(payload) && accepted(known.control))
    return `A token with the same claims and another iat is accepted: yours says ${payload.iat}, and now is ${now()}. Take the time of now in UTC when you sign.`;
  if (own && typeof payload.exp === 'number' && payload.exp <= now())
    return 'The token has expired when it arrives: exp must be now plus the lifetime, in seconds.';
  if (own && accepted(known.control))
    return known.wantsIssuerAndAudience
      ? 'With iss and aud in it, a token is accepted. So your server asks for claims that it does not sign: add them in GET /sign-token.'
      : key === 'jwtSecret'
        ? 'A token with the same secret and other times is accepted: look at the claims that GET /sign-token puts in.'
        : 'A token that the collection signs is accepted, yours is not: GET /sign-token and POST /verify-token use different secrets or algorithms.';
  if (!own && step.fresh && key !== 'jwtSecret')
    return `The collection does not know this server's secret: its own tokens are ${key ? `signed with ${key}` : 'not signed with jwtSecret'}. Start the server with the JWT_SECRET of .env.example, or write your secret into the collection's variable jwtSecret.`;
  if (!own && !step.fresh)
    return 'The collection signed this token with its variable jwtSecret. Start the server with the same JWT_SECRET.';
  return `${key === 'jwtSecret' ? 'The signature is right. ' : ''}Look at the answer, and at what your server checks: the secret that verifies, the algorithm, the claims.`;
};
