# open_form PATH COOKIE: opens a page with a form, as a browser does, and keeps its cookie and its hidden field.
open_form() {
  local page
  page=$(curl -si -H 'Accept: text/html' -H "Cookie: ${2-}" "$BASE_URL$1")
  FORM_COOKIE="${2:+$2; }$(echo "$page" | sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p')"
  FORM_TOKEN=$(echo "$page" | sed -n 's/.*name="form_token" value="\([^"]*\)".*/\1/p')
}
