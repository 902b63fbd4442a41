// What a 5xx says about its cause.

const DEBUGGERS = [
  [/Werkzeug|__debugger__/, "Flask's debugger page"],
  [/DEBUG = True/, "Django's debug page"],
  [/Whoops|Ignition/, 'a debug page'],
  [/DeveloperExceptionPage/, "ASP.NET's developer page"],
];

/** The name of this page if it is a debugger's, or undefined. */
export const debuggerIn = ({ body, type, status }) =>
  /html/i.test(type) && status >= 400 ? (DEBUGGERS.find(([sign]) => sign.test(body)) || [])[1] : undefined;

/** Why a server broke, as far as its answer says so. */
export const whyBroken = (answer) => {
  const page = debuggerIn(answer);
  const [, title] = answer.body.match(/<title>\s*([^<]{3,120}?)\s*<\/title>/i) || [];
  return page
    ? `Fix the error, then turn the debugger off, because its page shows your source code to everyone. Your server crashed on this request, and answered with ${page}${title ? `: ${title}` : ''}.`
    : "Look at your server's terminal for the cause: the server crashed on this request.";
};
