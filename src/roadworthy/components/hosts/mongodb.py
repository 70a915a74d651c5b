"""SecantusDB for one lease, with one user. Arguments: the port, the folder of its data, the user, the file with the password."""

import sys
from pathlib import Path

from secantus import SecantusDBServer  # type: ignore[import-not-found]  # it is in the environment of locks/secantusdb
from secantus.auth import SCRAM_SHA_256, derive_credentials  # type: ignore[import-not-found]  # likewise

# The rest of a client's memory is its own; MongoDB's image is given as little.
CACHE = "64M"


def main(port: str, data: str, user: str, secret: str) -> None:
    """Make the user, serve, and stay until we are killed."""
    server = SecantusDBServer(
        port=int(port), storage_path=data, require_auth=True, enable_test_commands=False, cache_size=CACHE
    )
    password = Path(secret).read_text(encoding="utf-8")
    # As its command createUser does, which nobody could give before there is a user.
    record = {
        "_id": f"admin.{user}",
        "user": user,
        "db": "admin",
        "credentials": derive_credentials(password, mechanism=SCRAM_SHA_256, username=user).to_doc(),
        "roles": [{"role": "root", "db": "admin"}],
        "mechanisms": [SCRAM_SHA_256],
    }
    if not server.storage.add_user("admin", user, record):
        raise SystemExit("the user could not be made")
    server.start()
    print(f"listening on port {port}", flush=True)
    server.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
