"""Run by the judge in the learner's project: makes the tables and people, then serves."""

SCRIPT = """
import os, sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from django.core.wsgi import get_wsgi_application
app = get_wsgi_application()
from django.contrib.auth.models import User
from django.core.management import call_command
from chat.models import Room
call_command("migrate", verbosity=0)
people = {name: User.objects.create_user(name, password=name) for name in ("ada", "bob", "cleo", "eve", "_x9")}
for number in range(40):
    Room.objects.create(slug=f"room-{number}", name=f"Tea & cake {number}").members.set(
        [people["ada"], people["bob"], people["_x9"], people["cleo"]])
class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
class Handler(WSGIRequestHandler):
    def log_message(self, *args):
        pass
make_server("127.0.0.1", int(sys.argv[1]), app, Server, Handler).serve_forever()
"""
