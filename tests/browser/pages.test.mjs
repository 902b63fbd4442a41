// The pages, for everyone: refused input, keyboard, phone, screen reader, dark mode.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LOOKS, account } from './browser.mjs';
import { eachTestVisits } from './visits.mjs';

const PASSWORD = 'a password of several words';
const SCRIPT = '<script>document.title = "taken"</script>"><img src=x onerror=alert(1)>';

let server;
let visitor;

eachTestVisits(undefined, (here) => {
  ({ server, visitor } = here);
});

/** Each page in each state that it has. */
const STATES = {
  welcome: () => visitor.open('/'),
  'sign-up': () => visitor.open('/signup'),
  'sign-up, email taken': async () => {
    const { email } = await account(server);
    await visitor.open('/signup');
    await visitor.fill({ Name: 'Ada Lovelace', Email: email, Password: PASSWORD });
    await visitor.press('Create the account');
  },
  'sign-up, password too short': async () => {
    await visitor.open('/signup');
    await visitor.fill({ Name: 'Ada Lovelace', Email: 'short@example.com', Password: 'short' });
    await visitor.pressUnchecked('Create the account');
  },
  'sign-in': () => visitor.open('/login'),
  'sign-in, account made': () => visitor.open('/login?new'),
  'sign-in, session ended': async () => {
    await visitor.setSession('no token');
    await visitor.open('/login');
  },
  'sign-in, wrong password': async () => {
    await visitor.open('/login');
    await visitor.fill({ Email: 'nobody@example.com', Password: PASSWORD });
    await visitor.press('Sign in');
  },
  'sign-in, old form': async () => {
    await visitor.open('/login');
    await visitor.page.$eval('[name=form_token]', (field) => {
      field.value = 'A'.repeat(43);
    });
    await visitor.fill({ Email: 'nobody@example.com', Password: PASSWORD });
    await visitor.press('Sign in');
  },
  'sign-in, cookies blocked': async () => {
    await visitor.open('/login');
    await visitor.context.deleteCookie(await visitor.cookie('form'));
    await visitor.fill({ Email: 'nobody@example.com', Password: PASSWORD });
    await visitor.press('Sign in');
  },
  dashboard: async () => visitor.signIn(await account(server)),
  'dashboard, long name': async () => visitor.signIn(await account(server, { name: 'M'.repeat(80) })),
  'not found': () => visitor.open('/nowhere'),
  'wrong method': () => visitor.open('/logout'),
};

for (const [state, go] of Object.entries(STATES)) {
  describe(state, () => {
    for (const [look, form] of Object.entries(LOOKS)) {
      test(`${look}: nothing to fix for axe, nothing wider than the screen`, async () => {
        await visitor.look(form);
        await go();
        await visitor.picture(state, look);
        await visitor.isReadable();
      });
    }
  });
}

test('axe finds a field without a label, and the width a line that is too long', async () => {
  await visitor.page.setViewport({ width: 320, height: 640 });
  await visitor.open('/login');
  await visitor.page.$eval('label', (label) => label.remove());
  assert.deepEqual(
    (await visitor.violations()).map((found) => found.split(':')[0]),
    ['label'],
  );
  await visitor.page.$eval('h1', (h1) => {
    h1.style.whiteSpace = 'nowrap';
    h1.textContent = 'a line that is too long for this screen '.repeat(3);
  });
  assert.ok((await visitor.page.evaluate(() => document.documentElement.scrollWidth)) > 320);
});

describe('a form that is refused', () => {
  const refused = async (label, id, message) => {
    assert.match(await visitor.page.title(), /^Error: /);
    const summary = '[role=alert]';
    assert.match(await visitor.text(summary), message);
    assert.ok(await visitor.page.$eval(summary, (element) => element === document.activeElement), 'it has the focus');
    const link = await visitor.page.$(`${summary} a`);
    assert.equal(await link.evaluate((a) => a.getAttribute('href')), `#${id}`);
    const field = await visitor.field(label);
    const [invalid, description] = await field.evaluate((element) => [
      element.getAttribute('aria-invalid'),
      element
        .getAttribute('aria-describedby')
        .split(' ')
        .map((id) => document.getElementById(id).innerText)
        .join(' '),
    ]);
    assert.equal(invalid, 'true');
    assert.match(description, message);
    assert.equal((await visitor.page.$$('[aria-invalid]')).length, 1, 'no other field is marked');
  };

  for (const [what, typed, label, message] of [
    ['a name of spaces', { Name: '   ' }, 'Name', /The name is empty/],
    ['an email without an @', { Email: 'nobody' }, 'Email', /This isn.t an email address/],
    ['a short password', { Password: 'short' }, 'Password', /The password has 5 characters/],
    ['a long password', { Password: 'p'.repeat(129) }, 'Password', /The password has 129 characters/],
  ]) {
    test(`${what}: the message at its field, what was typed kept, the password gone`, async () => {
      const fields = { Name: 'Ada Lovelace', Email: 'refused@example.com', Password: PASSWORD, ...typed };
      await visitor.open('/signup');
      await visitor.fill(fields);
      const answer = await visitor.pressUnchecked('Create the account');
      assert.equal(answer.status(), 422);
      await refused(label, label.toLowerCase(), message);
      assert.equal(await visitor.value('Name'), fields.Name);
      assert.equal(await visitor.value('Email'), fields.Email);
      assert.equal(await visitor.value('Password'), '');
      assert.ok(!(await visitor.page.content()).includes(fields.Password));

      await visitor.fill({
        Name: 'Ada Lovelace',
        Email: `${what.replace(/\W/g, '-')}@example.com`,
        Password: PASSWORD,
      });
      await visitor.press('Create the account');
      assert.equal(visitor.path(), '/login?new', 'once corrected, the same form is accepted');
    });
  }

  test('an email that is taken', async () => {
    const { email } = await account(server);
    await visitor.open('/signup');
    await visitor.fill({ Name: 'Ada Lovelace', Email: email.toUpperCase(), Password: PASSWORD });
    const answer = await visitor.press('Create the account');
    assert.equal(answer.status(), 409);
    await refused('Email', 'email', /There is already an account with this email/);
    assert.equal(await visitor.value('Email'), email.toUpperCase());
    assert.equal(await visitor.value('Password'), '');
  });

  test('a wrong password and an unknown email get the same page', async () => {
    const { email } = await account(server);
    const pages = [];
    for (const typed of [email, 'unknown@example.com']) {
      await visitor.open('/login');
      await visitor.fill({ Email: typed, Password: 'another password' });
      const answer = await visitor.press('Sign in');
      assert.equal(answer.status(), 401);
      assert.equal(await visitor.value('Email'), typed);
      assert.equal(await visitor.value('Password'), '');
      pages.push((await visitor.page.content()).replace(typed, ''));
    }
    assert.equal(pages[0], pages[1]);
    assert.match(pages[0], /The email or the password is wrong/);
  });

  test('the browser itself holds back what is missing or too short', async () => {
    await visitor.open('/signup');
    const sendable = () => visitor.page.$eval('form', (form) => form.checkValidity());
    await visitor.fill({ Name: 'Ada Lovelace', Email: 'ada@example.com', Password: 'short' });
    assert.equal(await sendable(), false);
    await visitor.fill({ Password: PASSWORD });
    assert.equal(await sendable(), true);
    await visitor.page.$eval('#name', (name) => {
      name.value = '';
    });
    assert.equal(await sendable(), false);
  });
});

test('a name with a script in it is text, on the dashboard and in a form', async () => {
  const taken = await account(server);
  await visitor.open('/signup');
  await visitor.fill({ Name: SCRIPT, Email: taken.email, Password: PASSWORD });
  await visitor.press('Create the account');
  assert.equal(await visitor.value('Name'), SCRIPT);

  await visitor.fill({ Email: 'script@example.com', Password: PASSWORD });
  await visitor.press('Create the account');
  await visitor.signIn({ email: 'script@example.com', password: PASSWORD });
  assert.equal(await visitor.text('h1'), `Welcome, ${SCRIPT}!`);
  assert.equal(await visitor.page.title(), 'Dashboard · JWT sandbox');
  assert.equal(await visitor.has('main script, main img'), false);
});

test('if a script ever got into a page, the policy would keep it from running', async () => {
  await visitor.open('/login');
  await visitor.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken"';
    document.body.append(script);
  });
  assert.equal(await visitor.page.title(), 'Sign in · JWT sandbox');
  const [complaint, ...others] = visitor.complaints.splice(0);
  assert.match(complaint, /violates the following Content Security Policy directive/);
  assert.deepEqual(others, []);
});

test('sign up, sign in and sign out with the keyboard alone', async () => {
  const { keyboard } = visitor.page;
  const tab = async (times) => {
    for (let n = 0; n < times; n += 1) await keyboard.press('Tab');
    return visitor.page.evaluate(() => document.activeElement.innerText || document.activeElement.id);
  };
  const enter = () => Promise.all([visitor.page.waitForNavigation(), keyboard.press('Enter')]);

  await visitor.open('/');
  assert.equal(await tab(1), 'JWT sandbox');
  assert.equal(await tab(1), 'Create an account');
  const outline = await visitor.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid', 'the focus can be seen');
  await enter();
  assert.equal(await tab(4), 'name');
  await keyboard.type('Ada Lovelace');
  assert.equal(await tab(1), 'email');
  await keyboard.type('keyboard@example.com');
  assert.equal(await tab(1), 'password');
  await keyboard.type(PASSWORD);
  assert.equal(await tab(1), 'Create the account');
  await enter();
  assert.equal(visitor.path(), '/login?new');

  assert.equal(await tab(4), 'email');
  await keyboard.type('keyboard@example.com');
  assert.equal(await tab(1), 'password');
  await keyboard.type('wrong, by mistake');
  await enter();
  assert.match(await visitor.text('[role=alert]'), /The email or the password is wrong/);
  assert.equal(await tab(1), 'email', 'from the message, the next stop is the form');
  assert.equal(await tab(1), 'password');
  await keyboard.type(PASSWORD);
  await enter();
  assert.equal(visitor.path(), '/dashboard');

  assert.equal(await tab(2), 'Sign out');
  await enter();
  assert.equal(visitor.path(), '/');
});

test('a wrong path or method gets a page with the words of the API', async () => {
  const missing = await visitor.open('/dash-board');
  assert.equal(missing.status(), 404);
  assert.equal(await visitor.text('h1'), 'Not Found');
  assert.match(await visitor.text(), /There is no route \/dash-board\.\s+Did you mean \/dashboard\?/);
  const wrong = await visitor.open('/logout');
  assert.equal(wrong.status(), 405);
  assert.equal(wrong.headers().allow, 'POST');
  assert.match(await visitor.text(), /You sent GET \/logout, but this route wants POST\./);
  const api = await visitor.open('/me');
  assert.equal(api.status(), 401);
  assert.equal(api.headers()['www-authenticate'], 'Bearer realm="jwt-sandbox"');
  assert.match(await visitor.text(), /The request has no Authorization header/);
});
