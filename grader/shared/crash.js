// What a 5xx says about its cause.

const DEBUGGERS = [
  [/Werkzeug|__debugger__/, "Flask's debugger"],
  [/DEBUG = True/, "Django's debug page"],
  [/Whoops|Ignition/, 'a debug page'],
  [/DeveloperExceptionPage/, "ASP.NET's developer page"],
];

/** The page of a debugger, by its name, or undefined. */
export const debuggerIn = ({ body, type, status }) =>
  /html/i.test(type) && status >= 400 ? (DEBUGGERS.find(([sign]) => sign.test(body)) || [])[1] : undefined;

/** Why a server broke, as far as its answer says it. */
export const whyBroken = (answer) => {
  const page = debuggerIn(answer);
  const [, title] = answer.body.match(/<title>\s*([^<]{3,120}?)\s*<\/title>/i) || [];
  return page
    ? `Your server broke while it answered, and the answer is the page of ${page}${title ? `: ${title}` : ''}. Fix that error, and switch the debugger off: its page shows your source to everybody.`
    : 'Your server broke while it answered. Its console has the cause.';
};
