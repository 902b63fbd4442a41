import os

import uvicorn
from dotenv import load_dotenv
from fastapi import FastAPI

load_dotenv()
PORT = int(os.environ.get("PORT", "8000"))

app = FastAPI()


@app.get("/sign-token")
def sign_token():
    return {"message": "Here you will get a token."}


if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
