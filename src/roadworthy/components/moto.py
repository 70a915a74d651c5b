"""moto's server, the stand-in for AWS: a process for each lease, spoken to by the vendor's own client libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.http import request
from roadworthy.components.packages import PythonPackage
from roadworthy.components.private import Place, PrivateServer

REGION = "us-east-1"


class Moto(PrivateServer):
    """S3, DynamoDB, SQS, SNS, EventBridge, Secrets Manager, CloudFormation and others, in memory."""

    name = "moto"
    title = "moto (AWS stand-in)"
    variables = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")
    providers = (PythonPackage("moto", "moto"),)
    within = 60.0
    slow = True

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Return the command line."""
        return [*found.argv, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(place.port)]

    def server_env(self, place: Place) -> dict[str, str]:  # noqa: ARG002 - the same for all
        """Keep it from asking the network where it runs."""
        return {"AWS_EC2_METADATA_DISABLED": "true", "PYTHONDONTWRITEBYTECODE": "1"}

    def ready(self, place: Place) -> bool:
        """Ask for its own page; and have Lambda work without containers, which it says before anybody can call it."""
        url = f"http://127.0.0.1:{place.port}/moto-api/config"
        return request("POST", url, b'{"lambda": {"use_docker": false}}')[0] in (200, 201)

    def env(self, place: Place) -> dict[str, str]:
        """Return what the vendor's libraries read."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{place.port}",
            "AWS_ACCESS_KEY_ID": f"lease{place.port}",
            "AWS_SECRET_ACCESS_KEY": place.secret,
            "AWS_DEFAULT_REGION": REGION,
        }

    def self_test(self, env: Mapping[str, str]) -> None:
        """Put something into a bucket and get it back."""
        credential = f"{env['AWS_ACCESS_KEY_ID']}/20260101/{REGION}/s3/aws4_request"
        headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"}
        bucket = f"{env['AWS_ENDPOINT_URL']}/roadworthy"
        request("PUT", bucket, b"", headers)
        request("PUT", f"{bucket}/k", b"42", headers)
        if request("GET", f"{bucket}/k", None, headers) != (200, b"42"):
            raise ComponentError("moto does not return what was put into a bucket")
