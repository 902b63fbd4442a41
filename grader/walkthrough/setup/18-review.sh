EMAIL=test@example.com
PASSWORD='correct horse battery staple'
JSON='Content-Type: application/json'

# The second time, this changes nothing.
curl -s -o /dev/null -H "$JSON" -d "{\"name\":\"test\",\"email\":\"$EMAIL\",\"password\":\"$PASSWORD\"}" "$BASE_URL/signup"

# A token from your server: for the password of an account.
fresh() { curl -s -H "$JSON" -d "{\"email\":\"${1-$EMAIL}\",\"password\":\"$PASSWORD\"}" "$BASE_URL/login" | token_in; }

# The id in that token: your server has to find its user.
decode() { local text; text=$(tr '_-' '/+'); while [ $((${#text} % 4)) -ne 0 ]; do text=$text=; done; echo "$text" | openssl base64 -d -A; }
SUB=$(fresh | cut -d. -f2 | decode | sed 's/.*"sub": *"\([^"]*\)".*/\1/')
ME="\"sub\":\"$SUB\",\"username\":\"test\""
# new_account EMAIL NAME: signs somebody up, and prints a token for the account.
new_account() {
  curl -s -o /dev/null -H "$JSON" -d "{\"name\":\"${2-Ann}\",\"email\":\"$1\",\"password\":\"$PASSWORD\"}" "$BASE_URL/signup"
  fresh "$1"
}
new_email() { echo "ann-$RANDOM$RANDOM@example.com"; }
