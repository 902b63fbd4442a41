// Flaws that are caught in the folder 14-browser-session first.

import { withoutAttribute, afterLogin, claimsIn } from './steps.mjs';

/** What a cookie's value may contain (RFC 6265 §4.1.1), besides letters and digits. */
const SIGNS = "!#$%&'()*+-./:<=>?@[]^_`{|}~";

export const FLAWS = [
  {
    name: 'no-labels',
    what: 'has placeholders instead of labels',
    caughtBy: ['The login page › Each field has a label', 'The sign-up page › Each field has a label'],
    wrong: () => ({
      form(...given) {
        return super.form(...given).replace(/<\/?label[^>]*>/gi, '');
      },
    }),
  },
  {
    name: 'forms-by-get',
    what: 'forgets method="post": the password is in the address',
    caughtBy: ['The login page › The form is sent by POST', 'The sign-up page › The form is sent by POST'],
    wrong: () => ({
      form(...given) {
        return super.form(...given).replace(/method=["']post["']/i, '');
      },
    }),
  },
  {
    name: 'password-in-plain-sight',
    what: 'has a plain text field for the password',
    caughtBy: [
      'The login page › The login page has a form for email and password',
      'The sign-up page › The sign-up page has a form for name, email and password',
    ],
    wrong: () => ({
      form(...given) {
        return super.form(...given).replace(/type=["']?password["']?/gi, 'type="text"');
      },
    }),
  },
  {
    name: 'no-pages',
    what: 'answers with JSON instead of a page',
    caughtBy: [
      'The login page › The login page has a form for email and password',
      'The sign-up page › The sign-up page has a form for name, email and password',
    ],
    wrong: () => ({
      page(status, title) {
        return this.json(status, { title });
      },
    }),
  },
  {
    name: 'signup-form-does-nothing',
    what: "redirects the browser after the sign-up form, but doesn't create an account",
    caughtBy: [
      'Sign up with the form › The account was created: it can sign in',
      'A sign-up with a taken email › A sign-up that fails shows the form again',
    ],
    wrong: () => ({
      signupForm() {
        return this.goTo('/login');
      },
    }),
  },
  {
    name: 'no-redirect-after-forms',
    what: 'answers a successful form with a page',
    caughtBy: [
      'Sign up with the form › After the sign-up, the browser is redirected to a page of this server',
      'Sign in with the form › After the login, the browser is redirected to a page of this server',
      'Sign out › After the sign-out, the browser is redirected to a page of this server',
    ],
    wrong: () => ({
      async submitted(...given) {
        const answer = await super.submitted(...given);
        return answer.status < 300 || answer.status >= 400
          ? answer
          : { ...this.page(200, 'Done', '<p>Done.</p>'), headers: { ...answer.headers, 'Content-Type': 'text/html' } };
      },
      logout(request) {
        const answer = super.logout(request);
        return answer.status === 403 ? answer : { ...answer, status: 200 };
      },
    }),
  },
  {
    name: 'form-errors-by-redirect',
    what: 'redirects the browser back to the empty form if something is wrong',
    caughtBy: [
      'A wrong password in the form › A wrong password shows the form again',
      'A sign-up with a taken email › A sign-up that fails shows the form again',
    ],
    wrong: () => ({
      formPage(request, status, kind, fields, message) {
        return message ? this.goTo(`/${kind}?error`) : super.formPage(request, status, kind, fields, message);
      },
    }),
  },
  {
    name: 'what-was-typed-is-lost',
    what: 'shows an empty form if something is wrong',
    caughtBy: [
      'A wrong password in the form › The email that was typed is still in the form',
      'A sign-up with a taken email › The name and the email that were typed are still in the form',
    ],
    wrong: () => ({ typed: () => '' }),
  },
  {
    name: 'password-kept-in-the-form',
    what: 'puts the password that was typed back into the form',
    caughtBy: [
      'A wrong password in the form › The password is not in the page',
      'A sign-up with a taken email › The password is not in the page',
    ],
    wrong: () => ({ typedPassword: (value) => value }),
  },
  {
    name: 'no-csrf-protection',
    what: 'accepts forms from any site',
    caughtBy: [
      'Sign in from another site › A form sent by another site signs nobody in',
      'Sign out from another site › A form sent by another site signs nobody out',
    ],
    wrong: () => ({ checkOrigin() {} }),
  },
  {
    name: 'csrf-protection-but-not-for-the-login',
    what: 'protects forms only if somebody is already signed in',
    caughtBy: ['Sign in from another site › A form sent by another site signs nobody in'],
    wrong: () => ({
      checkOrigin(request, fields, kind) {
        if (kind === 'logout') super.checkOrigin(request, fields, kind);
      },
    }),
  },
  {
    name: 'no-session',
    what: 'redirects the browser to the dashboard without a cookie',
    caughtBy: ['Sign in with the form › The form signs in: its response sets a cookie'],
    wrong: () => ({ sessionCookie: () => 'theme=dark; Path=/; Max-Age=0' }),
  },
  {
    name: 'not-http-only',
    what: 'lets scripts read the cookie',
    caughtBy: ['Sign in with the form › The cookie is HttpOnly'],
    wrong: () => withoutAttribute('HttpOnly'),
  },
  {
    name: 'no-same-site',
    what: 'does not say SameSite',
    caughtBy: ['Sign in with the form › The cookie is SameSite=Lax or Strict'],
    wrong: () => withoutAttribute('SameSite'),
  },
  {
    name: 'same-site-none',
    what: 'says SameSite=None',
    caughtBy: ['Sign in with the form › The cookie is SameSite=Lax or Strict'],
    wrong: () => ({
      cookieAttributes() {
        return super
          .cookieAttributes()
          .map((attribute) => (attribute.startsWith('SameSite') ? 'SameSite=None' : attribute));
      },
    }),
  },
  {
    name: 'no-path',
    what: 'does not say which pages the cookie is for',
    caughtBy: [
      'Sign in with the form › The cookie is for all pages: Path=/',
      "Sign out › The removal has the cookie's path: Path=/",
    ],
    wrong: () => ({
      cookieAttributes() {
        return super.cookieAttributes().filter((attribute) => !attribute.startsWith('Path'));
      },
      endedCookie() {
        return super.endedCookie().replace(/ Path=\/;?/, '');
      },
    }),
  },
  {
    name: 'cookie-without-lifetime',
    what: 'leaves it to the browser when the cookie expires',
    caughtBy: ['Sign in with the form › The cookie expires, no later than its token'],
    wrong: () => ({ cookieLifetime: () => [] }),
  },
  {
    name: 'cookie-outlives-the-token',
    what: 'gives the cookie a year, and the token less',
    caughtBy: ['Sign in with the form › The cookie expires, no later than its token'],
    wrong: () => ({ cookieLifetime: () => [`Max-Age=${365 * 86_400}`] }),
  },
  {
    name: 'session-signature-not-checked',
    what: "decodes the cookie's token without verifying it",
    caughtBy: [
      'A changed cookie › A changed cookie is not accepted',
      'A forged cookie › A forged cookie is not accepted',
    ],
    wrong: () => ({
      verifySession(token) {
        const claims = claimsIn(token);
        this.checkExp(claims);
        return claims;
      },
    }),
  },
  {
    name: 'session-never-expires',
    what: "relies on Max-Age, and ignores exp in the cookie's token",
    caughtBy: ['An expired cookie › A cookie whose token has expired is not accepted'],
    wrong: () => ({
      verifySession(token) {
        try {
          return this.verify(token);
        } catch (error) {
          if (/expired/.test(error.message)) return claimsIn(token);
          throw error;
        }
      },
    }),
  },
  {
    name: 'session-outlives-its-user',
    what: "greets the name in the cookie's token, whether there is still such a user or not",
    caughtBy: ['The cookie of a deleted account › The cookie of a deleted account is not accepted'],
    wrong: () => ({
      everybody: [],
      insert(user) {
        this.everybody.push(user);
        super.insert(user);
      },
      visitor(request) {
        const user = super.visitor(request);
        if (user) return user;
        try {
          const { sub } = this.verifySession(this.cookies(request)[this.cookieName]);
          return this.everybody.find(({ id }) => id === sub);
        } catch {
          return undefined;
        }
      },
    }),
  },
  {
    name: 'breaks-at-a-bad-cookie',
    what: "answers 500 to a cookie that it can't use",
    caughtBy: [
      'A changed cookie › A changed cookie is not accepted',
      'A forged cookie › A forged cookie is not accepted',
      'An expired cookie › A cookie whose token has expired is not accepted',
      'The cookie of a deleted account › The cookie of a deleted account is not accepted',
    ],
    wrong: () => ({
      visitor(request) {
        const user = super.visitor(request);
        if (!user && this.cookies(request)[this.cookieName]) throw new TypeError('payload is undefined');
        return user;
      },
    }),
  },
  {
    name: 'no-dashboard',
    what: 'has no dashboard',
    caughtBy: [
      'Open the dashboard › The dashboard greets the user by name',
      'A name with a script in it › The name is shown exactly as it was typed',
    ],
    wrong: () => ({
      dashboard() {
        return this.unknownPath('/dashboard');
      },
    }),
  },
  {
    name: 'name-not-escaped',
    what: 'puts names into its pages unescaped',
    caughtBy: ['A name with a script in it › A tag in the name is not a tag on the page'],
    wrong: () => ({ escape: (text) => text }),
  },
  {
    name: 'only-script-is-cut-out',
    what: 'removes the word script from names, and leaves the other tags',
    caughtBy: ['A name with a script in it › A tag in the name is not a tag on the page'],
    wrong: () => ({ escape: (text) => text.replace(/<\/?script>/gi, '') }),
  },
  {
    name: 'escaped-twice',
    what: 'escapes names twice',
    caughtBy: ['A name with a script in it › The name is shown exactly as it was typed'],
    wrong: () => ({
      escape(text) {
        return super.escape(super.escape(text));
      },
    }),
  },
  {
    name: 'dashboard-may-be-stored',
    what: 'lets the browser keep the dashboard for the Back button',
    caughtBy: ['Open the dashboard › The dashboard must not be stored: Cache-Control: no-store'],
    wrong: () => ({
      dashboard(request) {
        const {
          headers: { 'Cache-Control': _, 'cache-control': __, ...headers },
          ...answer
        } = super.dashboard(request);
        return { ...answer, headers };
      },
    }),
  },
  {
    name: 'hash-on-the-dashboard',
    what: 'leaves the database row in a comment on the page',
    caughtBy: ['Open the dashboard › No password or hash is on the page'],
    wrong: () => ({
      dashboard(request) {
        const answer = super.dashboard(request);
        return answer.status === 200
          ? { ...answer, body: `${answer.body}<!-- ${this.visitor(request).hash} -->` }
          : answer;
      },
    }),
  },
  {
    name: 'dashboard-for-everybody',
    what: 'shows the dashboard even to visitors who are not signed in',
    caughtBy: [
      'The dashboard without a cookie › A browser that is not signed in is redirected to the login page',
      'The dashboard for a program › A program that is not signed in gets a 401',
      'A changed cookie › A changed cookie is not accepted',
      'A forged cookie › A forged cookie is not accepted',
      'An expired cookie › A cookie whose token has expired is not accepted',
      'The cookie of a deleted account › The cookie of a deleted account is not accepted',
    ],
    wrong: () => ({
      signedOut() {
        return this.page(200, 'Dashboard', '<p>Hello, guest.</p>');
      },
    }),
  },
  {
    name: 'turns-browsers-away-with-401',
    what: 'answers a person who is not signed in with an error',
    caughtBy: ['The dashboard without a cookie › A browser that is not signed in is redirected to the login page'],
    wrong: () => ({ wantsPage: () => false }),
  },
  {
    name: 'sends-programs-to-the-login-page',
    what: 'answers a program that is not signed in with a redirect',
    caughtBy: ['The dashboard for a program › A program that is not signed in gets a 401'],
    wrong: () => ({ wantsPage: () => true }),
  },
  {
    name: 'home-for-visitors-only',
    what: 'shows the home page to signed-in users, too',
    caughtBy: ['Home, signed in › Home redirects a signed-in user to the dashboard'],
    wrong: () => ({
      home() {
        return this.page(200, 'Home', '<p>Hello.</p>');
      },
    }),
  },
  {
    name: 'home-sends-everybody-on',
    what: 'redirects everyone to the dashboard, including visitors',
    caughtBy: ['Home, signed out › Home has a page for visitors'],
    wrong: () => ({
      home() {
        return this.goTo('/dashboard');
      },
    }),
  },
  {
    name: 'open-redirect',
    what: 'redirects wherever ?next= says after the login',
    caughtBy: [
      'Sign in, and be sent to another site › After the login, nobody is redirected to another site',
      'Sign in, and be sent away without a scheme › Two slashes do not lead to another site',
      'Sign in, and be sent away with a backslash › A slash and a backslash do not lead to another site',
    ],
    wrong: () => afterLogin((address) => address),
  },
  {
    name: 'open-redirect-from-the-form',
    what: "redirects wherever the form's field return_to says",
    caughtBy: [
      'Sign in, and be sent to another site › After the login, nobody is redirected to another site',
      'Sign in, and be sent away without a scheme › Two slashes do not lead to another site',
      'Sign in, and be sent away with a backslash › A slash and a backslash do not lead to another site',
    ],
    wrong: () => ({ afterLogin: (_, { return_to }) => return_to ?? '/dashboard' }),
  },
  {
    name: 'open-redirect-by-two-slashes',
    what: 'redirects wherever ?next= says, if it starts with a slash',
    caughtBy: [
      'Sign in, and be sent away without a scheme › Two slashes do not lead to another site',
      'Sign in, and be sent away with a backslash › A slash and a backslash do not lead to another site',
    ],
    wrong: () => afterLogin((address) => (address.startsWith('/') ? address : '/dashboard')),
  },
  {
    name: 'open-redirect-by-a-backslash',
    what: 'redirects wherever ?next= says, if it starts with exactly one slash',
    caughtBy: ['Sign in, and be sent away with a backslash › A slash and a backslash do not lead to another site'],
    wrong: () => afterLogin((address) => (/^\/(?!\/)/.test(address) ? address : '/dashboard')),
  },
  {
    name: 'sign-out-by-get',
    what: 'signs out with a GET, so any link or image can do it',
    caughtBy: ['Sign out with a link › GET /logout does not sign out'],
    wrong: () => ({
      get routes() {
        return { ...super.routes, '/logout': { GET: 'signOutAtOnce', POST: 'logout' } };
      },
      signOutAtOnce() {
        return this.goTo('/', { 'Set-Cookie': this.endedCookie() });
      },
    }),
  },
  {
    name: 'sign-out-is-a-link',
    what: 'has a link to sign out, and no form',
    caughtBy: ['Sign out › The dashboard has a form that signs out'],
    wrong: () => ({ logoutForm: () => '<a href="/logout">Sign out</a>' }),
  },
  {
    name: 'sign-out-keeps-the-cookie',
    what: 'redirects the browser home at the sign-out, but leaves the cookie',
    caughtBy: ['Sign out › Signing out removes the cookie'],
    wrong: () => ({ endedCookie: () => 'theme=light; Path=/' }),
  },
  {
    name: 'cookies-with-quotes-and-signs',
    what: 'is correct, and its cookies contain quotes, spaces and every character that a value may have',
    caughtBy: [],
    wrong: () => ({
      sessionCookie(token) {
        return super.sessionCookie(`"Bearer ${token}"`);
      },
      verifySession(value) {
        return this.verify(/^"Bearer (.*)"$/.exec(value)[1]);
      },
      formPage(...given) {
        const page = super.formPage(...given);
        const cookies = [page.headers['Set-Cookie'] ?? [], `signs=${SIGNS}; Path=/`].flat();
        return { ...page, headers: { ...page.headers, 'Set-Cookie': cookies } };
      },
      submitted(request, ...given) {
        if (!(request.headers.cookie ?? '').split('; ').includes(`signs=${SIGNS}`))
          return this.page(400, 'Bad cookie', '<p>The cookie signs has changed.</p>');
        return super.submitted(request, ...given);
      },
    }),
  },
  {
    name: 'cookie-of-an-encoded-token',
    what: "is correct, and percent-encodes its cookie's value",
    caughtBy: [],
    wrong: () => ({
      sessionCookie(token) {
        return super.sessionCookie(`s%3A${token}%2Bok`);
      },
      verifySession(value) {
        const [, token] = /^s%3A(.*)%2Bok$/.exec(value);
        return this.verify(token);
      },
    }),
  },
  {
    name: 'relative-locations',
    what: 'is correct, and redirects with relative paths',
    caughtBy: [],
    wrong: () => ({
      goTo(path, headers) {
        return super.goTo(`./${path.slice(1)}`, headers);
      },
    }),
  },
  {
    name: 'locations-at-localhost',
    what: 'is correct, and calls itself localhost in its redirects',
    caughtBy: [],
    wrong: () => ({
      async answer(request) {
        this.port = request.headers.host.split(':')[1];
        return super.answer(request);
      },
      goTo(path, headers) {
        return super.goTo(`http://localhost:${this.port}${path}`, headers);
      },
    }),
  },
];
