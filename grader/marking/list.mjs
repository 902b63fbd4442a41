// Reads the list of a class, as a spreadsheet, a form or an editor saves it. A line that can't be read is named
// and skipped, so that thirty students don't wait for one typo.

/** The text of a file, in whichever of the encodings that spreadsheets write. */
export function textIn(bytes) {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * `{ students, skipped, notes }`. A student is `{ name, address, notesAddress, line }`; one without an address is absent,
 * and stays in the list. `skipped` and `notes` are `{ text, unnamed }`: a sentence, and the same without what the list
 * says about a student, for a page that hides the names.
 *
 * `notesAddress` is the address of the notes service, if the list has one: in a column with that heading or, where the
 * part `hasNotes` and there are no headings, the second of two addresses.
 */
export function readList(text, { hasNotes = false } = {}) {
  const rows = rowsOf(text.replace(/^\uFEFF/, ''));
  const headings = rows.length > 0 && isHeading(rows[0].cells) ? rows.shift().cells : [];
  const columns = { ...columnsOf(headings), hasNotes };
  const students = [];
  const skipped = [];
  for (const { cells, line, number } of rows) {
    const student = studentIn(cells, columns);
    if (student.mistake)
      skipped.push({
        text: `Line ${number} is skipped: ${student.mistake}: ${shortened(line)}`,
        unnamed: `Line ${number} is skipped, because it can't be read.`,
      });
    else students.push({ ...student, line: number });
  }
  return { students, skipped, notes: repeated(students) };
}

function studentIn(cells, { names, address: addressColumn, notes: notesColumn, hasNotes }) {
  const found = cells
    .filter((_, column) => column !== notesColumn)
    .map(addressIn)
    .filter(Boolean);
  const isPair = hasNotes && addressColumn === undefined && notesColumn === undefined && found.length > 1;
  const notesAddress = isPair ? found.pop() : addressIn(cells[notesColumn] ?? '');
  const address = addressIn(cells[addressColumn] ?? '') ?? found.at(-1);
  const isOther = (cell) => !cell || isDate(cell) || isEmail(cell) || addressIn(cell) !== undefined;
  const others = cells.filter((cell) => !isOther(cell));
  const named = names
    .map((column) => cells[column])
    .filter((cell) => cell && !addressIn(cell))
    .join(' ');
  const name = named || others[0] || cells.find(isEmail);
  if (address && !name) return { mistake: 'it has an address but no name' };
  if (address) return { name, address, ...(notesAddress && { notesAddress }) };
  if (!name) return { mistake: 'it has neither a name nor an address' };
  // An empty cell is an absent student. Anything else was meant to be an address, unless a heading says otherwise.
  const intended = addressColumn === undefined ? others.find((cell) => cell !== name) : cells[addressColumn];
  if (!intended) return { name, address: undefined };
  return { mistake: `"${shortened(intended)}" isn't an address such as http://192.168.1.21:8000` };
}

// ---- Lines and cells

const SEPARATORS = ['\t', ';', ','];
/** A form's cell may have several lines, but more than this mean a quotation mark that was never closed. */
const MOST_LINES = 20;

function rowsOf(text) {
  const lines = text.split(/\r\n|\r|\n/);
  const rows = [];
  for (let index = 0; index < lines.length;) {
    const count = linesOfRow(lines, index);
    const line = lines.slice(index, index + count).join(' ');
    const isComment = line.startsWith('#') || /^sep=.$/i.test(line.trim());
    const cells = isComment ? [] : cellsOf(line);
    if (cells.some(Boolean)) rows.push({ cells, line: line.trim(), number: index + 1 });
    index += count;
  }
  return rows;
}

function linesOfRow(lines, start) {
  let quotes = 0;
  for (let count = 1; count <= MOST_LINES && start + count <= lines.length; count += 1) {
    quotes += lines[start + count - 1].split('"').length - 1;
    if (quotes % 2 === 0) return count;
  }
  return 1;
}

/** The cells of a line: between tabs, semicolons or commas, or, without any, around the space before each address. */
function cellsOf(line) {
  const separator = SEPARATORS.find((one) => line.replace(/"[^"]*"/g, '').includes(one));
  const cells = separator ? splitAt(separator, line) : aroundLastSpace(line.trim());
  return cells.map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"')
      .replaceAll('\u00a0', ' ')
      .trim(),
  );
}

/** A separator between quotation marks is part of the cell. */
function splitAt(separator, line) {
  const cells = [];
  for (const piece of line.split(separator)) {
    const isOpen =
      cells.length > 0 && (cells.at(-1).split('"').length - 1) % 2 === 1 && line.split('"').length % 2 === 1;
    if (isOpen) cells.push(cells.pop() + separator + piece);
    else cells.push(piece);
  }
  return cells;
}

function aroundLastSpace(line) {
  const [, name, address] = line.match(/^(.*?)\s+(\S+)$/) ?? [];
  return address && addressIn(address) ? [...aroundLastSpace(name), address] : [line];
}

const shortened = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

// ---- What a cell is

const HOST = String.raw`(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|[\p{L}\d-]+(?:\.[\p{L}\d-]+)+|\[[\da-f:.%]+\])`;
const WHOLE = new RegExp(`^${HOST}(?::\\d+)?(?:/\\S*)?$`, 'iu');
const WITH_PORT = new RegExp(`^[\\p{L}\\d-]+:\\d+/?$`, 'iu');

/** The address in a cell, or undefined. Without a scheme it is an address if nothing else is in the cell. */
function addressIn(cell) {
  const [url] = cell.match(/https?:\/\/[^\s"'<>]+/i) ?? [];
  const bare =
    !isDate(cell) && !isEmail(cell) && (WHOLE.test(cell) || WITH_PORT.test(cell)) ? `http://${cell}` : undefined;
  return (url ?? bare)?.replace(/[),.;]+$/, '').replace(/\/+$/, '');
}

const isDate = (cell) =>
  /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(\s|,|T|$)/.test(cell) || /^\d{1,2}:\d{2}(:\d{2})?$/.test(cell);
const isEmail = (cell) => /^\S+@\S+$/.test(cell);

// ---- Headings

// Headings, in the languages that spreadsheets and forms are often in.
// cspell:disable
const NAME =
  /^(?!.*\b(file|host|server|domain)[ -_]?name)(.*\bname\b|.*\b(student|learner|participant|pupil)\b|.*teilnehme|.*sch[üu]ler|.*studierende|.*name[n]?$|nom\b|.*[ée]tudiant|.*[ée]l[èe]ve|.*nombre|.*alumn|.*estudiante|.*nome\b|.*studente|.*aluno|.*naam\b|.*imi[ęe]|.*jm[ée]no|.*navn|.*namn|.*nimi|.*имя|.*фио|.*студент|.*姓名|.*名前|.*氏名|.*이름)/i;
const FIRST =
  /(first|given|fore)[ -_]?name|vorname|pr[ée]nom|^nombres?$|^nome$|voornaam|^imi[ęe]|^имя|förnamn|fornavn/i;
const LAST =
  /(last|family|sur)[ -_]?name|surname|nachname|familienname|^nom( de famille)?$|apellido|cognome|sobrenome|achternaam|nazwisko|фамилия|efternamn|etternavn/i;
const ADDRESS =
  /\b(address|url|server|host|ip|link|endpoint|port)\b|adres|direcci[óo]n|indirizzo|endere[çc]o|servidor|serveur|serwer|адрес|сервер|地址|アドレス|주소/i;
const NOTES = /\bnotes?([ _-]?(url|address|service))?$/i;
const OTHER =
  /time ?stamp|zeitstempel|horodat|e-?mail|courriel|correo|group|gruppe|grupo|score|punkte|id|nr\.?|no\.?|#/i;

// cspell:enable

/** The first row is a heading if it says so; in an unknown language, if it has several words and no digits. */
function isHeading(cells) {
  const filled = cells.filter(Boolean);
  if (filled.some((cell) => addressIn(cell) || isDate(cell) || isEmail(cell))) return false;
  const known = filled.filter((cell) => [NAME, FIRST, LAST, ADDRESS, OTHER].some((words) => words.test(cell)));
  const isSaid = known.length > 1 || known.some((cell) => ADDRESS.test(cell));
  return filled.length > 1 && (isSaid || filled.every((cell) => !/\d/.test(cell)));
}

function columnsOf(headings) {
  const find = (words) => headings.findIndex((heading) => words.test(heading));
  const isPair = find(FIRST) >= 0 && find(LAST) >= 0 && find(FIRST) !== find(LAST);
  const isEmailAddress = (heading) => /e-?mail/i.test(heading);
  const name = headings.findIndex((heading) => NAME.test(heading) && !isEmailAddress(heading));
  const notes = headings.findIndex((heading) => NOTES.test(heading));
  const address = headings.findLastIndex(
    (heading, column) => ADDRESS.test(heading) && !isEmailAddress(heading) && !NAME.test(heading) && column !== notes,
  );
  return {
    names: isPair ? [find(FIRST), find(LAST)] : name >= 0 ? [name] : [],
    address: address >= 0 ? address : undefined,
    notes: notes >= 0 ? notes : undefined,
  };
}

// ---- What is unusual, but can be marked

function repeated(students) {
  const notes = [];
  const sentence = {
    name: (one, first) => ({
      text: `Line ${one.line}: ${one.name} is also on line ${first.line}. Both are marked.`,
      unnamed: `Line ${one.line} has the same name as line ${first.line}. Both are marked.`,
    }),
    address: (one, first) => ({
      text: `Line ${one.line}: ${one.name} has the same address as ${first.name} on line ${first.line}.`,
      unnamed: `Line ${one.line} has the same address as line ${first.line}.`,
    }),
  };
  for (const key of ['name', 'address']) {
    const firsts = new Map();
    for (const one of students) {
      const value = one[key]?.toLowerCase();
      if (value && firsts.has(value)) notes.push(sentence[key](one, firsts.get(value)));
      else if (value) firsts.set(value, one);
    }
  }
  return notes;
}
