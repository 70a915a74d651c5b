"""What the holder of one lease might try against the others and the machine, with real clients."""

from __future__ import annotations

import pytest
from tests.components.conftest import Client, need

from roadworthy.components import lease

pytestmark = pytest.mark.xdist_group("components")


def test_cannot_enter_another_s_database(client: Client) -> None:
    need("postgresql")
    script = """
        import os, psycopg
        from urllib.parse import urlsplit
        mine, other = urlsplit(os.environ["MINE"]), urlsplit(os.environ["OTHER"])
        for database in (other.path[1:], "postgres", "template1"):
            try:
                psycopg.connect(mine._replace(path="/" + database).geturl())
                print("entered", database)
            except psycopg.OperationalError as error:
                print("permission denied" in str(error))
    """
    with lease(["postgresql"]) as mine, lease(["postgresql"]) as other:
        env = {"MINE": mine.env["POSTGRESQL_URL"], "OTHER": other.env["POSTGRESQL_URL"]}
        assert client(script, env).split() == ["True"] * 3


@pytest.mark.long
def test_cannot_become_superuser_or_run_programs_through_postgresql(client: Client) -> None:
    need("postgresql")
    script = """
        import os, psycopg
        attempts = (
            "COPY (SELECT 1) TO PROGRAM 'id'",
            "COPY (SELECT 1) TO '/tmp/planted'",
            "SELECT pg_read_file('/etc/passwd')",
            "CREATE ROLE friend SUPERUSER",
            "ALTER ROLE CURRENT_USER SUPERUSER",
            "CREATE EXTENSION file_fdw",
            "ALTER SYSTEM SET archive_command = 'id'",
            "SELECT lo_import('/etc/passwd')",
        )
        with psycopg.connect(os.environ["POSTGRESQL_URL"], autocommit=True) as connection:
            for sql in attempts:
                try:
                    connection.execute(sql)
                    print("worked:", sql)
                except psycopg.errors.Error:
                    pass
    """
    with lease(["postgresql"]) as leases:
        assert client(script, leases.env) == ""


@pytest.mark.long
def test_a_database_and_its_role_are_gone_after_the_lease_even_with_a_client_in_it(client: Client) -> None:
    need("postgresql")
    with lease(["postgresql"]) as leases:
        url = leases.env["POSTGRESQL_URL"]
        assert client("import os, psycopg; print(psycopg.connect(os.environ['U']).info.dbname)", {"U": url}) in url
    assert "authentication failed" in client("import os, psycopg; psycopg.connect(os.environ['U'])", {"U": url})


@pytest.mark.long
def test_cannot_make_redis_talk_to_others_or_write_where_it_likes(client: Client) -> None:
    need("redis")
    script = """
        import os, redis
        r = redis.Redis.from_url(os.environ["REDIS_URL"])
        for command in (
            ("REPLICAOF", "127.0.0.1", "1"), ("SLAVEOF", "127.0.0.1", "1"), ("MIGRATE", "127.0.0.1", "1", "k", "0", "9"),
            ("MODULE", "LIST"), ("SHUTDOWN",), ("CONFIG", "SET", "dir", "/tmp"), ("CONFIG", "SET", "dbfilename", "x"),
            ("DEBUG", "SLEEP", "0"),
        ):
            try:
                print("worked:", command, r.execute_command(*command))
            except redis.RedisError:
                pass
        print(r.ping())
    """
    with lease(["redis"]) as leases:
        assert client(script, leases.env) == "True"


def test_cannot_enter_redis_without_its_password(client: Client) -> None:
    need("redis")
    script = """
        import os, redis
        from urllib.parse import urlsplit
        try:
            redis.Redis(port=urlsplit(os.environ["REDIS_URL"]).port).ping()
            print("entered")
        except redis.AuthenticationError:
            print("refused")
    """
    with lease(["redis"]) as leases:
        assert client(script, leases.env) == "refused"


@pytest.mark.long
def test_cannot_enter_another_s_vhost(client: Client) -> None:
    need("rabbitmq")
    script = """
        import os, pika
        from urllib.parse import urlsplit
        mine, other = urlsplit(os.environ["MINE"]), urlsplit(os.environ["OTHER"])
        channel = pika.BlockingConnection(pika.URLParameters(mine.geturl())).channel()
        channel.queue_declare("work", durable=True)
        channel.confirm_delivery()
        channel.basic_publish("", "work", b"x", mandatory=True)
        print(channel.queue_declare("work", passive=True).method.message_count)
        for path in (other.path, "/%2F"):
            try:
                pika.BlockingConnection(pika.URLParameters(mine._replace(path=path).geturl()))
                print("entered", path)
            except pika.exceptions.AMQPError as error:
                print(type(error).__name__)
    """
    with lease(["rabbitmq"]) as mine, lease(["rabbitmq"]) as other:
        env = {"MINE": mine.env["RABBITMQ_URL"], "OTHER": other.env["RABBITMQ_URL"]}
        said = client(script, env).split()
        assert said[0] == "1"
        assert "entered" not in said
        assert len(said) == 3
    assert "entered" not in client(
        "import os, pika; pika.BlockingConnection(pika.URLParameters(os.environ['MINE']))", env
    )


def test_a_lease_sees_only_its_own_lines_of_a_shared_log(client: Client) -> None:
    need("postgresql")
    script = "import os, psycopg; psycopg.connect(os.environ['POSTGRESQL_URL']).execute('SELECT secret_of_mine')"
    with lease(["postgresql"]) as mine, lease(["postgresql"]) as other:
        client(script, mine.env)
        assert "secret_of_mine" in mine.log_tail(10)
        assert "secret_of_mine" not in other.log_tail(10)
