// The traps that the pages name. `says` is on the page; `change` replaces text of the complete server; `fails` are
// the tests of the collection that fail then, and no others. `lifetime`: that of its token, where no test sees it.

const WITHOUT_EXP = 'A token without exp › A token without exp is rejected';
const OTHER_HMAC = 'Another HMAC › A token signed with HS384 or HS512 is rejected';
const OTHER_ISSUER = 'Another issuer › A token from another issuer is rejected';
const OTHER_AUDIENCE = 'Another audience › A token for another audience is rejected';
const WEAK_SECRET =
  "Look for the secret in the response › The collection's jwtSecret has at least 32 bytes and isn't a well-known word";
const FORGERIES = [
  'A changed payload › A token with a changed payload is rejected',
  'Signed with another secret › A token signed with another secret is rejected',
  'A token that has expired › A token that has expired is rejected',
  'A token that is not valid yet › A token before its nbf is rejected',
  OTHER_ISSUER,
  OTHER_AUDIENCE,
];
const OWN_TOKENS = [
  'Send the token in the header › POST /verify-token answers 200 to a token in the Authorization header',
  'Verify a fresh token › The server accepts the token that it signed',
  'Verify a token that the collection signed › A token that the collection signs with jwtSecret is accepted',
];
const BY_HAND = {
  twice: 'A name that occurs twice › A token with a name that occurs twice is rejected',
  crit: 'An extension in crit › A token with a crit that the server does not understand is rejected',
  b64: 'A payload that is not encoded › A token with b64 false is rejected',
  typ: 'A typ for another purpose › A token with a typ for another purpose is rejected',
};
const SHORT = { environment: { JWT_SECRET: 'short' }, variables: { jwtSecret: 'short' }, fails: [WEAK_SECRET] };
const HANDMADE = { change: [], part: 2, folder: '11-by-hand' };

const REQUIRE = [`            options={"require": ["exp"]},\n`, ''];
const INVALID = 'except jwt.InvalidTokenError';

const pyjwt = [
  { says: 'Without `require`, a token without `exp` is valid forever', change: [REQUIRE], fails: [WITHOUT_EXP] },
  {
    says: 'Without `audience=`, every token that has an `aud` is rejected, even your own',
    change: [['            audience=AUDIENCE,\n', '']],
    fails: OWN_TOKENS,
  },
  {
    says: 'Without `issuer=`, any `iss` is accepted',
    change: [['            issuer=ISSUER,\n', '']],
    fails: [OTHER_ISSUER],
  },
  {
    says: 'With `["HS256", "HS384", "HS512"]`',
    change: [['["HS256"]', '["HS256", "HS384", "HS512"]']],
    fails: [OTHER_HMAC],
  },
  {
    says: '`options={"verify_signature": False}` switches off every check',
    change: [['options={"require": ["exp"]}', 'options={"verify_signature": False}']],
    fails: FORGERIES,
  },
  { says: 'A short secret only causes a warning', change: [['if len(SECRET.encode()) < 32:', 'if False:']], ...SHORT },
  {
    says: '`leeway=300` accepts tokens for five minutes after their `exp`',
    change: [REQUIRE.with(1, '            options={"require": ["exp"]},\n            leeway=300,\n')],
    fails: ['Expired two minutes ago › A token that expired two minutes ago is rejected'],
  },
  {
    says: 'A `sub` that is a number',
    change: [['str(USER["id"])', 'USER["id"]']],
    fails: ['Sign a token › sub, if present, is a string', ...OWN_TOKENS],
  },
  {
    says: 'Nothing checks `typ`, `b64` or names that occur twice',
    ...HANDMADE,
    fails: [BY_HAND.twice, BY_HAND.b64, BY_HAND.typ],
  },
];

const flask = [
  ...pyjwt,
  {
    says: '`datetime.now()` without a time zone',
    change: [
      ['now = int(time.time())', 'from datetime import datetime, timedelta\n    now = datetime.now()'],
      ['now + LIFETIME_SECONDS', 'now + timedelta(seconds=LIFETIME_SECONDS)'],
    ],
    environment: { TZ: 'Asia/Kolkata' },
    fails: [OWN_TOKENS[1], 'A token that expires › iat says when this token was signed'],
  },
  {
    says: '`.split(" ")` into two names',
    change: [
      ['.partition(" ")', '.split(" ")'],
      ['scheme, _, token', 'scheme, token'],
    ],
    fails: [
      'Send no token › Without a token, the response is a 401',
      'Not a token at all › The refusal is a 400 or 401 in JSON, with a Bearer challenge',
    ],
  },
  {
    says: '`.replace("Bearer ", "")` accepts a token without `Bearer`',
    change: [
      [
        'scheme, _, token = request.headers.get("Authorization", "").partition(" ")',
        'token = request.headers.get("Authorization", "").replace("Bearer ", "")',
      ],
      ['if scheme.lower() != "bearer" or not token:', 'if not token:'],
    ],
    fails: [
      'Send the token without Bearer › A token without the word Bearer is rejected',
      'Not a token at all › Anything that is not a token is rejected',
    ],
  },
  {
    says: '`app.run(debug=True)`',
    change: [['app.run(port=PORT)', 'app.run(port=PORT, debug=True, use_reloader=False)']],
    fails: ['The wrong method, with a valid token › No debugger console is open to everyone'],
  },
  {
    says: 'An uncaught exception causes a 500 with an HTML page',
    change: [[`    ${INVALID}:\n        raise Refusal("The token is not valid.")\n`, '']],
    fails: ['A changed payload › The refusal is a 401 in JSON, with a Bearer challenge'],
  },
];

const fastapi = [
  ...pyjwt,
  {
    says: '`authorization: Annotated[str, Header()]` answers 422',
    change: [
      [
        'bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]',
        'authorization: Annotated[str, Header()]',
      ],
      ['bearer.credentials', 'authorization.removeprefix("Bearer ")'],
      ['FastAPI, HTTPException', 'FastAPI, Header, HTTPException'],
    ],
    fails: [
      'Send no token › Without a token, the response is a 401',
      'Send the token without Bearer › A token without the word Bearer is rejected',
    ],
  },
  {
    says: '`token: str` is a query parameter',
    change: [
      ['bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]', 'token: str'],
      ['bearer.credentials', 'token'],
    ],
    fails: [OWN_TOKENS[0]],
  },
  {
    says: '`HTTPException(401)` has no `WWW-Authenticate`',
    change: [[', {"WWW-Authenticate": "Bearer"}', '']],
    fails: ['A changed payload › The refusal is a 401 in JSON, with a Bearer challenge'],
  },
  {
    says: 'A 403 says something else',
    change: [['HTTPException(401', 'HTTPException(403']],
    fails: ['A changed payload › The refusal is a 401 in JSON, with a Bearer challenge'],
  },
];

const HOSTS = 'ALLOWED_HOSTS=["127.0.0.1"]';
const django = [
  ...pyjwt,
  {
    says: '`CsrfViewMiddleware` answers 403 to every `POST /verify-token`',
    change: [[HOSTS, `${HOSTS}, MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"]`]],
    fails: OWN_TOKENS,
  },
  {
    says: '`path("sign-token/", …)` redirects `/sign-token`',
    change: [
      [HOSTS, `${HOSTS}, MIDDLEWARE=["django.middleware.common.CommonMiddleware"]`],
      ['path("sign-token"', 'path("sign-token/"'],
      ['path("verify-token"', 'path("verify-token/"'],
    ],
    fails: ['Is your server there? › A server answers at baseUrl, and it is yours'],
  },
  {
    says: 'A view without `@require_GET` answers every method',
    change: [['@require_GET\n', '']],
    fails: ['Ask with the wrong method › POST /sign-token is rejected: the route is for GET'],
  },
  {
    says: '`request.META["Authorization"]` is never there',
    change: [['request.headers.get("Authorization", "")', 'request.META.get("Authorization", "")']],
    fails: OWN_TOKENS,
  },
];

const SCHEME = `  if (scheme.toLowerCase() !== 'bearer' || !token || more.length > 0)`;
const express = [
  {
    says: 'Without an error handler, a refusal is a 500 with an HTML page and a stack trace',
    change: [['  if (!(error instanceof Refusal)) return next(error);\n', '  return next(error);\n']],
    fails: ['Send no token › Without a token, the response is a 401'],
  },
  {
    says: "`.split(' ')[1]` accepts any scheme",
    change: [[SCHEME, '  if (!token)']],
    fails: [
      'Send another scheme › A token after another scheme is rejected',
      'Not a token at all › Anything that is not a token is rejected',
    ],
  },
  {
    says: '`app.use(express.json())` answers a broken body with an HTML page',
    change: [['const app = express();\n', 'const app = express();\napp.use(express.json());\n']],
    fails: ['A body that nobody asked for › A body that nobody asked for breaks nothing'],
  },
];

const jsonwebtoken = [
  {
    says: 'A token without `exp` is valid forever',
    change: [[`  if (claims.exp === undefined) throw new Refusal('The token has no exp.');\n`, '']],
    fails: [WITHOUT_EXP],
  },
  {
    says: 'Without `algorithms`, HS384 and HS512 are accepted, too',
    change: [[` algorithms: ['HS256'],`, '']],
    fails: [OTHER_HMAC],
  },
  {
    says: 'Without `issuer`, any `iss` is accepted',
    change: [['issuer: JWT_ISSUER, audience: JWT_AUDIENCE });', 'audience: JWT_AUDIENCE });']],
    fails: [OTHER_ISSUER],
  },
  {
    says: 'Without `audience`, any `aud` is accepted',
    change: [['issuer: JWT_ISSUER, audience: JWT_AUDIENCE });', 'issuer: JWT_ISSUER });']],
    fails: [OTHER_AUDIENCE],
  },
  {
    says: '`jwt.decode` checks nothing',
    change: [
      [
        `jwt.verify(token, JWT_SECRET, { algorithms: ['HS256'], issuer: JWT_ISSUER, audience: JWT_AUDIENCE })`,
        'jwt.decode(token) ?? {}',
      ],
    ],
    fails: FORGERIES,
  },
  {
    says: "`expiresIn: '1800'` is 1.8 seconds",
    change: [['expiresIn: LIFETIME_SECONDS', 'expiresIn: String(LIFETIME_SECONDS)']],
    fails: [],
    lifetime: 1,
  },
  {
    says: '`jwt.sign(USER, …)` signs the password, too',
    change: [['{ username: USER.username }', '{ ...USER }']],
    fails: ['Sign a token › No password is in the token'],
  },
  {
    says: 'A short secret is accepted without a word',
    change: [['if (Buffer.byteLength(JWT_SECRET) < 32) {', 'if (false) {']],
    ...SHORT,
  },
  {
    says: '`clockTolerance: 300` accepts tokens for five minutes after their `exp`',
    change: [["algorithms: ['HS256'],", "algorithms: ['HS256'], clockTolerance: 300,"]],
    fails: ['Expired two minutes ago › A token that expired two minutes ago is rejected'],
  },
  { says: 'Nothing checks `typ`, `crit`, `b64` or names that occur twice', ...HANDMADE, fails: Object.values(BY_HAND) },
];

const jose = [
  {
    says: 'Without `requiredClaims`, a token without `exp` is valid forever',
    change: [[`      requiredClaims: ['exp'],\n`, '']],
    fails: [WITHOUT_EXP],
  },
  {
    says: 'Without `algorithms`, HS384 and HS512 are accepted, too',
    change: [[`      algorithms: ['HS256'],\n`, '']],
    fails: [OTHER_HMAC],
  },
  {
    says: 'Without `issuer`, any `iss` is accepted',
    change: [['      issuer: JWT_ISSUER,\n', '']],
    fails: [OTHER_ISSUER],
  },
  {
    says: 'Without `audience`, any `aud` is accepted',
    change: [['      audience: JWT_AUDIENCE,\n', '']],
    fails: [OTHER_AUDIENCE],
  },
  {
    says: '`.setExpirationTime(1800)` is a moment in 1970',
    change: [["const LIFETIME = '30m';", 'const LIFETIME = 1800;']],
    fails: [OWN_TOKENS[1], 'A token that expires › exp is a number of seconds since 1970'],
  },
  {
    says: "`typ: 'JWT'` requires a `typ`",
    change: [[`{ alg: 'HS256', typ: 'JWT' }`, `{ alg: 'HS256' }`]],
    fails: [OWN_TOKENS[1]],
  },
  { says: 'A short secret is accepted without a word', change: [['if (KEY.length < 32) {', 'if (false) {']], ...SHORT },
  {
    says: 'Nothing checks `b64` or names that occur twice',
    ...HANDMADE,
    fails: [BY_HAND.twice, BY_HAND.b64],
  },
  {
    says: 'nor `typ` without the option `typ`',
    ...HANDMADE,
    change: [["      typ: 'JWT',\n", '']],
    fails: [BY_HAND.twice, BY_HAND.b64, BY_HAND.typ],
  },
];

const fastify = [
  {
    says: 'Without `exp` in `requiredClaims`, a token without `exp` is valid forever',
    change: [[`['exp', 'iss', 'aud']`, `['iss', 'aud']`]],
    fails: [WITHOUT_EXP],
  },
  {
    says: '`allowedIss` and `allowedAud` accept a token without `iss` or `aud`',
    change: [[`['exp', 'iss', 'aud']`, `['exp']`]],
    fails: [
      'A token without iss › A token without iss is rejected',
      'A token without aud › A token without aud is rejected',
    ],
  },
  {
    says: 'Without `algorithms`, HS384 and HS512 are accepted, too',
    change: [[`    algorithms: ['HS256'],\n`, '']],
    fails: [OTHER_HMAC],
  },
  {
    says: 'Without `allowedIss`, any `iss` is accepted',
    change: [['    allowedIss: JWT_ISSUER,\n', '']],
    fails: [OTHER_ISSUER],
  },
  {
    says: 'Without `allowedAud`, any `aud` is accepted',
    change: [['    allowedAud: JWT_AUDIENCE,\n', '']],
    fails: [OTHER_AUDIENCE],
  },
  { says: '`jwtDecode` checks nothing', change: [['request.jwtVerify()', 'request.jwtDecode()']], fails: FORGERIES },
  {
    says: 'A short secret is accepted without a word',
    change: [['if (Buffer.byteLength(JWT_SECRET) < 32) {', 'if (false) {']],
    ...SHORT,
  },
  {
    says: 'Nothing checks `typ`, `b64` or names that occur twice',
    ...HANDMADE,
    fails: [BY_HAND.twice, BY_HAND.b64, BY_HAND.typ],
  },
];

export const TRAPS = Object.entries({
  flask,
  fastapi,
  django,
  'express-jsonwebtoken': [...jsonwebtoken, ...express],
  'express-jose': [...jose, ...express],
  fastify,
}).flatMap(([stack, traps]) => traps.map((trap) => ({ stack, ...trap })));
