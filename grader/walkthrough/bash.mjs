// A saved example's request as lines of bash: how to make what is in it, then curl.

/** What each variable of the examples is in bash. `set` are the lines that come first. */
const VARIABLES = {
  baseUrl: { is: '$BASE_URL' },
  notesUrl: { is: '$NOTES_URL' },
  notesAudience: { is: '$NOTES_AUDIENCE' },
  email: { is: '$EMAIL' },
  password: { is: '$PASSWORD' },
  newName: { is: 'Ann' },
  newEmail: { is: '$(new_email)' },
  newPassword: { is: '$PASSWORD' },
  longPassword: { is: "$(printf 'x%.0s' {1..10000})" },
  deletedEmail: {
    is: '$GONE',
    set: [
      'GONE=$(new_email)',
      'TOKEN=$(new_account "$GONE")',
      'curl -s -X DELETE -H "Authorization: Bearer $TOKEN" "$BASE_URL/me"',
    ],
  },
  newNotesToken: {
    is: '$TOKEN',
    set: ['NEW=$(new_email)', 'new_account "$NEW" > /dev/null', 'TOKEN=$(token_for_notes "$NEW")'],
  },
  refreshToken: { is: '$REFRESH', set: ['REFRESH=$(sign_in)'] },
  usedRefreshToken: { is: '$REFRESH', set: ['REFRESH=$(sign_in)', 'refresh "$REFRESH" > /dev/null'] },
  oldRefreshToken: { is: '$REFRESH', set: ['REFRESH=$(sign_in)', 'refresh "$(refresh "$REFRESH")" > /dev/null'] },
  signedOutRefreshToken: {
    is: '$REFRESH',
    set: ['REFRESH=$(sign_in)', 'curl -s -H "$JSON" -d "{\\"refresh_token\\":\\"$REFRESH\\"}" "$BASE_URL/logout"'],
  },
  deletedRefreshToken: {
    is: '$REFRESH',
    set: [
      'NEW=$(new_email)',
      'TOKEN=$(new_account "$NEW")',
      'REFRESH=$(sign_in "$NEW")',
      'curl -s -X DELETE -H "Authorization: Bearer $TOKEN" "$BASE_URL/me"',
    ],
  },
  notesRefreshToken: { is: '$REFRESH', set: ['REFRESH=$(sign_in "$EMAIL" "$NOTES_AUDIENCE")'] },
  revokedToken: { is: '$TOKEN', set: ['TOKEN=$(fresh)', 'curl -s -d "token=$TOKEN" "$BASE_URL/revoke"'] },
  againToken: {
    is: '$TOKEN',
    set: [
      'NEW=$(new_email)',
      'OLD=$(new_account "$NEW")',
      'curl -s -X POST -H "Authorization: Bearer $OLD" "$BASE_URL/logout-everywhere"',
      'TOKEN=$(fresh "$NEW")',
    ],
  },
  formCookie: { is: '$FORM_COOKIE', set: [({ path }) => `open_form ${path}`] },
  formToken: { is: '$FORM_TOKEN' },
  sessionCookie: { is: '$FORM_COOKIE', set: ['open_form /dashboard "session=$(fresh)"'] },
  signOutToken: { is: '$FORM_TOKEN' },
  pageCookie: { is: '$(cookie_at /stolen/login "<b>Ann</b>")' },
  ...tokens({
    freshToken: ['$(fresh)'],
    notesToken: ['$(token_for_notes "$EMAIL")'],
    newToken: ['$(new_account "$(new_email)")'],
    sqlToken: [`$(new_account "$(new_email)" "Robert'); DROP TABLE users;--")`],
    scriptToken: [`$(new_account "$(new_email)" '<script>alert(1)</script><img src=x onerror=alert(2)>')`],
    deletedToken: [
      '$(new_account "$(new_email)")',
      'curl -s -X DELETE -H "Authorization: Bearer $TOKEN" "$BASE_URL/me"',
    ],
    forged_good: [claims('$ME,$ISS,$AUD,$(times 1800)')],
    forged_changed_payload: [
      '$(fresh)',
      'PAYLOAD=$(printf %s "{$ME,$ISS,$AUD,$(times 86400)}" | encode)',
      'TOKEN=${TOKEN%%.*}.$PAYLOAD.${TOKEN##*.}',
    ],
    forged_other_secret: [claims('$ME,$ISS,$AUD,$(times 1800)', '"$HEADER"', "'a secret that a stranger made up'")],
    forged_empty_key: [claims('$ME,$ISS,$AUD,$(times 1800)', '"$HEADER"', "''")],
    forged_half_signature: [
      claims('$ME,$ISS,$AUD,$(times 1800)'),
      'SIGNATURE=${TOKEN##*.}',
      'TOKEN=${TOKEN%.*}.${SIGNATURE:0:24}AAAAAAAAAAAAAAAAAAA',
    ],
    forged_no_signature: [claims('$ME,$ISS,$AUD,$(times 1800)'), 'TOKEN=${TOKEN%.*}.'],
    forged_none: [claims('$ME,$ISS,$AUD,$(times 1800)', `'{"typ":"JWT","alg":"none"}'`), 'TOKEN=${TOKEN%.*}.'],
    forged_hs384: [claims('$ME,$ISS,$AUD,$(times 1800)', `'{"typ":"JWT","alg":"HS384"}'`, '"$JWT_SECRET"', 'sha384')],
    forged_rs256: [claims('$ME,$ISS,$AUD,$(times 1800)', `'{"typ":"JWT","alg":"RS256"}'`)],
    forged_jwk: [
      claims(
        '$ME,$ISS,$AUD,$(times 1800)',
        '"{\\"alg\\":\\"HS256\\",\\"jwk\\":{\\"kty\\":\\"oct\\",\\"k\\":\\"$(printf my-own-key | encode)\\"}}"',
        'my-own-key',
      ),
    ],
    forged_expired: [claims('$ME,$ISS,$AUD,$(times -86400)')],
    forged_expired_two_minutes_ago: [claims('$ME,$ISS,$AUD,$(times -120)')],
    forged_without_exp: [claims('$ME,$ISS,$AUD')],
    forged_exp_is_text: [claims('$ME,$ISS,$AUD,\\"exp\\":\\"tomorrow\\"')],
    forged_not_valid_yet: [claims('$ME,$ISS,$AUD,$(times 7200),\\"nbf\\":$(($(date +%s) + 3600))')],
    forged_other_issuer: [claims('$ME,\\"iss\\":\\"somebody-else\\",$AUD,$(times 1800)')],
    forged_issuer_prefix: [claims('$ME,\\"iss\\":\\"${JWT_ISSUER%?}\\",$AUD,$(times 1800)')],
    forged_without_iss: [claims('$ME,$AUD,$(times 1800)')],
    forged_other_audience: [claims('$ME,$ISS,\\"aud\\":\\"somebody-else\\",$(times 1800)')],
    forged_audience_part: [claims('$ME,$ISS,\\"aud\\":\\"${JWT_AUDIENCE:1:${#JWT_AUDIENCE}-2}\\",$(times 1800)')],
    forged_without_aud: [claims('$ME,$ISS,$(times 1800)')],
    forged_several_audiences: [claims('$ME,$ISS,\\"aud\\":[\\"somebody-else\\",\\"$JWT_AUDIENCE\\"],$(times 1800)')],
    forged_foreign_audiences: [claims('$ME,$ISS,\\"aud\\":[\\"somebody-else\\",\\"nobody\\"],$(times 1800)')],
    forged_name_twice: [claims('$ME,\\"username\\":\\"eve\\",$ISS,$AUD,$(times 1800)')],
    forged_crit: [claims('$ME,$ISS,$AUD,$(times 1800)', `'{"alg":"HS256","crit":["x-unknown"],"x-unknown":true}'`)],
    forged_b64: [claims('$ME,$ISS,$AUD,$(times 1800)', `'{"alg":"HS256","crit":["b64"],"b64":false}'`)],
    forged_typ: [claims('$ME,$ISS,$AUD,$(times 1800)', `'{"typ":"logout+jwt","alg":"HS256"}'`)],
    resetToken: ['$(token_at /wrong-kind/forgot Ann)'],
    signedOutToken: [
      '$(token_at /signed-out/login Bob)',
      'curl -s -X POST -H "Authorization: Bearer $TOKEN" "$BASE_URL/signed-out/logout"',
    ],
    goneToken: [
      '$(token_at /deleted/login Bob)',
      'curl -s -X DELETE -H "Authorization: Bearer $TOKEN" "$BASE_URL/deleted/me"',
    ],
    adminToken: [claims('\\"sub\\":\\"$(id_in "$(fresh)")\\",\\"role\\":\\"admin\\",$ISS,$AUD,$(times 1800)')],
    pageToken: ['$(cookie_at /stolen/login Ann)', 'TOKEN=${TOKEN#*=}'],
    forged_kid_path: [
      claims(
        '$ME,$ISS,$AUD,$(times 1800)',
        `'{"alg":"HS256","kid":"../public/robots.txt"}'`,
        '"$(curl -s "$BASE_URL/kid-path/robots.txt"; echo x)"',
      ).replace('; echo x', ''),
    ],
    forged_other_sub: [
      claims('\\"sub\\":\\"11111111-2222-4333-8444-555555555555\\",\\"username\\":\\"test\\",$ISS,$AUD,$(times 1800)'),
    ],
    forged_garbage: ["$(printf 'x%.0s' {1..200})"],
    forged_long: ["$(printf 'x%.0s' {1..7000})"],
  }),
};

/** Each makes a token, and may change it in the lines that follow. */
function tokens(table) {
  return Object.fromEntries(
    Object.entries(table).map(([name, [first, ...more]]) => [name, { is: '$TOKEN', set: [`TOKEN=${first}`, ...more] }]),
  );
}

function claims(payload, ...more) {
  return `$(sign ${[`"{${payload}}"`, ...more].join(' ')})`;
}

/** The lines that send this request, as v3 has it. */
export function bash({ method, url, headers = {}, body }) {
  const path = url.replace('{{baseUrl}}', '').replace(/\?.*/, '');
  const before = [];
  const fill = (text, escape) =>
    text
      .split(/(\{\{\w+\}\})/)
      .map((piece) => {
        const [, name] = piece.match(/^\{\{(\w+)\}\}$/) ?? [];
        if (!name) return escape(piece);
        const variable = VARIABLES[name];
        if (!variable) throw new Error(`grader/walkthrough/bash.mjs doesn't know what {{${name}}} is in bash`);
        for (const line of variable.set ?? []) {
          const text = typeof line === 'function' ? line({ path }) : line;
          if (!before.includes(text)) before.push(text);
        }
        return variable.is;
      })
      .join('');
  /** Between double quotes where there is a variable, else between single ones. */
  const quoted = (text) =>
    /\{\{/.test(text) || text.includes("'")
      ? `"${fill(text, (piece) => piece.replace(/["\\$`]/g, '\\$&'))}"`
      : /^[\w-]+$/.test(text)
        ? text
        : `'${text}'`;

  const isForm = body?.type === 'urlencoded';
  const rows = isForm ? Object.entries(body.content) : [];
  // curl says itself that a form is one.
  const sent = Object.entries(headers).filter(([name]) => !(isForm && /^content-type$/i.test(name)));
  const parts = [
    'curl -i',
    ...(method === 'GET' || (body && method === 'POST') ? [] : [`-X ${method}`]),
    ...sent.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body && !isForm
      ? [`-d ${quoted(body.content.replace(/\n\s*/g, ' ').replace(/^\{ | \}$/g, (end) => end.trim()))}`]
      : []),
    // Empty, it is a form all the same.
    ...(isForm && rows.length === 0 ? ["-d ''"] : []),
    ...rows.map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`),
    quoted(url),
  ];
  return [...before, folded(parts)];
}

/** A long line is continued on the next one. */
function folded(parts) {
  const lines = [parts[0]];
  for (const part of parts.slice(1)) {
    if (lines.at(-1).length + part.length > 110) lines.push(`  ${part}`);
    else lines[lines.length - 1] += ` ${part}`;
  }
  return lines.join(' \\\n');
}
