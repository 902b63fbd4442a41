import { aliveOf, endRun, environment, isUnreachable, silence, surroundings } from './environment.js';
import { answerOf, ask, askAll, heard, sent } from './http.js';
import { known } from './known.js';
import { refusedBy } from './refused.js';
import { fixFirst, folderOf, report } from './report.js';

// What every collection runs on. A collection provides what is specific to it:
//
//   needs      what its tests need, by name: { test, lesson, after, make, check, met, absent }; `absent` says why
//              a server isn't asked for it
//   reset      (pm, done): called before the needs, before the request, and before the later requests
//   open       (pm, step, done): the first request to the server, if every step starts with the same one
//   isAway     (pm): does the request go to a second server that was silent before? Then it isn't sent
//   ready      (pm, step): adds to the step what `send`, `cases` and `crowd` use
//   request    (pm, made): a case as a request
//   accepted   (answer): did the server accept the credentials?
//   like       the answer that a refusal's form is compared with, unless a request names another
//   formOf     (finding, refusal): a finding about a refusal's form in this collection's words; undefined if it doesn't apply
//   close      (pm, step): undoes what the step did to the server
//
// Each need is also a test in some request, and `make` brings it about for a step. If `make` fails, the tests
// that need it are skipped. The need's own test fails in their place, unless it has already failed in this run.

export const engineOf = (collection) => {
  const {
    needs: NEEDS,
    reset,
    open,
    isAway,
    ready,
    request,
    close,
  } = {
    reset: (pm, done) => done(),
    open: (pm, step, done) => done(),
    isAway: () => false,
    ready: () => undefined,
    request: (pm, made) => made,
    close: () => undefined,
    ...collection,
  };

  const newStep = (pm) => ({
    id: pm.info.requestId,
    people: [],
    made: {},
    names: [],
    answers: [],
    crowd: [],
    cookies: {},
  });
  let current;

  // ---- Before a request

  /**
   * Brings about what a step needs, sets the variables that its request uses, and sends the other cases.
   * Postman sends the request, with what `send` returns: variables and, as `rows`, a form. The script sends
   * the other cases; a crowd goes out all at once. `learns` are needs that are tried, whether they are met or not.
   */
  const prepare = (pm, options = {}) => {
    if (isAway(pm)) return pm.execution.skipRequest();
    const { needs = [], learns = [] } = options;
    const step = newStep(pm);
    current = step;
    heard.length = 0;
    step.options = options;
    const all = needs.flatMap((need) => [...(NEEDS[need].after || []), need]);
    return reset(pm, () =>
      open(pm, step, (opening) => {
        if (opening && !opening.status) return giveUp(pm, step, opening);
        return fulfil(pm, step, all, true, () => {
          if (step.unmet) return undefined;
          return fulfil(pm, step, learns, false, () => reset(pm, () => sendAll(pm, step, options)));
        });
      }),
    );
  };

  /** If nothing answers, some runners skip the scripts after the request, so the silence is reported before it. */
  const giveUp = (pm, step, opening) => {
    step.silent = opening;
    step.isReported = isUnreachable(pm, opening);
    if (!step.isReported) return;
    endRun(pm, aliveOf(pm, opening), environment(pm, opening), opening);
    if (isAway(pm)) pm.execution.skipRequest();
  };

  const sendAll = (pm, step, { send = () => ({}), cases = () => ({}), crowd = () => [] }) => {
    ready(pm, step);
    const { rows, ...variables } = send(step);
    Object.entries(variables).forEach(([name, value]) => pm.variables.set(name, value));
    if (rows) pm.request.body.update({ mode: 'urlencoded', urlencoded: rows.map(([key, value]) => ({ key, value })) });
    const others = Object.entries(cases(step));
    step.names = others.map(([name]) => name);
    const requests = others.map(([, made]) => request(pm, made));
    askAll(pm, requests, (answers) => Object.assign(step, { answers }));
    crowd(step).forEach((made) => ask(pm, request(pm, made), (answer) => step.crowd.push(answer)));
  };

  const fulfil = (pm, step, [need, ...rest], isRequired, done) => {
    if (need === undefined) return done();
    return NEEDS[need].make(pm, step, (answer) => {
      step.made[need] = answer;
      if (isRequired && !isMet(pm, step, need)) {
        step.unmet = need;
        return done();
      }
      return fulfil(pm, step, rest, isRequired, done);
    });
  };

  const isMet = (pm, step, need) => {
    const { met, check } = NEEDS[need];
    return met ? met(step) : !check(pm, step.made[need], step);
  };

  // ---- After a request

  /**
   * The tests of one request. `tests` gets `it`: the answer, the step, `it.test`, `it.warn`, and in `it.later` the
   * answers to the requests that `then` returns, which are sent before the tests. A check gets the answer. It returns
   * undefined if all is well, or a finding: `{ expected, hint }` and, if it helps, `got`, `lesson` and `answer`.
   */
  const check = (pm, tests, { then = () => [] } = {}) => {
    const step = current && current.id === pm.info.requestId ? current : newStep(pm);
    if (step.isReported) return undefined;
    const answer = answerOf(sent(pm), pm.response);
    const failed = new Set();
    let unmet = '';

    const test = (name, look, { after = [], skip = '' } = {}) => {
      const earlier = after.find((before) => failed.has(before));
      const reason = unmet || skip || (earlier ? fixFirst(earlier) : '');
      const found = reason || look(answer);
      const about = found && (found.answer || answer);
      const finding = found && !reason && !about.status ? { ...found, ...silence(about), name: found.name } : found;
      if (finding) failed.add(name);
      if (reason) return pm.test.skip(`${name} (skipped: ${reason})`, () => pm.expect.fail(reason));
      if (finding) known.reported.push(name, finding.name);
      if (finding) known.places[finding.name] ??= { test: `${pm.info.requestName} › ${name}`, folder: folderOf(pm) };
      return pm.test(name, () => {
        if (finding) pm.expect.fail(report(pm, finding, answer));
      });
    };

    /** A warning is a test that passes: its name says what was seen. */
    const warn = (text) => text && !unmet && pm.test(`warning: ${text}`, () => pm.expect(text).to.be.a('string'));

    const reports = ({ finding, answer: about, isOver }) => {
      const alive = aliveOf(pm, about);
      if (isOver) return endRun(pm, alive, finding, about);
      if (!known.reported.includes(alive)) test(alive, () => finding);
      unmet = fixFirst(alive);
      return undefined;
    };
    const around =
      surroundings(pm, answer) ||
      (step.silent && { answer: step.silent, finding: environment(pm, step.silent), isOver: true });
    if (around) reports(around);
    if (around && around.isOver) return undefined;

    if (step.unmet && !unmet) {
      const need = NEEDS[step.unmet];
      const about = step.made[step.unmet];
      const absent = need.absent ? need.absent(about) : '';
      if (!absent && !known.reported.includes(need.test))
        test(need.test, () => ({ lesson: need.lesson, ...need.check(pm, about, step), answer: about }));
      unmet = absent || fixFirst(need.test, need.lesson);
    }
    const conclude = (later) => {
      const after = around ? undefined : surroundings(pm, answer);
      if (after) reports(after);
      if (after && after.isOver) return undefined;
      tests({ answer, step, test, warn, later, unmet });
      close(pm, step);
    };
    const requests = unmet ? [] : then(step, answer);
    return requests.length ? reset(pm, () => askAll(pm, requests, conclude)) : conclude([]);
  };

  /** The test of a need, in the request that it is about. */
  const meets = (pm, need, { test, step, answer: own }, options = {}) => {
    const { absent = () => '' } = NEEDS[need];
    test(NEEDS[need].test, (answer) => NEEDS[need].check(pm, answer, step), { skip: absent(own), ...options });
  };

  /** The same for a need that was brought about before the request. Where it isn't met, its test has failed already. */
  const meetsBefore = (pm, need, { test, step, unmet }) => {
    if (unmet) return;
    const about = step.made[need];
    test(NEEDS[need].test, () => {
      const finding = NEEDS[need].check(pm, about, step);
      return finding && { answer: about, ...finding };
    });
  };

  return { prepare, check, meets, meetsBefore, refused: refusedBy(collection) };
};
