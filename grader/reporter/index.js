// Newman's own reporter also lists the requests that scripts send, and splits tokens in a narrow
// terminal. This one prints only the steps, each with its messages in full. With the option `explain`
// (npm test -- --explain), it prints the description of a step above the step's first failure.

const { plain } = require('./plain.js');

const COLORS = { failed: 31, passed: 32, skipped: 36, quiet: 90 };
const INDENT = ' '.repeat(4);
const SIGNS = { passed: '✓', failed: '✗', skipped: '-' };

module.exports = function steps(emitter, { explain = false }, { collection, color }) {
  const colored = color === 'on' || (color !== 'off' && process.stdout.isTTY && !process.env.NO_COLOR);
  const paint = (kind, text) => (colored ? `\u001b[${COLORS[kind]}m${text}\u001b[0m` : text);
  const print = (text) => process.stdout.write(`${text}\n`);

  const count = { passed: 0, failed: 0, skipped: 0 };
  const started = Date.now();
  let folder;
  let step;

  function result(state, name, message) {
    count[state] += 1;
    if (explain && state === 'failed' && !step.failed) print(explained(step.item.request.description));
    step.failed ||= state === 'failed';
    print(paint(state, `    ${SIGNS[state]} ${name}`));
    if (message) print(message.replace(/^/gm, '        '));
  }

  // Newman fails a run for such an error, so show it, unless a test reports it.
  function finishStep() {
    if (step?.scriptError && !step.failed) result('failed', `a request of its script: ${step.scriptError.message}`);
  }

  emitter.on('beforeItem', (_, { item }) => {
    finishStep();
    const parent = item.parent();
    if (parent && parent.id !== folder && parent.id !== collection.id) {
      folder = parent.id;
      print(`\n${parent.name}`);
    }
    print(`  ${item.name}`);
    step = { item };
  });

  // Only the step's own request has a name.
  emitter.on('request', (error, { item }) => {
    if (error) step[item.name === undefined ? 'scriptError' : 'error'] = error;
  });

  emitter.on('script', (error) => {
    if (error) result('failed', 'its script runs', `${error.name}: ${error.message}`);
  });

  emitter.on('assertion', (failure, { assertion, skipped }) => {
    if (skipped) result('skipped', assertion);
    else if (!failure) result('passed', assertion);
    // The tests know that there was no answer; the error knows why.
    else result('failed', assertion, step.error ? `${failure.message}\nerror: ${step.error.message}` : failure.message);
  });

  emitter.on('done', () => {
    finishStep();
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const totals = `\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`;
    print(paint(count.failed ? 'failed' : 'passed', totals) + paint('quiet', ` in ${seconds} s`));
  });
};

/** A description as lines that fit into the terminal, between two empty ones. */
function explained(description) {
  const width = Math.min(process.stdout.columns || 100, 100) - INDENT.length - 1;
  const paragraphs = plain(description?.toString() ?? '').map((text) => wrapped(text, width));
  return ['', ...paragraphs.flat().map((line) => INDENT + line), ''].join('\n');
}

function wrapped(text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (line.length > width && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines;
}
