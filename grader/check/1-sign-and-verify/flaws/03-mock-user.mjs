// Flaws that are caught in the folder 03-mock-user first.

export const FLAWS = [
  {
    name: 'password-beside-the-token',
    what: 'sends the row of the database with the token, password included',
    caughtBy: ['Who is the user? › No password is in the response'],
    wrong: () => ({
      signToken() {
        return this.json(200, { token: this.sign(this.claims()), user: { password: 'test' } });
      },
    }),
  },
  {
    name: 'no-user-name',
    what: 'leaves the username out of the token',
    caughtBy: ['Who is the user? › The response names the user: an id and a username'],
    wrong: () => ({
      claims() {
        const { username, ...rest } = super.claims();
        return rest;
      },
    }),
  },
  {
    name: 'no-user-id',
    what: "leaves the user's id out of the token",
    caughtBy: ['Who is the user? › The response names the user: an id and a username'],
    wrong: () => ({
      claims() {
        const { sub, id, ...rest } = super.claims();
        return rest;
      },
    }),
  },
];
