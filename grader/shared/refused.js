import { isSuccess, show } from './http.js';
import { known } from './known.js';
import { COARSE, either, findings } from './refusals.js';

/** A collection's way to test a refusal, with its `needs`, `accepted`, `like` and `formOf` (engine.js). */
export const refusedBy = ({ needs, accepted, like: plainest, formOf = (finding) => finding }) => {
  /**
   * The tests of a request that must be refused: that it is, and that the refusal has its form.
   *
   * - `test`, `hint`: the first of them; `need` names a need that has both.
   * - `main` names the case that Postman sent; `cases` are all answers, each as [name, answer, statuses].
   * - `statuses`: what may come. `accepted`: was the client let in?
   * - `skip`: why nothing can be said here.
   * - `coarse`: only the status counts, as in lesson 06, where the rest is yet to come.
   * - A finding about the form is reported once. `like` names an answer that has been learnt and is plainer:
   *   what is found there is reported there. Without it, refusals of the same `kind` share what is found.
   */
  return (pm, it, options) => {
    const {
      need,
      main = '',
      statuses = [401],
      kind = 'token',
      like = plainest,
      coarse = false,
      skip: notNow = '',
    } = options;
    const { test, hint } = { ...(need && needs[need]), ...options };
    const { accepted: isAccepted = coarse ? isSuccess : accepted } = options;
    const { form = `The refusal is a ${either(statuses)}${coarse ? '' : ' in JSON'}` } = options;
    const ofPostman = [main, it.answer];
    const ofScript = it.step.answers.map((answer, index) => [it.step.names[index], answer]);
    const { cases = () => [ofPostman, ...ofScript] } = options;

    const all = it.unmet ? [] : cases().map(([name, answer, may = statuses]) => ({ name, answer, may }));
    const about = ({ name, answer }, finding) => ({
      got: (name ? `${name}: ` : '') + show(answer),
      answer,
      ...finding,
    });

    it.test(
      test,
      () => {
        const one = all.find(({ answer }) => isAccepted(answer));
        return one && about(one, { expected: `a refusal (status ${either(statuses)})`, hint });
      },
      { skip: notNow },
    );

    const formOfOne = (answer, may) =>
      findings(pm, answer, may)
        .filter(({ name }) => !coarse || COARSE.includes(name))
        .flatMap((finding) => formOf(finding, { answer, statuses: may, kind }) || []);
    const found = all
      .filter(({ answer }) => !isAccepted(answer))
      .flatMap((one) => formOfOne(one.answer, one.may).map((finding) => ({ one, finding })));

    const plainer = known[like] && !isAccepted(known[like]) ? known[like] : known.noToken;
    const ofPlainer = like && plainer ? formOfOne(plainer, [401]).map(({ name }) => name) : [];
    const isShared = ({ name }) =>
      like ? ofPlainer.includes(name) : !COARSE.some((coarser) => name.endsWith(coarser));
    const worst = found.find(({ finding }) => !(known.reported.includes(finding.name) && isShared(finding)));
    const skip =
      !worst && found.length ? `a plainer refusal has the same problem: not ${found[0].finding.expected}` : '';
    const name = kind === 'token' && !coarse ? `${form}, with a Bearer challenge` : form;
    it.test(name, () => worst && about(worst.one, worst.finding), { skip: notNow || skip, after: [test] });
  };
};
