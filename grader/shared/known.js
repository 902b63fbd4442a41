/** What a request learns about the server is kept for the rest of the run. `reported`: tests that failed, and findings by name; `places`: where a finding was first reported. */
export const known = typeof grader === 'object' ? grader.known : { reported: [], places: {} };
