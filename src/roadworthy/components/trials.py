"""The least configuration that each program of `started_by_attempt` serves with, and a request to it."""

from __future__ import annotations

import json
import socket

from roadworthy.components.http import request
from roadworthy.components.programs import Once, Serving

WORD = "roadworthy"


def _says_word(port: int) -> bool:
    return request("GET", f"http://127.0.0.1:{port}/word.txt") == (200, WORD.encode())


NGINX = Serving(
    {
        "nginx.conf": f"""
daemon off;
pid @folder@/pid;
events {{}}
http {{
    access_log off;
    client_body_temp_path @folder@/body;
    proxy_temp_path @folder@/proxy;
    fastcgi_temp_path @folder@/fastcgi;
    uwsgi_temp_path @folder@/uwsgi;
    scgi_temp_path @folder@/scgi;
    server {{ listen 127.0.0.1:@port@; return 200 "{WORD}"; }}
}}
"""
    },
    ("@program@", "-e", "stderr", "-p", "@folder@", "-c", "nginx.conf"),
    _says_word,
)
HAPROXY = Serving(
    {
        "haproxy.cfg": f"""
defaults
    mode http
    timeout client 5s
frontend trial
    bind 127.0.0.1:@port@
    http-request return status 200 content-type text/plain string {WORD}
"""
    },
    ("@program@", "-db", "-f", "haproxy.cfg"),
    _says_word,
)
APACHE = Serving(
    {
        "httpd.conf": """
ServerRoot @folder@
ServerName localhost
Listen 127.0.0.1:@port@
DefaultRuntimeDir @folder@
PidFile @folder@/pid
ErrorLog @folder@/error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule wsgi_module /usr/lib/apache2/modules/mod_wsgi.so
WSGIScriptAlias / @folder@/app.py
<Directory @folder@>
    Require all granted
</Directory>
""",
        "app.py": f"""
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"{WORD}"]
""",
    },
    ("@program@", "-DFOREGROUND", "-f", "@folder@/httpd.conf"),
    _says_word,
)


def _resolves(port: int) -> bool:
    # Query 0x2a2a, one question: the address (type 1) of word.trial.
    question = b"".join(bytes([len(part)]) + part for part in (b"word", b"trial", b"")) + b"\0\1\0\1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2.0)
        sock.connect(("127.0.0.1", port))
        sock.send(b"\x2a\x2a\0\0\0\1\0\0\0\0\0\0" + question)
        return socket.inet_aton("192.0.2.7") in sock.recv(512)


BIND = Serving(
    {
        "named.conf": """
options {
    directory "@folder@";
    listen-on port @port@ { 127.0.0.1; };
    listen-on-v6 { none; };
    pid-file none;
    session-keyfile none;
    recursion no;
};
controls {};
zone "trial" { type master; file "@folder@/trial.zone"; };
""",
        "trial.zone": """
$TTL 60
@ IN SOA ns.trial. admin.trial. 1 60 60 60 60
@ IN NS ns.trial.
ns IN A 127.0.0.1
word IN A 192.0.2.7
""",
    },
    ("@program@", "-g", "-n", "1", "-c", "@folder@/named.conf"),
    _resolves,
)


def _greets(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as connection:
        return connection.recv(20).startswith(b"SSH-2.0-OpenSSH")


OPENSSH = Serving(
    {
        "sshd_config": """
ListenAddress 127.0.0.1:@port@
HostKey @folder@/key
PidFile none
UsePAM no
"""
    },
    (
        "/bin/sh",
        "-c",
        "ssh-keygen -q -t ed25519 -N '' -f @folder@/key && exec @program@ -D -e -f @folder@/sshd_config",
    ),
    _greets,
)


def _calculates(port: int) -> bool:
    status, said = request("GET", f"http://127.0.0.1:{port}/api/v1/query?query=vector(42)")
    return status == 200 and json.loads(said)["data"]["result"][0]["value"][1] == "42"


PROMETHEUS = Serving(
    {"prometheus.yml": "global: {scrape_interval: 15s}\n"},
    (
        "@program@",
        "--config.file=@folder@/prometheus.yml",
        "--storage.tsdb.path=@folder@/data",
        "--web.listen-address=127.0.0.1:@port@",
        "--log.level=warn",
    ),
    _calculates,
)
TOMCAT = Serving(
    {
        "conf/server.xml": """
<Server port="-1">
  <Service name="Catalina">
    <Connector port="@port@" address="127.0.0.1"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps"/>
    </Engine>
  </Service>
</Server>
""",
        "webapps/ROOT/WEB-INF/web.xml": """
<web-app version="5.0" xmlns="https://jakarta.ee/xml/ns/jakartaee" metadata-complete="true">
  <servlet>
    <servlet-name>files</servlet-name>
    <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
  </servlet>
  <servlet-mapping><servlet-name>files</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
</web-app>
""",
        "webapps/ROOT/word.txt": WORD,
        "temp/empty": "",
        "logs/empty": "",
    },
    ("@program@", "run"),
    _says_word,
    {"CATALINA_BASE": "@folder@", "CATALINA_TMPDIR": "@folder@/temp", "CATALINA_OPTS": "-Xmx64m -XX:+UseSerialGC"},
)
WORKERD = Serving(
    {
        "trial.capnp": f"""
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    serviceWorkerScript = "addEventListener('fetch', e => e.respondWith(new Response('{WORD}')))",
    compatibilityDate = "2024-01-01"))],
  sockets = [(name = "http", address = "127.0.0.1:@port@", http = (), service = "main")]);
"""
    },
    ("@program@", "serve", "@folder@/trial.capnp"),
    _says_word,
)
CHROMIUM = Once(
    (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--user-data-dir=@folder@/profile",
        "--dump-dom",
        "data:text/html,<script>document.write(6 * 7 + ' is the answer')</script>",
    ),
    "42 is the answer",
)
SQLITE = Once((":memory:", "CREATE TABLE t (x); INSERT INTO t VALUES (6 * 7); SELECT x FROM t"), "42")
