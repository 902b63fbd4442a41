import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET
from dotenv import load_dotenv

load_dotenv()
PORT = int(os.environ.get("PORT", "8000"))

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])


@require_GET
def sign_token(request):
    return JsonResponse({"message": "Here you will get a token."})


urlpatterns = [path("sign-token", sign_token)]

if __name__ == "__main__":
    execute_from_command_line([sys.argv[0], "runserver", f"127.0.0.1:{PORT}"])
