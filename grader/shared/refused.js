import { isSuccess, show } from './http.js';
import { known } from './known.js';
import { COARSE, either, findings } from './refusals.js';
import { fixFirst } from './report.js';

/** How a collection tests a refusal, with its `needs`, `accepted`, `like` and `formOf` (engine.js). */
export const refusedBy = ({ needs, accepted, like: plainest, formOf = (finding) => finding }) => {
  /**
   * The two tests of a request that must be rejected: it is, and the refusal has the right form.
   *
   * - `test`, `hint`: the first of them; `need` names a need that has both.
   * - `main` names the case that Postman sent; `cases` are all answers, each as [name, answer, statuses].
   * - `statuses`: the valid ones. `accepted`: did the server accept the credentials?
   * - `skip`: why nothing can be said here; `after`: tests that have to pass first.
   * - `coarse`: only the status counts, as in lesson 06; the rest comes later.
   * - A finding about the form is reported once. `like` names a simpler request whose answer is known:
   *   its findings are reported there. Without it, refusals of the same `kind` share their findings.
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
      after = [],
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
      { skip: notNow, after },
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
    const { test: earlier, folder } = (!worst && found.length && known.places[found[0].finding.name]) || {};
    const skip = earlier ? `${fixFirst(earlier, folder)}, which has the same problem` : '';
    const name = kind === 'token' && !coarse ? `${form}, with a Bearer challenge` : form;
    it.test(name, () => worst && about(worst.one, worst.finding), { skip: notNow || skip, after: [...after, test] });
  };
};
