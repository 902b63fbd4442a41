# new_account EMAIL NAME: signs somebody up, and prints a token for the account.
new_account() {
  curl -s -o /dev/null -H "$JSON" -d "{\"name\":\"${2-Ann}\",\"email\":\"$1\",\"password\":\"$PASSWORD\"}" "$BASE_URL/signup"
  fresh "$1"
}
new_email() { echo "ann-$RANDOM$RANDOM@example.com"; }
