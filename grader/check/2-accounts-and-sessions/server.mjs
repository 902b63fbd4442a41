// A server that meets the contract of part 2, in plain Node: accounts, and a session in the browser.
//
// As in the server of part 1, each step is a separate method, so that a flaw can replace that step and nothing else.

import { createHmac, randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Refusal, Server } from '../1-sign-and-verify/server.mjs';

/** A refusal with its status and, for a form, the field that it is about. */
export class StatusRefusal extends Refusal {
  constructor(status, reason, field) {
    super(reason);
    Object.assign(this, { status, field });
  }
}

/** Cheap, since nothing here is worth stealing and the proofs hash thousands of passwords. */
const COST = { N: 16 };

/** Does a JSON object have a name twice? JSON.parse would silently keep the last value. */
function hasNameTwice(text) {
  let depth = 0;
  const names = new Set();
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (/^[{[]$/.test(token)) depth += 1;
    else if (/^[}\]]$/.test(token)) depth -= 1;
    else if (depth === 1 && token.endsWith(':')) {
      const name = JSON.parse(token.slice(0, -1));
      if (names.has(name)) return true;
      names.add(name);
    }
  }
  return false;
}

export class AccountsServer extends Server {
  users = [];
  cookieName = 'session';
  noAccount = undefined;

  routes = {
    '/': { GET: 'home' },
    '/sign-token': { GET: 'signToken' },
    '/verify-token': { POST: 'verifyToken' },
    '/signup': { GET: 'signupPage', POST: 'signup' },
    '/login': { GET: 'loginPage', POST: 'login' },
    '/protected': { GET: 'protected' },
    '/me': { GET: 'me', DELETE: 'deleteMe' },
    '/dashboard': { GET: 'dashboard' },
    '/logout': { POST: 'logout' },
  };

  refusalStatus(refusal) {
    return refusal.status ?? super.refusalStatus(refusal);
  }

  challenge(refusal) {
    return this.refusalStatus(refusal) === 401 ? super.challenge(refusal) : {};
  }

  // What lesson 11 adds

  decode(part) {
    const value = super.decode(part);
    this.checkNames(this.bytes(part).toString());
    return value;
  }

  checkNames(text) {
    if (hasNameTwice(text)) throw new Refusal('a name occurs twice');
  }

  checkAlgorithm(header) {
    super.checkAlgorithm(header);
    this.checkCrit(header);
    this.checkB64(header);
    this.checkTyp(header);
  }

  checkCrit(header) {
    if ('crit' in header) throw new Refusal('crit names extensions, and there are none here');
  }

  checkB64({ b64 = true }) {
    if (b64 !== true) throw new Refusal('b64 says that the payload is not encoded');
  }

  checkTyp({ typ = 'JWT' }) {
    if (!/^(application\/)?jwt$/i.test(typ)) throw new Refusal('typ names another purpose');
  }

  // Accounts

  signup(request) {
    return this.isForm(request) ? this.signupForm(request) : this.signupJson(request);
  }

  login(request) {
    return this.isForm(request) ? this.loginForm(request) : this.loginJson(request);
  }

  async signupJson(request) {
    return this.json(201, this.seen(await this.createUser(this.object(request))));
  }

  async loginJson(request) {
    const user = await this.authenticate(this.object(request));
    return this.json(200, this.loggedIn(user), this.notStored());
  }

  loggedIn(user) {
    return { token: this.tokenFor(user) };
  }

  notStored() {
    return { 'Cache-Control': 'no-store' };
  }

  seen(user) {
    return { user: this.visible(user) };
  }

  visible({ id, name, email }) {
    return { id, name, email };
  }

  protected(request) {
    return this.json(200, { message: this.greeting(this.guarded(request)) });
  }

  greeting(user) {
    return `Welcome, ${user.name}!`;
  }

  me(request) {
    return this.json(200, this.seen(this.guarded(request)));
  }

  deleteMe(request) {
    this.remove(this.guarded(request));
    return { status: 204, headers: {} };
  }

  /** The user of the bearer token: a route that calls this can't be reached without one. */
  guarded(request) {
    return this.userOf(this.verify(this.token(request)));
  }

  userOf({ sub }) {
    const user = this.users.find(({ id }) => id === sub);
    if (!user) throw new Refusal('there is no such user');
    return user;
  }

  tokenFor(user) {
    return this.sign({ ...this.claims(), ...this.claimsOf(user) });
  }

  claimsOf({ id, name }) {
    return { sub: id, username: name };
  }

  /** The JSON object of a body. */
  object({ body }) {
    let value;
    try {
      value = JSON.parse(body);
    } catch (error) {
      throw this.notJson(error, body);
    }
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      throw new StatusRefusal(422, 'the body is not an object');
    return value;
  }

  notJson() {
    return new StatusRefusal(400, 'the body is not JSON');
  }

  async createUser(fields) {
    const { name, email, password } = this.checked(fields);
    this.checkFree(email);
    const hash = await this.hash(password);
    this.checkFree(email);
    const user = { id: this.newId(), name, email, hash };
    this.insert(user);
    return user;
  }

  insert(user) {
    this.users.push(user);
  }

  remove(user) {
    this.users = this.users.filter((other) => other !== user);
  }

  newId() {
    return randomUUID();
  }

  checked(fields) {
    this.checkTypes(fields, ['name', 'email', 'password']);
    const name = fields.name.trim();
    this.checkName(name);
    this.checkEmail(fields.email);
    this.checkNewPassword(fields.password);
    this.checkPasswordLength(fields.password);
    return { name, email: fields.email, password: fields.password };
  }

  checkTypes(fields, names) {
    for (const name of names)
      if (typeof fields[name] !== 'string') throw new StatusRefusal(422, `${name} is missing or not a string`, name);
  }

  checkName(name) {
    if (name.length < 1 || name.length > 80) throw new StatusRefusal(422, 'a name has 1 to 80 characters', 'name');
  }

  checkEmail(email) {
    if (email.length > 254 || !/^[^@\s]+@[^@\s]+$/.test(email))
      throw new StatusRefusal(422, 'this is not an email address', 'email');
  }

  checkNewPassword(password) {
    if (password.length < 12) throw new StatusRefusal(422, 'a password has at least 12 characters', 'password');
  }

  checkPasswordLength(password) {
    if (password.length > 128) throw new StatusRefusal(422, 'a password has at most 128 characters', 'password');
  }

  checkFree(email) {
    if (this.find(email)) throw new StatusRefusal(409, 'this email has an account', 'email');
  }

  find(email) {
    return this.users.find((user) => this.isSameEmail(user.email, email));
  }

  isSameEmail(one, other) {
    return one.toLowerCase() === other.toLowerCase();
  }

  async authenticate(fields) {
    this.checkTypes(fields, ['email', 'password']);
    this.checkPasswordLength(fields.password);
    const user = this.find(fields.email);
    // The same work, whether the user exists or not.
    const hash = user?.hash ?? (this.noAccount ??= await this.hash(randomUUID()));
    const fits = await this.fits(fields.password, hash);
    if (!user) throw this.unknownEmail(fields);
    if (!fits) throw this.wrongPassword(fields);
    return user;
  }

  wrongPassword() {
    return new StatusRefusal(401, 'wrong email or password');
  }

  unknownEmail(fields) {
    return this.wrongPassword(fields);
  }

  async hash(password) {
    const salt = randomBytes(16);
    return `$scrypt$${salt.toString('hex')}$${(await this.derive(password, salt)).toString('hex')}`;
  }

  async fits(password, hash) {
    const [, , salt, key] = hash.split('$');
    return timingSafeEqual(await this.derive(password, Buffer.from(salt, 'hex')), Buffer.from(key, 'hex'));
  }

  derive(password, salt) {
    return promisify(scrypt)(password, salt, 32, COST);
  }

  // Pages

  home(request) {
    return this.visitor(request)
      ? this.goTo('/dashboard')
      : this.page(200, 'Home', '<p><a href="/login">Sign in</a> or <a href="/signup">sign up</a>.</p>');
  }

  signupPage(request) {
    return this.formPage(request, 200, 'signup', {});
  }

  loginPage(request) {
    return this.formPage(request, 200, 'login', {});
  }

  async signupForm(request) {
    return this.submitted(request, 'signup', async (fields) => {
      await this.createUser(fields);
      return this.goTo('/login?new');
    });
  }

  async loginForm(request) {
    return this.submitted(request, 'login', async (fields) => {
      const user = await this.authenticate(fields);
      return this.goTo(this.afterLogin(request, fields), { 'Set-Cookie': this.sessionCookie(this.tokenFor(user)) });
    });
  }

  afterLogin() {
    return '/dashboard';
  }

  /** Runs what a form asks for; if that is refused, it shows the form again, with what was typed. */
  async submitted(request, kind, run) {
    const fields = this.formFields(request);
    try {
      this.checkOrigin(request, fields, kind);
      return await run(fields);
    } catch (refusal) {
      if (!(refusal instanceof StatusRefusal)) throw refusal;
      return this.formPage(request, this.formStatus(refusal), kind, fields, refusal.message);
    }
  }

  formStatus(refusal) {
    return refusal.status;
  }

  dashboard(request) {
    const user = this.visitor(request);
    if (!user) return this.signedOut(request);
    return this.page(
      200,
      'Dashboard',
      `<p>Hello, ${this.escape(user.name)}.</p>${this.logoutForm(request)}`,
      this.notStored(),
    );
  }

  signedOut(request) {
    if (!this.wantsPage(request)) throw new Refusal('you are not signed in');
    return this.goTo('/login');
  }

  wantsPage(request) {
    return /text\/html/.test(request.headers.accept ?? '');
  }

  logout(request) {
    try {
      this.checkOrigin(request, this.formFields(request), 'logout');
    } catch (refusal) {
      return this.page(refusal.status, 'Not signed out', '<p>Use the button on your dashboard.</p>');
    }
    return this.goTo('/', { 'Set-Cookie': this.endedCookie() });
  }

  // The session: a cookie with the token

  sessionCookie(token) {
    return [`${this.cookieName}=${token}`, ...this.cookieAttributes(), ...this.cookieLifetime()].join('; ');
  }

  endedCookie() {
    return [`${this.cookieName}=`, ...this.cookieAttributes(), 'Max-Age=0'].join('; ');
  }

  cookieAttributes() {
    return ['HttpOnly', 'SameSite=Lax', 'Path=/'];
  }

  cookieLifetime() {
    return [`Max-Age=${this.ttlSeconds}`];
  }

  cookies({ headers }) {
    return Object.fromEntries(
      (headers.cookie ?? '')
        .split('; ')
        .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
  }

  /** The user of the session cookie, or undefined. */
  visitor(request) {
    const token = this.cookies(request)[this.cookieName];
    if (!token) return undefined;
    try {
      return this.userOf(this.verifySession(token));
    } catch {
      return undefined;
    }
  }

  verifySession(token) {
    return this.verify(token);
  }

  // Forms: a hidden field that matches a cookie of the browser, so that another site can't know it

  isForm({ headers }) {
    return /^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '');
  }

  formFields({ body }) {
    return Object.fromEntries(new URLSearchParams(body));
  }

  checkOrigin(request, { form_token }) {
    const seed = this.cookies(request).seed;
    if (!seed || form_token !== this.formToken(seed))
      throw new StatusRefusal(403, 'this form is too old, please send it again');
  }

  formToken(seed) {
    return createHmac('sha256', this.secret).update(`form ${seed}`).digest('hex');
  }

  hidden(seed) {
    return `<input type="hidden" name="form_token" value="${this.formToken(seed)}">`;
  }

  formPage(request, status, kind, fields, message = '') {
    const seed = this.cookies(request).seed ?? randomUUID();
    const form = this.form(kind, fields, this.hidden(seed));
    return this.page(status, kind, `<p role="alert">${this.escape(message)}</p>${form}`, {
      'Set-Cookie': `seed=${seed}; HttpOnly; SameSite=Lax; Path=/`,
    });
  }

  form(kind, { name = '', email = '', password = '' }, hidden) {
    const field = (id, type, value) =>
      `<label for="${id}">${id}</label><input id="${id}" name="${id}" type="${type}"${value ? ` value="${this.escape(value)}"` : ''} required>`;
    const person = kind === 'signup' ? field('name', 'text', this.typed(name)) : '';
    return `<form method="post" action="/${kind}">${hidden}${person}${field('email', 'email', this.typed(email))}${field('password', 'password', this.typedPassword(password))}<button>Go</button></form>`;
  }

  typed(value) {
    return value;
  }

  typedPassword() {
    return '';
  }

  logoutForm(request) {
    return `<form method="post" action="/logout">${this.hidden(this.cookies(request).seed ?? '')}<button>Sign out</button></form>`;
  }

  escape(text) {
    return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  }

  page(status, title, body, headers = {}) {
    return {
      status,
      headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
      body: `<!doctype html><html lang="en"><title>${title}</title><body><h1>${title}</h1>${body}</body></html>`,
    };
  }

  goTo(path, headers = {}) {
    return { status: 303, headers: { Location: path, ...headers } };
  }
}
