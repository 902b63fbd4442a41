import { endRun, environment, isTimeout, isUnreachable, itself } from './environment.js';
import { answerOf, ask, askAll, isSuccess, route, sent, show } from './http.js';
import { known } from './known.js';
import { random } from './tokens.js';

// Is there a server, and is it the learner's? The first request of a run finds out, or ends the run.

/** A server that sleeps while nobody uses it needs longer for its first answer, so it's asked up to this many more times. */
const WAKE_UPS = 3;

/**
 * - `first`: what its request sends; `isSure`: is this an answer that only the learner's server gives?
 * - `routes`: other requests that it answers; `isStranger`: does this answer come from another program?
 * - `expected`, `hasNeither`, `otherwise`, `lesson`: what to say about another program.
 * - `isSibling`: is the answer to the last of the `routes` that of the learner's other server? `sibling` says so.
 */
export const preflightOf = ({
  lesson,
  first,
  isSure,
  routes,
  isStranger,
  expected,
  hasNeither,
  otherwise,
  isSibling = () => false,
  sibling = '',
}) => {
  const YOURS = 'A server answers at baseUrl, and it is yours';

  /** Before the first request of a run: if nothing answers, some runners skip the scripts after it. */
  const preflight = (pm) =>
    askAwake(pm, WAKE_UPS, (answer) => {
      known.isUnreachable = isUnreachable(pm, answer);
      if (known.isUnreachable) endRun(pm, YOURS, environment(pm, answer), answer);
    });

  const askAwake = (pm, tries, done) =>
    ask(pm, first(pm), (answer) => (isTimeout(answer) && tries > 0 ? askAwake(pm, tries - 1, done) : done(answer)));

  /** After it: what answered. */
  const arrived = (pm) => {
    if (known.isUnreachable) return undefined;
    const answer = answerOf(sent(pm), pm.response);
    const conclude = (finding) =>
      finding
        ? endRun(pm, YOURS, { lesson, ...finding }, answer)
        : pm.test(YOURS, () => pm.expect(answer.status).to.be.above(0));
    const environmental = environment(pm, answer);
    if (environmental) return conclude(environmental);
    if (isSure(answer)) return conclude();

    return askAll(pm, [...routes(pm), route(pm, 'GET', `/no-such-route-${random(8)}`)], (answers) => {
      const disturbed = answers.find((one) => one.status && environment(pm, one));
      if (disturbed) return conclude({ answer: disturbed, ...environment(pm, disturbed) });
      const nowhere = answers.pop();
      if (isSuccess(nowhere)) {
        return conclude({
          expected: 'your server',
          got: `${show(nowhere)}, for a path that doesn't exist`,
          answer: nowhere,
          hint: `Stop the program at baseUrl, or start your server on a different port and change baseUrl. This program answers any path, so it isn't your server.${itself(answer)}`,
        });
      }
      if (isSibling(answers.at(-1)) && [answer, ...answers.slice(0, -1)].every(isStranger))
        return conclude({ expected, answer: answers.at(-1), hint: sibling });
      if ([answer, ...answers].every(isStranger)) {
        return conclude({
          expected,
          hint: `Check which program is running at baseUrl: it has neither ${hasNeither}.${itself(answer)} If it isn't your server, stop it, or start your server on a different port and change baseUrl. ${otherwise}`,
        });
      }
      return conclude();
    });
  };

  return { preflight, arrived };
};
