// Wording that a rule finds and that is right where it is: the rule, the file, some of the text, and the reason.

export const ALLOWED = [
  {
    rule: 'of its own',
    file: 'src/token/claims.rs',
    text: 'has an id of its own',
    reason: 'a token with an id, as opposed to the id of its user: the contrast is meant',
  },
];
