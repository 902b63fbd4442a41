// Flaws that are caught in the folder 04-secret first.

export const FLAWS = [
  {
    name: 'secret-beside-the-token',
    what: 'shows the secret, as proof that it was loaded',
    caughtBy: ['Look for the secret in the response › The response does not show the secret'],
    wrong: () => ({
      signToken() {
        return this.json(200, { token: this.sign(this.claims()), secret: this.secret });
      },
    }),
  },
  {
    name: 'hands-out-dotenv',
    what: 'serves the files in its folder, including .env',
    caughtBy: ['Ask for the file .env › The file .env is not served'],
    wrong: () => ({
      unknownPath(path) {
        return path === '/.env'
          ? { status: 200, headers: {}, body: `JWT_SECRET=${this.secret}\n` }
          : super.unknownPath(path);
      },
    }),
  },
  {
    name: 'secret-under-another-name',
    what: 'shows a secret that the collection does not know',
    caughtBy: ['Look for the secret in the response › The response does not show the secret'],
    wrong: () => ({
      signToken() {
        return this.json(200, { token: this.sign(this.claims()), secret: 'your_secret_key' });
      },
    }),
  },
];
