# From here on, two servers: the issuer at BASE_URL, the notes service of lesson 20 at NOTES_URL.
NOTES_URL=${NOTES_URL:-http://127.0.0.1:8001}
NOTES_AUDIENCE=jwt-sandbox-notes
JSON='Content-Type: application/json'
EMAIL=test@example.com
PASSWORD='correct horse battery staple'

# fresh EMAIL: signs in, as the user of lesson 12 if there is no email, and prints the token, which is for the issuer.
fresh() {
  curl -s -H "$JSON" -d "{\"email\":\"${1-$EMAIL}\",\"password\":\"$PASSWORD\"}" "$BASE_URL/login" | token_in
}
# token_for_notes EMAIL: the same, and the token is for the notes service.
token_for_notes() {
  curl -s -H "$JSON" -d "{\"email\":\"$1\",\"password\":\"$PASSWORD\",\"audience\":\"$NOTES_AUDIENCE\"}" \
    "$BASE_URL/login" | token_in
}
# new_account EMAIL NAME: signs somebody up, and prints a token for the account.
new_account() {
  curl -s -o /dev/null -H "$JSON" -d "{\"name\":\"${2-Ann}\",\"email\":\"$1\",\"password\":\"$PASSWORD\"}" "$BASE_URL/signup"
  fresh "$1"
}
new_email() { echo "ann-$RANDOM$RANDOM@example.com"; }
# There has to be this user.
new_account "$EMAIL" test > /dev/null
