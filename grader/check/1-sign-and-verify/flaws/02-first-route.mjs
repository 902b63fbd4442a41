// Flaws that are caught in the folder 02-first-route first.

export const FLAWS = [
  {
    name: 'token-as-plain-text',
    what: 'answers with the token only, not as JSON',
    caughtBy: [
      'Ask for a token › The response is JSON, and its Content-Type says so',
      'Sign a token › The response has a token: {"token": "…"}',
    ],
    wrong: () => ({
      signToken() {
        return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: this.sign(this.claims()) };
      },
    }),
  },
  {
    name: 'json-called-html',
    what: 'sends its JSON as text/html',
    caughtBy: [
      'Ask for a token › The response is JSON, and its Content-Type says so',
      'Send the token in the header › The response is JSON',
      'A refusal that a program can read › The refusal is JSON that says what is wrong',
    ],
    wrong: () => ({
      json(...all) {
        const answer = super.json(...all);
        return { ...answer, headers: { ...answer.headers, 'Content-Type': 'text/html' } };
      },
    }),
  },
  {
    name: 'sign-token-by-any-method',
    what: 'answers /sign-token to any method',
    caughtBy: ['Ask with the wrong method › POST /sign-token is rejected: the route is for GET'],
    wrong: () => ({
      wrongMethod(allowed) {
        return allowed.includes('GET') ? this.signToken() : super.wrongMethod(allowed);
      },
    }),
  },
  {
    name: 'any-path-answers',
    what: 'answers every path with its home page',
    caughtBy: ['Ask for a path that does not exist › A path without a route is a 404'],
    wrong: () => ({
      unknownPath() {
        return this.home();
      },
    }),
  },
  {
    name: 'sign-token-by-post',
    what: 'requires POST at /sign-token',
    caughtBy: ['Ask for a token › GET /sign-token answers with status 200'],
    wrong: () => ({ routes: { '/sign-token': { POST: 'signToken' }, '/verify-token': { POST: 'verifyToken' } } }),
  },
];
