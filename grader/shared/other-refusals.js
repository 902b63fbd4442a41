import { either } from './refusals.js';

// Refusals that aren't about a bearer token: of a login, a sign-up, a refresh token.

/** What to do about such a refusal. */
export const HINTS = {
  crash: () =>
    "Look at the server's terminal for the cause: a 5xx means that the server broke. Then check each field before you use it, and answer with a status that starts with 4: a malformed request is the client's mistake, not the server's.",
  silent: () =>
    "Look at the server's terminal for the cause: the server didn't answer at all. A refusal is a response, too.",
  status: ({ status }, list) =>
    status < 300
      ? `Set the status to ${list}. The current status says that all is well, and programs look at the status, not at the words.`
      : status < 400
        ? `Answer ${list} instead of a redirect: a program can't use the page that it leads to.`
        : `Set the status to ${list}.`,
};

/** A refusal that isn't about a bearer token needs no challenge, and has different hints. Different kinds share no findings. */
export const formOf = (finding, { answer, statuses, kind }) => {
  if (kind !== 'token' && finding.name === 'challenge') return undefined;
  const hint = kind !== 'token' && HINTS[finding.name] ? HINTS[finding.name](answer, either(statuses)) : finding.hint;
  return { ...finding, hint, name: `${kind} ${finding.name}` };
};
