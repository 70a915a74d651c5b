"""Three real ends of SSH: the learner's client configuration, their bastion, and the chat host behind it."""

import contextlib
import socket
import subprocess

import pytest

GREETING = b"database of the chat\n"


class Hosts:
    """Bastion, chat host and database, with the learner's templates."""

    def __init__(self, subject, free_port):
        self.subject = subject
        self.bastion, self.chat, self.db, self.local = (free_port() for _ in range(4))
        self.folder = subject.workspace / "hosts"
        ports = map(str, (self.bastion, self.chat, self.db, self.local))
        self.process = subject.start(["python", "hosts.py", "hosts", *ports], port=self.db, timeout=15)

    def ssh(self, *words, env=None, timeout=8.0):
        """Run ssh with the learner's configuration."""
        try:
            return self.subject.run(["ssh", "-F", "hosts/ssh_config", *words], env=env, timeout=timeout)
        except subprocess.TimeoutExpired:
            pytest.fail(f"`ssh {' '.join(words)}` has not ended after {timeout:.0f} s")

    def ssh_plainly(self, key, port, *words):
        """Run ssh without the learner's configuration, with a key."""
        options = ("IdentitiesOnly=yes", "BatchMode=yes", "UserKnownHostsFile=hosts/known_hosts")
        command = ["ssh", "-F", "none", "-i", f"hosts/{key}", "-p", str(port)]
        command += [part for option in options for part in ("-o", option)]
        try:
            return self.subject.run([*command, *words], timeout=8.0)
        except subprocess.TimeoutExpired:
            pytest.fail(f"`ssh {' '.join(words)}`, with the key {key}, has not ended after 8 s")

    def tunnel(self, *words, port):
        """Start ssh, which should listen on the port."""
        return self.subject.start(["ssh", "-F", "hosts/ssh_config", "-N", *words], port=port, timeout=8)

    def logins(self):
        """How many logins the bastion has had."""
        return self.subject.run(["cat", "hosts/bastion.log"]).stdout.count("Accepted publickey")


@pytest.fixture(scope="module")
def hosts(subject, free_port):
    """All of them, running."""
    return Hosts(subject, free_port)


def read_all(port, address="127.0.0.1"):
    """What a server on a port says before it hangs up; nothing if nobody listens."""
    try:
        with socket.create_connection((address, port), timeout=5) as connection:
            return connection.makefile("rb").read()
    except OSError:
        return b""


def test_the_chat_host_is_reached_through_the_bastion(hosts, rng):
    """`ssh chat COMMAND` runs it on the chat host, and passes the bastion on its way"""
    word, before = f"hello-{rng.randrange(10**6)}", hosts.logins()
    done = hosts.ssh("chat", f"echo {word} $SSH_CONNECTION")
    assert done.stdout.split()[:1] == [word], f"ssh chat failed (status {done.returncode}): {done.stderr.strip()}"
    assert done.stdout.split()[-1] == str(hosts.chat), "the command ran on another host than the chat host"
    assert hosts.logins() == before + 1, f"the bastion had {hosts.logins() - before} logins meanwhile; one was expected"


def test_the_bastion_takes_keys_only(hosts):
    """The bastion offers no method but keys"""
    options = ["-F", "none", "-o", "PreferredAuthentications=none", "-o", "UserKnownHostsFile=hosts/known_hosts"]
    done = hosts.subject.run(["ssh", *options, "-p", str(hosts.bastion), "127.0.0.1", "true"])
    assert "Permission denied (publickey)." in done.stderr, (
        f"a client without a key should hear that only publickey is taken; it heard: {done.stderr.strip()}"
    )


@pytest.mark.parametrize("terminal", [(), ("-tt",)], ids=["command", "terminal"])
def test_the_bastion_gives_no_shell(hosts, rng, terminal):
    """No command runs on the bastion, with or without a terminal"""
    number = rng.randrange(10**6)
    done = hosts.ssh_plainly("me", hosts.bastion, *terminal, "127.0.0.1", f"expr {number} + 1; tty")
    assert "Permission denied" not in done.stderr, f"the key `me` should be let in: {done.stderr.strip()}"
    assert str(number + 1) not in done.stdout, f"a command was run on the bastion: {done.stdout.strip()}"
    assert "/dev/" not in done.stdout, f"the bastion gave a terminal: {done.stdout.strip()}"


def test_the_bastion_leads_to_the_chat_host_only(hosts, free_port, eventually):
    """The bastion forwards to the chat host, to no other port, to no socket file, and nothing back"""
    there = hosts.ssh_plainly("me", hosts.bastion, "-W", f"127.0.0.1:{hosts.chat}", "127.0.0.1")
    assert "SSH-2.0" in there.stdout, f"the chat host should be reached with ssh -W: {there.stderr.strip()}"
    elsewhere = hosts.ssh_plainly("me", hosts.bastion, "-W", f"127.0.0.1:{hosts.db}", "127.0.0.1")
    assert GREETING.decode() not in elsewhere.stdout, "the bastion forwards to the database's port"
    options = ["-F", "none", "-N", "-o", "IdentitiesOnly=yes", "-o", "UserKnownHostsFile=hosts/known_hosts"]
    options += ["-o", "ExitOnForwardFailure=yes", "-i", "hosts/me", "-p", str(hosts.bastion)]
    back = free_port()
    argv = ["ssh", *options, "-R", f"127.0.0.1:{back}:127.0.0.1:{hosts.db}", "127.0.0.1"]
    from_the_other_end = hosts.subject.start(argv)
    eventually(
        lambda: from_the_other_end.poll() is not None or read_all(back) == GREETING,
        within=8.0,
        what="ssh -R through the bastion to be refused",
    )
    assert from_the_other_end.poll() is not None, "ssh -R was permitted: the bastion listens for others"


def test_the_bastion_leads_to_no_socket_file(hosts):
    """The bastion does not forward to socket files, which PermitOpen does not speak of"""
    # An sshd that is not root's never does; a real bastion's would, so that here its own reading of the file decides.
    command = '"$SSHD" -T -f hosts/bastion_config -h hosts/bastion_host'
    done = hosts.subject.run(["sh", "-c", command])
    settings = dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)
    assert settings.get("allowstreamlocalforwarding") == "no", (
        f"`sshd -T` says allowstreamlocalforwarding {settings.get('allowstreamlocalforwarding')} {done.stderr.strip()}"
    )


def test_an_unknown_host_is_refused(hosts):
    """A host whose key is not known is refused"""
    nobody = ("-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null")
    done = hosts.ssh(*nobody, "chat", "echo inside")
    assert "inside" not in done.stdout, "with an empty known_hosts, ssh went on to the chat host all the same"
    assert "Host key verification failed" in done.stderr, f"another reason was expected than: {done.stderr.strip()}"
    known = hosts.ssh("chat", "echo inside")
    assert "inside" in known.stdout, f"the hosts in known_hosts should be believed: {known.stderr.strip()}"


@pytest.fixture(scope="module")
def agent(hosts):
    """An agent with four keys that nobody takes; its socket."""
    path = hosts.subject.workspace / "agent.sock"
    hosts.subject.start(["ssh-agent", "-D", "-a", str(path)], ready=path.exists)
    environment = {"SSH_AUTH_SOCK": str(path)}
    make = "for n in 1 2 3 4; do ssh-keygen -q -t ed25519 -N '' -f hosts/other$n; done; ssh-add -q hosts/other?"
    made = hosts.subject.run(["sh", "-c", make], env=environment)
    assert made.returncode == 0, f"the judge could not fill an agent: {made.stderr.strip()}"
    return environment


def test_an_agent_full_of_keys_does_no_harm(hosts, agent):
    """Login works beside an agent with many other keys"""
    done = hosts.ssh("chat", "echo inside", env=agent)
    assert done.stdout == "inside\n", f"with four keys in the agent, ssh chat failed: {done.stderr.strip()}"


def test_the_agent_stays_at_home(hosts, agent):
    """The chat host is not given the agent"""
    done = hosts.ssh("-o", "IdentitiesOnly=yes", "chat", "echo inside ${SSH_AUTH_SOCK:-no agent}", env=agent)
    assert done.stdout == "inside no agent\n", f"on the chat host: {done.stdout.strip()} {done.stderr.strip()}"


def test_the_tunnel_leads_to_the_database(hosts):
    """`ssh -N chat-db` leads from 127.0.0.1:LOCAL_PORT, and no other address, to the database"""
    before = hosts.logins()
    tunnel = hosts.tunnel("chat-db", port=hosts.local)
    assert read_all(hosts.local) == GREETING, f"the tunnel does not lead to the database: {tunnel.output().strip()}"
    assert read_all(hosts.local, "127.0.0.7") == b"", "the tunnel also listens on other addresses than 127.0.0.1"
    assert hosts.logins() == before + 1, "the tunnel does not pass the bastion"
    tunnel.terminate()
    tunnel.wait()


def test_a_tunnel_that_cannot_be_had_ends(hosts):
    """`ssh -N chat-db` ends with an error when its port is taken"""
    with contextlib.ExitStack() as stack:
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            with contextlib.suppress(OSError):
                taken = stack.enter_context(socket.socket(family))
                taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                taken.bind((address, hosts.local))
                taken.listen()
        done = hosts.ssh("-N", "chat-db")
    assert done.returncode != 0, "ssh -N chat-db ended with status 0 although its port was taken"
    assert "orward" in done.stderr, f"another reason was expected than: {done.stderr.strip()}"


def test_the_deploy_key_can_only_deploy(hosts, rng):
    """The key `ci` runs deploy.sh, whatever it asks for, and can neither forward nor have a terminal"""
    wish = f"v{rng.randrange(10**6)}; echo hacked"
    done = hosts.ssh_plainly("ci", hosts.chat, "127.0.0.1", wish)
    assert done.stdout == f"deploying: {wish}\n", f"asked for {wish!r}: {done.stdout.strip()!r} {done.stderr.strip()}"
    through = hosts.ssh_plainly("ci", hosts.chat, "-W", f"127.0.0.1:{hosts.db}", "127.0.0.1")
    assert GREETING.decode() not in through.stdout, "the key ci forwards to the database"
    terminal = hosts.ssh_plainly("ci", hosts.chat, "-tt", "127.0.0.1", "v1")
    assert "PTY allocation request failed" in terminal.stderr, "the key ci is given a terminal"
    me = hosts.ssh_plainly("me", hosts.chat, "127.0.0.1", "expr 20 + 1")
    assert me.stdout == "21\n", f"the key me should be free to do everything: {me.stderr.strip()}"
