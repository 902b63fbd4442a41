"""Signs and verifies JSON Web Tokens, with FastAPI and PyJWT."""

import os
import time
from typing import Annotated

import jwt
import uvicorn
from dotenv import load_dotenv
from fastapi import Depends, FastAPI, HTTPException, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

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

app = FastAPI()


@app.get("/sign-token")
def sign_token(response: Response):
    now = int(time.time())
    claims = {
        "sub": str(USER["id"]),
        "username": USER["username"],
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
    }
    response.headers["Cache-Control"] = "no-store"
    return {"token": jwt.encode(claims, SECRET, algorithm="HS256")}


def refusal(reason):
    """A 401. The client sees the text, so it's never an exception's."""
    return HTTPException(401, reason, {"WWW-Authenticate": "Bearer"})


def verified_claims(bearer: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]):
    """The claims of a valid token in `Authorization: Bearer <token>`."""
    try:
        return jwt.decode(
            bearer.credentials,
            SECRET,
            algorithms=["HS256"],
            issuer=ISSUER,
            audience=AUDIENCE,
            options={"require": ["exp"]},
        )
    except jwt.ExpiredSignatureError:
        raise refusal("The token has expired.")
    except jwt.InvalidTokenError:
        raise refusal("The token is not valid.")


@app.post("/verify-token")
def verify_token(user: Annotated[dict, Depends(verified_claims)]):
    return {"user": user}


if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
