JSON='Content-Type: application/json'
token_at() { curl -s -H "$JSON" -d "{\"name\":\"$2\"}" "$BASE_URL$1" | token_in; }
fresh() { token_at /no-end/login Ann; }
