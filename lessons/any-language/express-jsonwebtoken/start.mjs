import express from 'express';

const PORT = Number(process.env.PORT ?? 8000);

const app = express();

app.get('/sign-token', (request, response) => {
  response.json({ message: 'Here you will get a token.' });
});

app.listen(PORT, '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}`));
