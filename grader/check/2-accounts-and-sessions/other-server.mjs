// A second correct server for part 2, with different choices where the contract leaves one. The collection must pass it, too.

import { AccountsServer, StatusRefusal } from './server.mjs';

export class OtherAccountsServer extends AccountsServer {
  ttlSeconds = 86_400;
  leewaySeconds = 60;
  cookieName = 'app.sid';

  // JSON: 400 for whatever is malformed, different names, different words

  refusalStatus(refusal) {
    return [409, 422].includes(refusal.status) ? 400 : super.refusalStatus(refusal);
  }

  refusalBody(refusal) {
    // The time in a refusal changes from one to the next, but reveals nothing.
    return {
      error: { code: this.refusalStatus(refusal), text: refusal.message, at: process.hrtime.bigint().toString() },
    };
  }

  challenge(refusal) {
    return refusal instanceof StatusRefusal ? {} : super.challenge(refusal);
  }

  async signupJson(request) {
    return { ...(await super.signupJson(request)), status: 200 };
  }

  loggedIn(user) {
    return { token_type: 'Bearer', expires_in: this.ttlSeconds, ...super.loggedIn(user) };
  }

  notStored() {
    return { 'cache-control': 'private, no-store, max-age=0' };
  }

  seen(user) {
    return this.visible(user);
  }

  visible({ id, name, email }) {
    return { userId: id, fullName: name, mail: email };
  }

  greeting(user) {
    return `Welcome, user ${user.id}!`;
  }

  newId() {
    return `u_${super.newId().replaceAll('-', '')}`;
  }

  claimsOf({ id }) {
    return { sub: id };
  }

  deleteMe(request) {
    super.deleteMe(request);
    return this.json(200, { deleted: true });
  }

  // Pages: different markup, different names, and a different way to know where a form comes from

  home(request) {
    return this.visitor(request) ? this.goTo('/dashboard') : this.goTo('/login');
  }

  loginPage(request) {
    return this.visitor(request) ? this.goTo('/dashboard') : super.loginPage(request);
  }

  async signupForm(request) {
    return this.submitted(request, 'signup', async (fields) => {
      const user = await this.createUser(fields);
      return this.goTo('/dashboard', { 'Set-Cookie': this.sessionCookie(this.tokenFor(user)) });
    });
  }

  formStatus(refusal) {
    return refusal.status === 403 ? 403 : 200;
  }

  formFields(request) {
    const { login_name: name, user_email: email, pw: password, ...rest } = super.formFields(request);
    return { name, email, password, ...rest };
  }

  /** Back to where the visitor wanted to go, but only to a path on this server. */
  afterLogin({ url }, { next = new URLSearchParams(url.split('?')[1]).get('next') }) {
    return /^\/(?![/\\])[\w/?=&-]*$/.test(next ?? '') ? next : '/dashboard';
  }

  signedOut(request) {
    if (!this.wantsPage(request)) return super.signedOut(request);
    return this.goTo('/login?next=/dashboard');
  }

  checkOrigin({ headers }) {
    if (headers.origin !== `http://${headers.host}`) throw new StatusRefusal(403, 'this form comes from another site');
  }

  hidden() {
    return '';
  }

  formPage(...given) {
    const { 'Set-Cookie': _, ...headers } = super.formPage(...given).headers;
    return { ...super.formPage(...given), headers };
  }

  form(kind, { name, email, password }) {
    const field = (label, attributes, value) =>
      `<LABEL>${label}\n <INPUT ${attributes} required value='${this.escape(value ?? '')}'/></LABEL><br/>`;
    return `<!-- <form><input type="password"></form> -->
      <FORM class=wide action='/${kind}' METHOD='POST'>
      ${kind === 'signup' ? field('Your name', "name='login_name' maxlength=80", this.typed(name ?? '')) : ''}
      ${field('Email', "type='email' name='user_email'", this.typed(email ?? ''))}
      ${field('Password', "type=password name='pw'", this.typedPassword(password ?? ''))}
      <INPUT type=submit name='send' value='Send > now'/></FORM>`;
  }

  cookieAttributes() {
    return ['Path=/', 'SameSite=Strict', 'HttpOnly', 'Priority=High'];
  }

  cookieLifetime() {
    return [`Expires=${new Date(Date.now() + this.ttlSeconds * 1000).toUTCString()}`];
  }

  endedCookie() {
    return `${this.cookieName}=""; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT`;
  }

  escape(text) {
    const names = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' };
    return text.replace(/[&<>"']/g, (sign) => names[sign]);
  }

  goTo(path, headers = {}) {
    return { status: 302, headers: { location: path, ...headers }, body: '' };
  }
}
