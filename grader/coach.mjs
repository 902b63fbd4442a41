#!/usr/bin/env node
// Watches the learner's server, and says after each start what is done and what to fix first:
//
//   npm run coach
//   npm run coach -- --base-url http://127.0.0.1:8001 --once

import { parseArgs } from 'node:util';
import { DEFAULT_BASE_URL, describe, lessons } from './coach/lessons.mjs';
import { activity, colored, news, result, row, screen } from './coach/render.mjs';
import { newRunner } from './runner/runner.mjs';
import { STATUS, initial, step } from './coach/state.mjs';
import { newScreen, readKeys } from './coach/terminal.mjs';
import { watch } from './coach/watch.mjs';

const USAGE = `usage: npm run coach -- [options]

Watches your server. Each time it starts, the coach checks the lessons that you have reached, and shows the first
thing to fix. In parts 3 and 4, which have separate servers, the coach finds out which one is running. The notes
service of part 4 has a second address: --env-var notesUrl=http://127.0.0.1:8001

  --base-url ADDRESS     the address of your server (default: ${DEFAULT_BASE_URL})
  --env-var NAME=VALUE   sets a variable of the collections, as in Newman; can be repeated
  --lesson 07            stays with this lesson until it is done
  --once                 checks once, prints the lessons and the first thing to fix, and exits
  --insecure             accepts any certificate, for a server with https
  --timeout-request MS   how long to wait for a response, in milliseconds (default: 5000)

With --once, the exit status is 0 if the server passes every check that is meant for it (with --lesson, those of
that lesson), 1 if it doesn't, and 2 if the server can't be reached.

Keys: Enter checks again, a checks all lessons, a number chooses a lesson, Esc leaves it, q quits.`;

const OPTIONS = {
  'base-url': { type: 'string' },
  'env-var': { type: 'string', multiple: true, default: [] },
  lesson: { type: 'string' },
  once: { type: 'boolean', default: false },
  insecure: { type: 'boolean', short: 'k', default: false },
  'timeout-request': { type: 'string', default: '5000' },
  help: { type: 'boolean', short: 'h', default: false },
};

/** The command line, checked; an error says what to write instead. */
function settings(args) {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (values.help) return { isHelp: true };
  const variables = Object.fromEntries(
    values['env-var'].map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new Error(`--env-var ${text} has no name and value: write --env-var issuer=me`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
  const baseUrl = (values['base-url'] ?? variables.baseUrl ?? DEFAULT_BASE_URL).replace(/\/+$/, '');
  const timeoutMilliseconds = Number(values['timeout-request']);
  if (!(Number.isInteger(timeoutMilliseconds) && timeoutMilliseconds > 0))
    throw new Error(`--timeout-request ${values['timeout-request']} isn't a number of milliseconds, such as 5000`);
  const chosen = values.lesson?.slice(0, 2).padStart(2, '0');
  if (chosen && !lessons.some(({ number, folder }) => number === chosen && folder)) {
    const numbers = lessons.filter(({ folder }) => folder).map(({ number }) => number);
    throw new Error(`--lesson ${values.lesson} has no checks: choose one of ${numbers.join(', ')}`);
  }
  return {
    ...addressOf(baseUrl),
    isOnce: values.once,
    chosen,
    server: { baseUrl, variables, insecure: values.insecure, timeoutMilliseconds },
  };
}

function addressOf(baseUrl) {
  const example = `write an address such as ${DEFAULT_BASE_URL}`;
  if (!/^https?:\/\/./.test(baseUrl)) throw new Error(`${baseUrl} doesn't start with http://: ${example}`);
  if (!URL.canParse(baseUrl)) throw new Error(`${baseUrl} isn't an address: ${example}`);
  const { hostname, port, protocol } = new URL(baseUrl);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}

function main({ host, port, server, isOnce, chosen }) {
  const { stdin, stdout } = process;
  const url = server.baseUrl;
  const isDrawn = !isOnce && stdout.isTTY && !process.env.NO_COLOR;
  const display = isDrawn ? newScreen(stdout) : undefined;
  const closing = [() => display?.close()];
  let state = initial({ lessons, describe, isOnce, chosen });

  const draw = () => display.paint(screen(state, { url, paint: colored, ...display.size() }));

  function handle(event) {
    const before = state;
    const [after, effects] = step(state, event);
    state = after;
    if (isDrawn) draw();
    else if (!isOnce)
      stdout.write(
        news(before, after, url)
          .map((line) => `${line}\n`)
          .join(''),
      );
    for (const effect of effects) {
      if (effect.do === 'check') runner.check(effect);
      if (effect.do === 'stop') runner.stop();
      if (effect.do === 'quit') quit(effect.status);
    }
  }

  let isClosed = false;
  function close() {
    if (isClosed) return;
    isClosed = true;
    for (const end of closing) end();
  }

  function quit(status) {
    if (isOnce) stdout.write(`${[...row(state), '', ...result(state)].join('\n')}\n`);
    close();
    process.exitCode = status;
    // Don't wait for anything else, such as a connection that is still being opened.
    if (!isOnce) process.exit();
  }

  const runner = newRunner({ server, tell: handle });
  closing.push(runner.close);
  process.on('exit', close);
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ])
    process.on(signal, () => {
      close();
      process.exit(128 + number);
    });
  // Whoever read this output is gone.
  stdout.on('error', () => process.exit(0));

  if (isOnce) return handle({ type: 'up' });
  if (stdin.isTTY) closing.push(readKeys(stdin, (key) => handle({ type: 'key', key })));
  if (isDrawn) {
    stdout.on('resize', () => {
      display.forget();
      draw();
    });
    draw();
  } else {
    stdout.write(`${activity(state, url)}\n`);
  }
  closing.push(watch({ host, port, tell: (type) => handle({ type }) }));
}

try {
  const { isHelp, ...rest } = settings(process.argv.slice(2));
  if (isHelp) console.log(USAGE);
  else main(rest);
} catch (error) {
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = STATUS.cannotAsk;
}
