"""Run by the judge in the learner's project: makes the tables and people, then serves."""

PEOPLE = 60
SCRIPT = """
import os, sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from django.core.wsgi import get_wsgi_application
app = get_wsgi_application()
from django.contrib.auth.models import User
from django.core.management import call_command
from rest_framework.authtoken.models import Token
call_command("migrate", verbosity=0)
User.objects.bulk_create([User(username=f"person{number}", is_staff=number < 2) for number in range(int(sys.argv[2]))])
Token.objects.bulk_create([Token(key=f"token-of-{user.username}", user=user) for user in User.objects.all()])
User.objects.create_user("ada", password="the password of ada")
class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 50
class Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass
make_server("127.0.0.1", int(sys.argv[1]), app, Server, Handler).serve_forever()
"""
