// Signs and verifies JSON Web Tokens, with Express and jsonwebtoken.

import express from 'express';
import jwt from 'jsonwebtoken';

const { JWT_SECRET = '', JWT_ISSUER = 'jwt-sandbox', JWT_AUDIENCE = 'jwt-sandbox-students' } = process.env;
const PORT = Number(process.env.PORT ?? 8000);
if (Buffer.byteLength(JWT_SECRET) < 32) {
  console.error('JWT_SECRET needs 32 bytes or more. Generate one: openssl rand -hex 32');
  process.exit(1);
}

const LIFETIME_SECONDS = 1800;

// Stands in for a row in a database. The password never leaves the server.
const USER = { id: 1, username: 'test', password: 'never sent' };

const app = express();

app.get('/sign-token', (request, response) => {
  const token = jwt.sign({ username: USER.username }, JWT_SECRET, {
    algorithm: 'HS256',
    subject: String(USER.id),
    issuer: JWT_ISSUER,
    audience: JWT_AUDIENCE,
    expiresIn: LIFETIME_SECONDS,
  });
  response.set('Cache-Control', 'no-store').json({ token });
});

app.post('/verify-token', (request, response) => {
  response.json({ user: verify(bearerToken(request)) });
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
function verify(token) {
  let claims;
  try {
    claims = jwt.verify(token, JWT_SECRET, { algorithms: ['HS256'], issuer: JWT_ISSUER, audience: JWT_AUDIENCE });
  } catch (error) {
    throw new Refusal(error instanceof jwt.TokenExpiredError ? 'The token has expired.' : 'The token is not valid.');
  }
  // jsonwebtoken checks exp only if it's there.
  if (claims.exp === undefined) throw new Refusal('The token has no exp.');
  return claims;
}

app.use((error, request, response, next) => {
  if (!(error instanceof Refusal)) return next(error);
  response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: error.message });
});

app.listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}`));
