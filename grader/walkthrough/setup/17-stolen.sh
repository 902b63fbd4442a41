JSON='Content-Type: application/json'
token_at() { curl -s -H "$JSON" -d "{\"name\":\"$2\"}" "$BASE_URL$1" | token_in; }
fresh() { token_at /deleted/login Ann; }

# cookie_at PATH NAME: the cookie that a login sets, as name=value.
cookie_at() {
  curl -s -i -H "$JSON" -d "{\"name\":\"$2\",\"password\":\"correct horse\"}" "$BASE_URL$1" |
    tr -d '\r' | sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p'
}

# The id in a token: the part in the middle is only encoded.
decode() { local text; text=$(tr '_-' '/+'); while [ $((${#text} % 4)) -ne 0 ]; do text=$text=; done; echo "$text" | openssl base64 -d -A; }
id_in() { echo "$1" | cut -d. -f2 | decode | sed 's/.*"sub": *"\([^"]*\)".*/\1/'; }
