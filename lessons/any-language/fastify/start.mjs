import Fastify from 'fastify';

const PORT = Number(process.env.PORT ?? 8000);

const app = Fastify();

app.get('/sign-token', async () => ({ message: 'Here you will get a token.' }));

console.log(await app.listen({ port: PORT, host: '127.0.0.1' }));
