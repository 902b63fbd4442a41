BASE_URL=http://127.0.0.1:8000
JWT_SECRET=this-is-the-public-example-secret-of-the-jwt-sandbox
JWT_ISSUER=jwt-sandbox
JWT_AUDIENCE=jwt-sandbox-students

# The claims of a valid token, in pieces. times 1800: signed now, expires in 1800 seconds.
ME='"sub":"1","username":"test"'
ISS="\"iss\":\"$JWT_ISSUER\""
AUD="\"aud\":\"$JWT_AUDIENCE\""
times() { echo "\"iat\":$(date +%s),\"exp\":$(($(date +%s) + $1))"; }

# sign PAYLOAD HEADER SECRET HASH: a token. Without the last three, it's signed as your server signs.
HEADER='{"typ":"JWT","alg":"HS256"}'
encode() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
sign() {
  local text
  text=$(printf %s "${2-$HEADER}" | encode).$(printf %s "$1" | encode)
  echo "$text.$(printf %s "$text" | openssl dgst "-${4-sha256}" -hmac "${3-$JWT_SECRET}" -binary | encode)"
}

# A token from your server.
token_in() { sed 's/.*"token": *"\([^"]*\)".*/\1/'; }
fresh() { curl -s "$BASE_URL/sign-token" | token_in; }
