import { endRun, environment, isTimeout, isUnreachable, itself } from './environment.js';
import { answerOf, ask, askAll, isSuccess, route, sent, show } from './http.js';
import { known } from './known.js';
import { random } from './tokens.js';

// Is there a server, and is it the learner's? The first request of a run says so, or ends the run.

/** A server that sleeps while nobody asks needs longer for its first answer: it's asked this often again. */
const WAKE_UPS = 3;

/**
 * - `first`: what its request sends; `isSure`: is this answer one that only the learner's server gives?
 * - `routes`: other requests that it answers; `isStranger`: is this answer that of another program?
 * - `expected`, `hasNeither`, `otherwise`, `lesson`: the words for another program.
 */
export const preflightOf = ({ lesson, first, isSure, routes, isStranger, expected, hasNeither, otherwise }) => {
  const YOURS = 'A server answers at baseUrl, and it is yours';

  /** Before the first request of a run: where nothing answers, some runners leave out the scripts after it. */
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
          got: `${show(nowhere)}, for an address that nobody has`,
          answer: nowhere,
          hint: `This program answers any address, so it is not your server.${itself(answer)} Stop it, or start your server on another port and set baseUrl to it.`,
        });
      }
      if ([answer, ...answers].every(isStranger)) {
        return conclude({
          expected,
          hint: `Something listens there, but it has neither ${hasNeither}.${itself(answer)} Either another program has the port: stop it, or start your server on another port and set baseUrl to it. ${otherwise}`,
        });
      }
      return conclude();
    });
  };

  return { preflight, arrived };
};
