import os

from dotenv import load_dotenv
from flask import Flask

load_dotenv()
PORT = int(os.environ.get("PORT", "8000"))

app = Flask(__name__)


@app.get("/sign-token")
def sign_token():
    return {"message": "Here you will get a token."}


if __name__ == "__main__":
    app.run(port=PORT)
