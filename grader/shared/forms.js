// Pages and their forms.

const cheerio = require('cheerio');

/** What a person reads on a page: its text without the tags. */
export const plain = (html) => cheerio.load(html).root().text();

/** A page's forms, each with its fields. */
const formsIn = (page) => {
  const $ = cheerio.load(page);
  const labels = $('label')
    .get()
    .map(({ attribs }) => attribs.for);
  return $('form')
    .get()
    .map((form) => {
      const fields = $(form)
        .find('input, select, textarea')
        .get()
        .map((field) => ({
          ...field.attribs,
          value: $(field).val(),
          type: (field.attribs.type || 'text').toLowerCase(),
          hasLabel: Boolean(
            field.attribs['aria-label'] ||
            field.attribs['aria-labelledby'] ||
            (field.attribs.id && labels.includes(field.attribs.id)) ||
            $(field).closest('label').length,
          ),
        }));
      return {
        ...form.attribs,
        fields: fields.filter(({ type }) => !['submit', 'button', 'image', 'reset'].includes(type)),
      };
    });
};

/** The form with a password; if a page has several, the one that is sent to this path. */
export const formWithPassword = (page, path = '') => {
  const forms = formsIn(page).filter(({ fields }) => fields.some(({ type }) => type === 'password'));
  return forms.find(({ action = '' }) => action.includes(path)) || forms[0];
};
export const formOfLogout = (page) => formsIn(page).find(({ action = '' }) => /log-?out|sign-?out/i.test(action));

const isEmail = ({ type, name = '', id = '', autocomplete = '' }) =>
  type === 'email' || /mail/i.test(`${name} ${id} ${autocomplete}`);
const isName = (field) => !isEmail(field) && /name/i.test(`${field.name} ${field.id} ${field.autocomplete}`);

/** A form's fields as a person fills them in, with the hidden ones: a list of names and values. */
export const filledIn = (form, person) =>
  form.fields
    .filter(({ name }) => name)
    .map((field) => [
      field.name,
      field.type === 'hidden'
        ? field.value || ''
        : field.type === 'password'
          ? person.password
          : field.type === 'checkbox'
            ? field.value || 'on'
            : isEmail(field)
              ? person.email
              : isName(field) && form.fields.some(isEmail)
                ? person.name
                : form.fields.some(isEmail)
                  ? field.value || ''
                  : person.email,
    ]);

export const urlencoded = (rows) => rows.map((row) => row.map(encodeURIComponent).join('=')).join('&');
