// Wording that a rule finds and that is right where it is: the rule, the file, some text around it, and the reason.

export const ALLOWED = [];
