# sign_in EMAIL AUDIENCE: signs in, as the user of lesson 12 if there is no email, and prints the refresh token.
refresh_in() { sed 's/.*"refresh_token": *"\([^"]*\)".*/\1/'; }
sign_in() {
  local service=${2-$JWT_AUDIENCE}
  curl -s -H "$JSON" -d "{\"email\":\"${1-$EMAIL}\",\"password\":\"$PASSWORD\",\"audience\":\"$service\"}" \
    "$BASE_URL/login" | refresh_in
}
# refresh TOKEN: uses a refresh token, and prints the next one.
refresh() { curl -s -H "$JSON" -d "{\"refresh_token\":\"$1\"}" "$BASE_URL/refresh" | refresh_in; }
