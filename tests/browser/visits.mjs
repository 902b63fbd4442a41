// What most files of tests start with: a server and a browser for all of them, and a visitor with a fresh browser for
// each.

import { after, afterEach, before, beforeEach } from 'node:test';
import { Visitor, launch } from './browser.mjs';
import { start } from './server.mjs';

/** Before each test of a file, `arrive` gets `{ browser, server, visitor }`. Without a program, it's lesson 14's app. */
export function eachTestVisits(program, arrive) {
  const here = {};
  before(async () => {
    here.server = await start(program);
    here.browser = await launch();
  });
  after(async () => {
    await here.browser?.close();
    await here.server?.stop();
  });
  beforeEach(async () => {
    here.visitor = await Visitor.of(here.browser, here.server);
    await arrive(here);
  });
  afterEach(() => here.visitor.leave());
}
