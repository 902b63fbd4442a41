"""Signs and verifies JSON Web Tokens, with Django and PyJWT."""

import os
import sys
import time

import jwt
from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST
from dotenv import load_dotenv

load_dotenv()
PORT = int(os.environ.get("PORT", "8000"))
ISSUER = os.environ.get("JWT_ISSUER", "jwt-sandbox")
AUDIENCE = os.environ.get("JWT_AUDIENCE", "jwt-sandbox-students")
SECRET = os.environ.get("JWT_SECRET", "")
if len(SECRET.encode()) < 32:
    raise SystemExit("JWT_SECRET needs 32 bytes or more. Generate one: openssl rand -hex 32")

LIFETIME_SECONDS = 1800

# Stands in for a row in a database. The password never leaves the server.
USER = {"id": 1, "username": "test", "password": "never sent"}

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])


class Refusal(Exception):
    """Ends a request with a 401. The client sees the text, so it's never another exception's."""


@require_GET
def sign_token(request):
    now = int(time.time())
    claims = {
        "sub": str(USER["id"]),
        "username": USER["username"],
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
    }
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    return JsonResponse({"token": token}, headers={"Cache-Control": "no-store"})


@require_POST
def verify_token(request):
    try:
        return JsonResponse({"user": verify(bearer_token(request))})
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal)}, status=401, headers={"WWW-Authenticate": "Bearer"})


def bearer_token(request):
    """The token in `Authorization: Bearer <token>`, and nowhere else."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal("Send the header Authorization: Bearer <token>.")
    return token


def verify(token):
    """The claims of a valid token."""
    try:
        return jwt.decode(
            token,
            SECRET,
            algorithms=["HS256"],
            issuer=ISSUER,
            audience=AUDIENCE,
            options={"require": ["exp"]},
        )
    except jwt.ExpiredSignatureError:
        raise Refusal("The token has expired.")
    except jwt.InvalidTokenError:
        raise Refusal("The token is not valid.")


urlpatterns = [path("sign-token", sign_token), path("verify-token", verify_token)]

if __name__ == "__main__":
    execute_from_command_line([sys.argv[0], "runserver", f"127.0.0.1:{PORT}"])
