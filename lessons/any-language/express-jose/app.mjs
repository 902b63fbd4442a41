// Signs and verifies JSON Web Tokens, with Express and jose.

import express from 'express';
import { SignJWT, errors, jwtVerify } from 'jose';

const { JWT_SECRET = '', JWT_ISSUER = 'jwt-sandbox', JWT_AUDIENCE = 'jwt-sandbox-students' } = process.env;
const PORT = Number(process.env.PORT ?? 8000);
const KEY = new TextEncoder().encode(JWT_SECRET);
if (KEY.length < 32) {
  console.error('JWT_SECRET needs 32 bytes or more. Generate one: openssl rand -hex 32');
  process.exit(1);
}

const LIFETIME = '30m';

// Stands in for a row in a database. The password never leaves the server.
const USER = { id: 1, username: 'test', password: 'never sent' };

const app = express();

app.get('/sign-token', async (request, response) => {
  const token = await new SignJWT({ username: USER.username })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(String(USER.id))
    .setIssuer(JWT_ISSUER)
    .setAudience(JWT_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(KEY);
  response.set('Cache-Control', 'no-store').json({ token });
});

app.post('/verify-token', async (request, response) => {
  response.json({ user: await verify(bearerToken(request)) });
});

/** Ends a request with a 401. The client sees the text, so it's never another error's. */
class Refusal extends Error {}

/** The token in `Authorization: Bearer <token>`, and nowhere else. */
function bearerToken(request) {
  const [scheme, token, ...more] = (request.get('Authorization') ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer' || !token || more.length > 0)
    throw new Refusal('Send the header Authorization: Bearer <token>.');
  return token;
}

/** The claims of a valid token. */
async function verify(token) {
  try {
    const { payload } = await jwtVerify(token, KEY, {
      algorithms: ['HS256'],
      issuer: JWT_ISSUER,
      audience: JWT_AUDIENCE,
      requiredClaims: ['exp'],
      typ: 'JWT',
    });
    return payload;
  } catch (error) {
    throw new Refusal(error instanceof errors.JWTExpired ? 'The token has expired.' : 'The token is not valid.');
  }
}

app.use((error, request, response, next) => {
  if (!(error instanceof Refusal)) return next(error);
  response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: error.message });
});

app.listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}`));
