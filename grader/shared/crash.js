// Why a server gave no usable answer.

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

/** Why a route gave no usable answer, if the answer says so; `at` is the variable with the server's address. */
export const whyMissing = (path, answer, at = 'baseUrl') =>
  !answer.status
    ? "Look at the server's terminal for the cause: it didn't answer this request."
    : answer.status >= 500
      ? whyBroken(answer)
      : [404, 405].includes(answer.status)
        ? `Compare the path and the method, and check that the route is registered: the server at ${at} has no route ${path}.`
        : '';
