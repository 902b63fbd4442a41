JSON='Content-Type: application/json'

# token_at PATH NAME: a token for a name, from one of the server's logins.
token_at() { curl -s -H "$JSON" -d "{\"name\":\"$2\"}" "$BASE_URL$1" | token_in; }
fresh() { token_at /none/login Ann; }
