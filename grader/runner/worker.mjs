// Runs collections in a separate process, so that the parent stays responsive during a run and can end it at any
// moment. The process loads Newman once, then waits for work.

import { readFileSync } from 'node:fs';
import { graded } from '../course.mjs';
import { grade } from '../grade.mjs';

const collections = new Map(graded.map(({ number, file }) => [number, JSON.parse(readFileSync(file, 'utf8'))]));

const NO_PROXY = process.env.NO_PROXY ?? process.env.no_proxy ?? '';

process.on('message', async ({ part, folders, stopAtFailure, server }) => {
  const failed = new Set();
  let isOver = false;
  const finish = ({ error, isLast = false } = {}) => {
    if (isOver) return;
    isOver = true;
    process.send({ type: 'checked', error: error?.message, isLast }, () => isLast && process.exit());
  };
  // A proxy would look for the server in its own network.
  process.env.NO_PROXY = server.isDirect ? '*' : NO_PROXY;
  try {
    await grade(collections.get(part), server.baseUrl, {
      folder: folders,
      variables: server.variables,
      insecure: server.insecure,
      timeoutMilliseconds: server.timeoutMilliseconds,
      loadOnce: !folders,
      onStep(step) {
        // Newman can't be stopped between two folders, but this process can.
        if (stopAtFailure && failed.size > 0 && !failed.has(step.folder)) finish({ isLast: true });
        if (!isOver) process.send({ type: 'step', ...step });
      },
      onResult(result) {
        if (result.state !== 'passed') failed.add(result.folder);
        if (!isOver) process.send({ type: 'test', ...result });
      },
    });
    finish();
  } catch (error) {
    finish({ error });
  }
});

// The parent is gone, however it ended.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches all processes of a terminal; the parent decides what ends when.
process.on('SIGINT', () => {});
