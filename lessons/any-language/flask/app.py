"""Signs and verifies JSON Web Tokens, with Flask and PyJWT."""

import os
import time

import jwt
from dotenv import load_dotenv
from flask import Flask, request

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

app = Flask(__name__)


class Refusal(Exception):
    """Ends a request with a 401. The client sees the text, so it's never another exception's."""


@app.errorhandler(Refusal)
def refuse(refusal):
    return {"error": str(refusal)}, 401, {"WWW-Authenticate": "Bearer"}


@app.get("/sign-token")
def sign_token():
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
    return {"token": token}, 200, {"Cache-Control": "no-store"}


@app.post("/verify-token")
def verify_token():
    return {"user": verify(bearer_token())}


def bearer_token():
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


if __name__ == "__main__":
    app.run(port=PORT)
