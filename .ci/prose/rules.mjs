// The patterns that make English read as translated. Each has an example that it finds and one that it leaves alone.

/** `Who …` as the subject of a statement. A question has a question mark, and a label a colon with code after it. */
const FREE_WHO = /(?<=^|[.!:;|*"'`>(]\s+|["'`*]|\/\/\s+)Who\b(?=\s+(?!knows\b)[a-z])(?![^.!?]*(?:\?|: `))/g;

export const RULES = [
  {
    name: 'is no',
    pattern: /(?<!\bthere\s)\b(?:is|are|was|were)\s+no\s+(?!longer\b|more\b|better\b|worse\b|different\b|one\b)/gi,
    instead: "say what it isn't: isn't a …, doesn't have …",
    bad: 'Send something that is no token.',
    good: "Send something that isn't a token. There is no way back, and it is no longer needed.",
  },
  {
    name: 'free who',
    pattern: FREE_WHO,
    instead: 'anyone who …, whoever …, if you …',
    bad: 'It is short. Who types it has a server.',
    good: 'Who can read this token? Anyone who has it. // Who issues our tokens: `iss`.',
  },
  {
    name: 'to who',
    pattern: /\b(?:to|for|from|with|by|than)\s+who\b(?!\s+you\b)/gi,
    instead: 'anyone who …, someone who …',
    bad: 'It answers to who has a valid token.',
    good: 'It answers anyone who has a valid token, wherever it comes from. To whom?',
  },
  {
    name: 'mend',
    // Not the name of a project: cargo start-at 15-mend ../mend.
    pattern: /(?<![-/])\bmend(?:s|ed|ing)?\b(?!-)/gi,
    instead: 'fix',
    bad: 'The next step mends it.',
    good: 'The next step fixes and amends it.',
  },
  {
    name: 'twin',
    pattern: /\btwins?\b/gi,
    instead: 'control, counterpart',
    bad: 'Each refusal has a twin that is accepted.',
    good: 'Each refusal has a control that is accepted.',
  },
  {
    name: 'tell apart',
    pattern: /\b(?:tell|tells|told|telling)\s+(?:\w+\s+){0,3}apart\b/gi,
    instead: 'distinguish',
    bad: 'The two errors can be told apart.',
    good: 'The two errors can be distinguished, and taken apart.',
  },
  {
    name: 'as it came',
    pattern: /\bas\s+(?:it|they)\s+(?:came|comes?)\b/gi,
    instead: 'unchanged',
    bad: 'The text is stored as it came.',
    good: 'The text is stored unchanged, as it should be.',
  },
  {
    name: 'filler',
    // “You have just tested it” and “just as fast” say something.
    pattern:
      /\b(?:simply|obviously|basically|trivially|needless\s+to\s+say|(?<!\b(?:has|have|had|was|were)\s|'ve\s)just(?!\(|\s+(?:as|now|before|after|above|below)\b))\b/gi,
    instead: 'leave it out',
    bad: 'Just copy the file.',
    good: 'You have just copied the file. Now adjust the path.',
  },
  {
    name: 'begin',
    pattern: /\b[Bb]eg[iau]n(?!ner)\w*/g,
    instead: 'start',
    bad: 'The lesson begins with a route.',
    good: 'The lesson starts with a route. A beginner types it. In SQL, that is BEGIN.',
  },
  {
    name: 'stand',
    pattern: /\b(?:stands?|stood|standing)\b(?!\s+(?:for|in\s+for|out|up)\b)/gi,
    instead: 'is',
    bad: 'The comment stands above the line.',
    good: 'The comment is above the line. JWT stands for JSON Web Token; a constant stands in for a row.',
  },
  {
    name: 'judge',
    pattern: /\bjudg(?:e|es|ed|ing|e?ments?)\b/gi,
    instead: 'validate, check',
    bad: 'The guard judges the token.',
    good: 'The guard validates the token.',
  },
  {
    name: 'slip',
    pattern: /\bslips?\b/gi,
    instead: 'mistake, typo',
    bad: 'A slip in the path is a 404.',
    good: 'A typo in the path is a 404.',
  },
  {
    name: 'blacken',
    pattern: /\bblacken(?:s|ed|ing)?\b/gi,
    instead: 'redact',
    bad: 'Tokens are blackened in the log.',
    good: 'Tokens are redacted in the log.',
  },
  {
    name: 'some minutes',
    pattern: /\bsome\s+(?:seconds|minutes|hours|days|lines|words|hundred|thousand)\b/gi,
    instead: 'a few, about',
    bad: 'It takes some minutes.',
    good: 'It takes a few minutes; sometimes, hours.',
  },
  {
    name: 'of its own',
    // Something “has a meaning of its own”; “the limits of its own routes” are something else.
    pattern:
      /\b(?:an?|one|with|has|have)\s+(?:(?!meaning)\w+\s+){1,2}of\s+(?:its|their)\s+own\b(?=\s*(?:[.,;:)!?"'`]|$|\b(?:with|in|of|for|and|so|to|is|are|that|on|at)\b))/gim,
    instead: 'its own …, a separate …',
    bad: 'Each test has a server of its own.',
    good: 'Each test has its own server. A backslash has a meaning of its own.',
  },
  {
    name: 'dash chain',
    pattern: /—[^.!?—\n]*—/g,
    instead: 'two sentences, commas or parentheses',
    bad: 'The token — a string — is signed.',
    good: 'The token is a string — a signed one.',
  },
];
