// Runs folders of a collection on request, one run at a time, and reports what happens as events.

import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));

/**
 * `tell` gets `{ type: 'step' | 'test' | 'checked', run, … }`. A run ends with one `checked`, which has
 * an `error` if the collection couldn't be run. A run that is stopped says nothing more. Without `folders`, all
 * of the collection is run. `server` may differ from run to run.
 */
export function newRunner({ server: usual, tell, priority = 0, execArgv = [] }) {
  let worker;
  let current;

  // The next worker loads Newman while the learner reads, so that the next run starts at once.
  function hire() {
    const own = fork(WORKER, { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    if (priority && own.pid) setPriority(own.pid, priority);
    let complaint = '';
    own.stderr.on('data', (text) => (complaint = `${complaint}${text}`.slice(-2000)));
    own.on('message', ({ isLast, ...event }) => {
      if (own !== worker || current === undefined) return;
      const run = current;
      if (event.type === 'checked') current = undefined;
      // This worker ends in the middle of the collection, and can't be asked again.
      if (isLast) hire();
      tell({ ...event, run });
    });
    own.on('exit', (status, signal) => {
      if (own !== worker) return;
      worker = undefined;
      const run = current;
      current = undefined;
      if (run === undefined) return;
      tell({ type: 'checked', run, error: complaint.trim() || `Newman ended with ${signal ?? `status ${status}`}` });
    });
    worker = own;
  }

  function dismiss() {
    const own = worker;
    worker = undefined;
    current = undefined;
    own?.kill('SIGKILL');
  }

  hire();
  return {
    check({ run, part, folders, stopAtFailure, server = usual }) {
      if (current !== undefined) dismiss();
      if (!worker?.connected) hire();
      current = run;
      worker.send({ part, folders, stopAtFailure, server });
    },
    stop() {
      if (current === undefined) return;
      dismiss();
      hire();
    },
    close: dismiss,
  };
}
