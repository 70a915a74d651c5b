"""Ordinary programs run behind all the walls at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.judge.walls.conftest import Walled

PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin"
EVERYDAY = Path(__file__).with_name("everyday.py")


def need(program: str) -> None:
    if shutil.which(program, path=PATH) is None:
        pytest.skip(f"{program} is not installed")


def test_bash_and_coreutils(walled: Walled) -> None:
    said = walled.shell("""
        mkdir -p shell && cd shell
        seq 1 1000 | sort -rn | head -n 3 | tr '\\n' ' '
        diff <(echo a) <(echo a)
        (sleep 60 & echo $! > sleeper; wait) & read -r -t 10 < <(until [ -s sleeper ]; do :; done; cat sleeper)
        kill "$(cat sleeper)"; wait
        echo text > a; cp -p a b; ln -s b c; ln b d; mv a e; dd if=b of=f bs=1 status=none; truncate -s 0 f
        mkfifo g; cat e > g & cat g; wait; touch -d 2020-01-01 e; chmod 600 e; stat -c %s e; du -s . > /dev/null
        tar cf h.tar b c d && tar tf h.tar | wc -l; find . -name '*.tar' -exec ls -l {} + > /dev/null
        timeout 10 nice -n 5 env true; date > /dev/null; id > /dev/null; uname -a > /dev/null; df . > /dev/null
        cd .. && rm -r shell""")
    assert said.split() == ["1000", "999", "998", "text", "5", "3"]


def test_git(walled: Walled) -> None:
    need("git")
    said = walled.shell("""
        git init -q -b main repository && cd repository
        git config user.name A && git config user.email a@example.org
        echo one > file && git add file && git commit -q -m First && git switch -q -c other
        echo two > file && git commit -q -a -m Second && git gc -q && cd ..
        git clone -q repository copy && git -C copy log --format=%s; rm -rf repository copy""")
    assert said.split() == ["Second", "First"]


def test_python(walled: Walled) -> None:
    need("python3")
    shutil.copy(EVERYDAY, walled.folder / "everyday.py")
    (walled.folder / "everyday.py").chmod(0o644)
    said = walled.shell("python3 -X dev -W error everyday.py; rm everyday.py")
    assert len(said.split()) == 6


def test_sqlite(walled: Walled) -> None:
    need("sqlite3")
    said = walled.shell(
        "sqlite3 db 'PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (7); SELECT x FROM t'"
    )
    assert said.split() == ["wal", "7"]


def test_node(walled: Walled) -> None:
    need("node")
    (walled.folder / "everyday.js").write_text("""
        const {Worker} = require("worker_threads"), http = require("http"), fs = require("fs")
        const said = [require("child_process").execFileSync("echo", ["child"]).toString().trim()]
        fs.writeFileSync("node-file", "file"); said.push(fs.readFileSync("node-file", "utf8")); fs.unlinkSync("node-file")
        const worker = new Worker("require('worker_threads').parentPort.postMessage('worker')", {eval: true})
        worker.once("message", text => {
            said.push(text)
            const server = http.createServer((_, answer) => answer.end("served")).listen(0, "127.0.0.1", async () => {
                said.push(await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text())
                server.close(); server.closeAllConnections(); console.log(said.join(" "))
            })
        })""")
    assert walled.shell("node everyday.js; rm everyday.js") == "child file worker served\n"


def test_nginx(walled: Walled) -> None:
    need("nginx")
    (walled.folder / "nginx.conf").write_text("""
        error_log nginx.log; pid nginx.pid; worker_processes 2;
        events {}
        http {
            access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;
            scgi_temp_path t5;
            server { listen unix:nginx.sock; location / { return 200 served; } }
        }""")
    as_itself = "" if walled.user is not None else "-g 'user root;'"  # no capability is left to become another user
    said = walled.shell(f"""
        nginx -e stderr -p "$PWD" -c nginx.conf {as_itself} -t 2>&1 | tail -n 1
        nginx -e stderr -p "$PWD" -c nginx.conf {as_itself}
        curl -sS --unix-socket nginx.sock http://localhost/
        nginx -e stderr -p "$PWD" -c nginx.conf {as_itself} -s quit""")
    assert "test is successful" in said
    assert said.endswith("served")


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (["ssh", "-F", "none", "-o", "StrictHostKeyChecking=no", "-p", "1", "a@127.0.0.1"], "Connection refused"),
        (["redis-cli", "-h", "127.0.0.1", "-p", "1", "ping"], "Connection refused"),
        (["psql", "-h", "127.0.0.1", "-p", "1", "-U", "a", "a"], "Connection refused"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_clients_reach_for_their_servers(walled: Walled, command: list[str], answer: str) -> None:
    need(command[0])
    done = walled.run(*command)
    assert answer in done.stdout + done.stderr
