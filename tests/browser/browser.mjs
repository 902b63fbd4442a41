// The browser, and what the tests do in it repeatedly.

import assert from 'node:assert/strict';
import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import puppeteer from 'puppeteer-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** `CHROMIUM`, else the first that is installed. */
function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = process.env.PATH.split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(found, `no browser: install Chromium, or set CHROMIUM to one (looked for ${NAMES.join(', ')})`);
  return found;
}

export function launch() {
  return puppeteer.launch({
    protocolTimeout: 60_000,
    executablePath: executable(),
    // Chromium's own sandbox does not work for root, which a container often is.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** The sizes and color schemes in which each page is checked. */
export const LOOKS = {
  light: { width: 1366, height: 768, scheme: 'light' },
  dark: { width: 1366, height: 768, scheme: 'dark' },
  phone: { width: 320, height: 640, scheme: 'light' },
};

/** A visitor with a fresh browser: no cookies, and a record of everything that the browser complains about. */
export class Visitor {
  static async of(browser, server) {
    const context = await browser.createBrowserContext();
    const visitor = new Visitor(context, server);
    visitor.page = await visitor.tab();
    return visitor;
  }

  constructor(context, server) {
    this.context = context;
    this.server = server;
    this.complaints = [];
  }

  /** Another tab of the same browser. */
  async tab() {
    const page = await this.context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    page.on('console', (message) => {
      // Some tests want a page with a 4xx status; Chromium complains about each.
      const refusal = /^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
      if (message.type() === 'error' && !refusal) this.complaints.push(message.text());
    });
    return page;
  }

  /** No script failed, nothing was blocked by the policy, no dialog opened. */
  async leave() {
    await this.context.close();
    assert.deepEqual(this.complaints, []);
  }

  open(path, page = this.page) {
    return page.goto(new URL(path, this.server.origin).href);
  }

  path(page = this.page) {
    const { pathname, search } = new URL(page.url());
    return pathname + search;
  }

  text(selector = 'main', page = this.page) {
    return page.$eval(selector, (element) => element.innerText);
  }

  has(selector, page = this.page) {
    return page.$(selector).then((element) => element !== null);
  }

  async look({ width, height, scheme }) {
    await this.page.setViewport({ width, height });
    await this.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  }

  /** `SCREENSHOTS=<folder> npm test` leaves a picture of each page in each form there. */
  async picture(state, look) {
    if (!process.env.SCREENSHOTS) return;
    const name = `${state.replace(/\W+/g, '-')}-${look}.png`;
    await this.page.screenshot({ path: join(process.env.SCREENSHOTS, name), fullPage: true });
  }

  /** What axe finds, each with its rule. */
  async violations() {
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run());
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  /** axe finds nothing, and nothing is wider than the screen. */
  async isReadable() {
    assert.deepEqual(await this.violations(), []);
    const [widest, width] = await this.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(widest <= width, `the page is ${widest} pixels wide`);
  }

  /** The value of a field, found by its label. */
  async value(label) {
    return (await this.field(label)).evaluate((field) => field.value);
  }

  async field(label, page = this.page) {
    const field = await page.$(`::-p-aria([name="${label}"][role="textbox"])`);
    assert.ok(field, `there is no field ${label} on ${this.path(page)}`);
    return field;
  }

  /** Types into the fields with these labels, replacing their values. */
  async fill(fields, page = this.page) {
    await page.bringToFront();
    for (const [label, text] of Object.entries(fields)) {
      const field = await this.field(label, page);
      await field.evaluate((element) => element.select());
      await field.type(text);
    }
  }

  /** Presses a button and waits for the next page. */
  async press(name, page = this.page) {
    await page.bringToFront();
    const button = await page.$(`::-p-aria([name="${name}"][role="button"])`);
    assert.ok(button, `there is no button ${name} on ${this.path(page)}`);
    const [answer] = await Promise.all([page.waitForNavigation(), button.click()]);
    return answer;
  }

  /** Sends a form that the browser itself would not send. */
  async pressUnchecked(name, page = this.page) {
    await page.$eval('form', (form) => {
      form.noValidate = true;
    });
    return this.press(name, page);
  }

  async signIn({ email, password }, page = this.page) {
    await this.open('/login', page);
    await this.fill({ Email: email, Password: password }, page);
    return this.press('Sign in', page);
  }

  async cookie(name = 'session') {
    return (await this.context.cookies()).find((cookie) => cookie.name === name);
  }

  /** Puts a token into the browser, as if a sign-in had. */
  setSession(value) {
    const { hostname } = new URL(this.server.origin);
    return this.context.setCookie({
      name: 'session',
      value,
      domain: hostname,
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      expires: Date.now() / 1000 + 3600,
    });
  }
}

let accounts = 0;

/** A new account, made through the API. */
export async function account(server, { name = 'Ada Lovelace', password = 'a password of several words' } = {}) {
  accounts += 1;
  const body = { name, email: `somebody-${accounts}@example.com`, password };
  const { user } = await post(server, '/signup', body, 201);
  return { ...body, id: user.id };
}

/** Deletes an account through the API. */
export async function remove(server, { email, password }) {
  const { token } = await post(server, '/login', { email, password }, 200);
  const answer = await fetch(`${server.origin}/me`, {
    method: 'DELETE',
    headers: { Authorization: `Bearer ${token}` },
  });
  assert.equal(answer.status, 204);
}

async function post(server, path, body, status) {
  const answer = await fetch(server.origin + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, status, path);
  return answer.json();
}
