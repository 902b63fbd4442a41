// Where the coach's lines go, and where its keys come from. Whatever ends the process, the terminal is left as
// it was found: with a cursor, and echoing what is typed.

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const HOME = '\u001b[H';
const CLEAR_SCREEN = '\u001b[2J';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** An arrow or a function key, whose sequence starts with the same character as Esc. */
// eslint-disable-next-line no-control-regex -- this is what a terminal sends
const SEQUENCE = /\u001b(\[[\d;]*[~A-Za-z]|O[A-Za-z])/g;

/** A terminal that is redrawn by `paint(lines)`. */
export function newScreen(output) {
  let last = [];
  output.write(HIDE_CURSOR + CLEAR_SCREEN + HOME);
  return {
    size: () => ({ width: output.columns || 80, height: output.rows || 24 }),
    paint(lines) {
      if (lines.length === last.length && lines.slice(0, -1).every((line, index) => line === last[index])) {
        // While a run goes on, only the last line changes.
        if (lines.at(-1) !== last.at(-1)) output.write(`\r${lines.at(-1)}${CLEAR_LINE}`);
      } else {
        output.write(HOME + lines.map((line) => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW);
      }
      last = lines;
    },
    /** After something else has written, or the size has changed. */
    forget() {
      last = [];
    },
    close() {
      output.write(`${SHOW_CURSOR}\r\n`);
    },
  };
}

/** Calls `onKey` with each key that is pressed, such as 'a'. Returns a function that gives the terminal back. */
export function readKeys(input, onKey) {
  const onData = (text) => {
    const keys = text.replace(SEQUENCE, '');
    // Longer input was pasted, and isn't for us.
    if (keys.length <= 3) for (const key of keys) onKey(key);
  };
  input.setEncoding('utf8');
  input.on('data', onData);
  input.setRawMode(true);
  input.resume();
  return () => {
    input.off('data', onData);
    input.setRawMode(false);
    input.pause();
  };
}
