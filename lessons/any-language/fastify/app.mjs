// Signs and verifies JSON Web Tokens, with Fastify and @fastify/jwt.

import fastifyJwt from '@fastify/jwt';
import Fastify from 'fastify';

const { JWT_SECRET = '', JWT_ISSUER = 'jwt-sandbox', JWT_AUDIENCE = 'jwt-sandbox-students' } = process.env;
const PORT = Number(process.env.PORT ?? 8000);
if (Buffer.byteLength(JWT_SECRET) < 32) {
  console.error('JWT_SECRET needs 32 bytes or more. Generate one: openssl rand -hex 32');
  process.exit(1);
}

// Stands in for a row in a database. The password never leaves the server.
const USER = { id: 1, username: 'test', password: 'never sent' };

const app = Fastify();

app.register(fastifyJwt, {
  secret: JWT_SECRET,
  sign: { algorithm: 'HS256', iss: JWT_ISSUER, aud: JWT_AUDIENCE, expiresIn: '30m' },
  verify: {
    algorithms: ['HS256'],
    allowedIss: JWT_ISSUER,
    allowedAud: JWT_AUDIENCE,
    requiredClaims: ['exp', 'iss', 'aud'],
    cache: false,
  },
});

app.get('/sign-token', async (request, reply) => {
  reply.header('Cache-Control', 'no-store');
  return { token: app.jwt.sign({ sub: String(USER.id), username: USER.username }) };
});

app.post('/verify-token', async (request, reply) => {
  try {
    return { user: await request.jwtVerify() };
  } catch (error) {
    const hasExpired = error.code === 'FST_JWT_AUTHORIZATION_TOKEN_EXPIRED';
    reply.code(401).header('WWW-Authenticate', 'Bearer');
    return { error: hasExpired ? 'The token has expired.' : 'Send a valid token: Authorization: Bearer <token>.' };
  }
});

console.log(await app.listen({ port: PORT, host: '127.0.0.1' }));
