"""A secret in Secrets Manager (moto), a user of a real Redis, and Lambda's calls in order and out of it."""

import json
import os
import re
import secrets
import uuid
from urllib.parse import urlsplit

import boto3
import pytest
from credentials import Credentials
from redis import AuthenticationError, Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rotation import handler

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
ADDRESS = urlsplit(os.environ["REDIS_URL"])


@pytest.fixture(scope="module")
def manager():
    return boto3.client("secretsmanager")


@pytest.fixture
def admin():
    with Redis.from_url(os.environ["REDIS_URL"]) as client:
        yield client


class Chat:
    """The chat's secret and its user in Redis."""

    def __init__(self, manager, admin):
        self.manager, self.admin = manager, admin
        self.secret_id, self.user, self.first = (
            f"{kind}-{secrets.token_hex(4)}" for kind in ("secret", "user", "password")
        )
        admin.execute_command(
            "ACL", "SETUSER", self.user, "reset", "on", f">{self.first}", "~chat:*", "+@all", "-@dangerous"
        )
        self.rights = self.allowed()
        secret = {
            "host": ADDRESS.hostname,
            "port": ADDRESS.port,
            "username": self.user,
            "password": self.first,
            "note": "keep me",
        }
        self.manager.create_secret(Name=self.secret_id, SecretString=json.dumps(secret))

    def allowed(self):
        """What the user may do in Redis, and whether it can log in at all."""
        return {
            name: value
            for name, value in self.admin.acl_getuser(self.user).items()
            if name not in ("passwords", "flags")
        }

    def step(self, step, token, again=0):
        """Have Lambda call the handler."""
        event = {"Step": step, "SecretId": self.secret_id, "ClientRequestToken": token}
        for _ in range(again + 1):
            handler(event, None)

    def rotate(self, again=0):
        token = str(uuid.uuid4())
        for step in STEPS:
            self.step(step, token, again)
        return token

    def read(self, stage):
        """The secret in a stage, or None."""
        try:
            return json.loads(
                self.manager.get_secret_value(SecretId=self.secret_id, VersionStage=stage)["SecretString"]
            )
        except self.manager.exceptions.ResourceNotFoundException:
            return None

    def password(self, stage="AWSCURRENT"):
        secret = self.read(stage)
        assert secret is not None, f"the secret has no version {stage}"
        return secret["password"]

    def lets_in(self, password):
        login = {"host": ADDRESS.hostname, "port": ADDRESS.port, "username": self.user, "password": password}
        with Redis(**login, retry=Retry(NoBackoff(), 0)) as client:
            try:
                return bool(client.ping())
            except AuthenticationError:
                return False


@pytest.fixture
def chat(manager, admin):
    return Chat(manager, admin)


def test_a_rotation(chat):
    """After the four steps there is a new password that nobody can guess, and all else is as before"""
    token = chat.rotate()
    new, old = chat.read("AWSCURRENT"), chat.read("AWSPREVIOUS")
    assert new["password"] != chat.first, "after a rotation AWSCURRENT has the old password"
    assert re.fullmatch(r"\S{20,200}", new["password"]), (
        f"a password should have 20 characters or more, without blanks: {len(new['password'])}"
    )
    assert {**new, "password": chat.first} == old, (
        "AWSPREVIOUS should be the old secret, and the new one differ in its password only"
    )
    stages = chat.manager.describe_secret(SecretId=chat.secret_id)["VersionIdsToStages"]
    assert "AWSCURRENT" in stages.get(token, []), f"AWSCURRENT is not the version that the token names: {stages}"
    assert chat.lets_in(new["password"]), "Redis refuses the new password"
    assert chat.allowed() == chat.rights, "what the user may do in Redis was changed by the rotation"


def test_nobody_is_locked_out(chat):
    """After every step the password in AWSCURRENT works, and so does the one that services still remember"""
    for number in range(2):
        token = str(uuid.uuid4())
        remembered = chat.password()
        for step in STEPS:
            chat.step(step, token)
            assert chat.lets_in(chat.password()), (
                f"rotation {number + 1}, after {step}: Redis refuses the password in AWSCURRENT"
            )
            assert chat.lets_in(remembered), (
                f"rotation {number + 1}, after {step}: who still has the previous password is locked out"
            )
            if step != "finishSecret":
                assert chat.password() == remembered, (
                    f"rotation {number + 1}, after {step}: AWSCURRENT was changed before the end"
                )


def test_passwords_end(chat):
    """After two rotations the first password is of no use any more: two passwords work, and no others"""
    chat.rotate()
    second = chat.password()
    chat.rotate()
    assert not chat.lets_in(chat.first), "after two rotations the first password still works: who stole it keeps it"
    assert chat.lets_in(second) and chat.lets_in(chat.password())
    count = len(chat.admin.acl_getuser(chat.user)["passwords"])
    assert count == 2, f"the user has {count} passwords in Redis; the current and the previous one are due"


def test_every_step_can_be_repeated(chat):
    """Lambda repeats steps: then nothing else happens than what has happened"""
    token = str(uuid.uuid4())
    chat.step("createSecret", token)
    pending = chat.password("AWSPENDING")
    chat.step("createSecret", token)
    assert chat.password("AWSPENDING") == pending, "createSecret a second time made another password for the same token"
    for step in STEPS[1:]:
        chat.step(step, token, again=1)
    assert chat.password() == pending, "AWSCURRENT is not what createSecret made"
    assert chat.password("AWSPREVIOUS") == chat.first, (
        "after a second finishSecret AWSPREVIOUS is not the old secret any more"
    )
    for step in STEPS:
        chat.step(step, token)
    assert (chat.password(), chat.password("AWSPREVIOUS")) == (pending, chat.first), (
        "steps of a rotation that is over changed the secret"
    )
    assert chat.lets_in(pending) and chat.lets_in(chat.first)


def test_a_password_that_does_not_work_never_becomes_current(chat):
    """testSecret fails when Redis refuses the new password, and no step goes on without its version"""
    token = str(uuid.uuid4())
    chat.step("createSecret", token)
    with pytest.raises(AuthenticationError):
        chat.step("testSecret", token)  # setSecret has not been here
    for step in STEPS[1:]:
        with pytest.raises(ValueError):
            chat.step(step, str(uuid.uuid4()))
    with pytest.raises(ValueError):
        chat.step("deleteSecret", token)
    assert chat.password() == chat.first and chat.lets_in(chat.first)


def test_nothing_secret_is_said(chat, capsys, caplog):
    """No password is printed or logged"""
    with caplog.at_level("DEBUG"):
        chat.rotate()
    said = capsys.readouterr()
    for password in (chat.password(), chat.first):
        assert password not in said.out + said.err, (
            "a password was printed; Lambda keeps that in CloudWatch, for many to read"
        )


def test_a_service_survives_the_rotation(chat):
    """A service asks for the secret once, and again when it is refused; rotations do not disturb it"""
    credentials = Credentials(chat.secret_id)
    assert credentials.connect().acl_whoami() == chat.user
    chat.manager.put_secret_value(
        SecretId=chat.secret_id, SecretString='{"host": "nowhere.invalid", "port": 1, "username": "x", "password": "x"}'
    )
    assert credentials.connect().acl_whoami() == chat.user, "the known password works"
    secret = {"host": ADDRESS.hostname, "port": ADDRESS.port, "username": chat.user, "password": chat.first}
    chat.manager.put_secret_value(SecretId=chat.secret_id, SecretString=json.dumps(secret))
    for _ in range(3):
        chat.rotate()
    assert not chat.lets_in(chat.first)
    try:
        assert credentials.connect().acl_whoami() == chat.user
    except AuthenticationError as error:
        pytest.fail(
            f"the secret was rotated three times, and a service that knows the first password is refused for ever: {error}"
        )


def test_a_service_gives_up_when_it_should(chat):
    """When Redis refuses what Secrets Manager says too, the service gives up, and recovers later"""
    credentials = Credentials(chat.secret_id)
    credentials.connect()
    before = chat.admin.info("stats")["total_commands_processed"]
    chat.admin.execute_command("ACL", "SETUSER", chat.user, "resetpass", ">something-else")
    with pytest.raises(AuthenticationError):
        credentials.connect()
    asked = chat.admin.info("stats")["total_commands_processed"] - before
    assert asked < 60, f"a refused service sent Redis {asked} commands before it gave up"
    chat.admin.execute_command("ACL", "SETUSER", chat.user, "resetpass", f">{chat.first}")
    assert credentials.connect().acl_whoami() == chat.user, (
        "the password is good again, and the service does not recover"
    )
