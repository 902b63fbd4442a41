// Flaws that are caught in the folder 10-finished-sandbox first.

import { Server } from '../server.mjs';

export const FLAWS = [
  {
    name: 'mixes-users-up',
    what: 'keeps the user of the request in a variable that all requests share',
    caughtBy: ['Many requests at once › Thirty requests at once each get their own response'],
    wrong: () => ({
      async verifyToken(request) {
        this.current = super.verify(this.token(request));
        await new Promise((resolve) => setTimeout(resolve, 20));
        return this.json(200, this.verified(this.current));
      },
    }),
  },
  {
    name: 'long-tokens-unchecked',
    what: 'does not check a token that is longer than its buffer',
    caughtBy: [
      'Garbage in the header › Garbage in place of a token is rejected',
      'A long header › A header of 7000 characters is rejected',
    ],
    wrong: () => ({
      verify(token) {
        return token.length > 1000 ? this.user : super.verify(token);
      },
    }),
  },
  {
    name: 'verify-by-get',
    what: 'answers GET /verify-token like POST',
    caughtBy: [
      'The wrong method, with a valid token › Any method other than POST is rejected, even with a valid token',
    ],
    wrong: () => ({ routes: { ...new Server().routes, '/verify-token': { GET: 'verifyToken', POST: 'verifyToken' } } }),
  },
  {
    name: 'hangs-up-on-a-long-header',
    what: 'closes the connection if the header is too long',
    caughtBy: ['A long header › The server answers'],
    wrong: () => ({
      async answer(request) {
        if (request.headers.authorization?.length > 3000) return (request.socket.destroy(), undefined);
        return super.answer(request);
      },
    }),
  },
  {
    name: 'page-for-a-broken-body',
    what: "reads every body that claims to be JSON, and answers with a page if it isn't",
    caughtBy: ['A body that nobody asked for › A body that nobody asked for breaks nothing'],
    wrong: () => ({
      answer(request) {
        if (/json/.test(request.headers['content-type'] ?? '')) {
          try {
            JSON.parse(request.body);
          } catch {
            return { status: 400, headers: { 'Content-Type': 'text/html' }, body: '<pre>SyntaxError</pre>' };
          }
        }
        return super.answer(request);
      },
    }),
  },
  {
    name: 'console-of-a-debugger',
    what: 'runs in debug mode, with a console for anyone who finds it',
    caughtBy: ['The wrong method, with a valid token › No debugger console is open to everyone'],
    wrong: () => ({
      answer(request) {
        return request.url === '/console'
          ? { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>Interactive Console</h1>' }
          : super.answer(request);
      },
    }),
  },
  {
    name: 'fails-on-a-long-header',
    what: 'crashes on a header that is longer than its buffer',
    caughtBy: ['A long header › The refusal is a 400, 401, 413 or 431'],
    wrong: () => ({
      verifyToken(request) {
        return request.headers.authorization?.length > 5000 ? this.fail() : super.verifyToken(request);
      },
    }),
  },
];
