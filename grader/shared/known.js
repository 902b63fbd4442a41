/** What one request has learnt about the server is kept for the rest of a run. `reported`: tests that failed, and names of findings. */
export const known = typeof grader === 'object' ? grader.known : { reported: [] };
