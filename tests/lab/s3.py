"""An S3 store on the loopback address, in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from cockpit.drill.vendors.loopback import unused_port

PATIENCE = 30.0


@contextmanager
def s3_store() -> Iterator[str]:
    """The endpoint of a running, empty store. It takes any key: signatures are checked elsewhere."""
    port = unused_port()
    code = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true"}
    quiet = subprocess.DEVNULL
    child = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], env=env, stdout=quiet, stderr=quiet)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert child.poll() is None and time.monotonic() < end, "the store does not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.kill()
        child.wait()


def put(endpoint: str, path: str, body: bytes = b"") -> None:
    """Make a bucket (`name`) or an object (`name/key`)."""
    who = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request"
    headers = {"authorization": who, "content-type": "application/octet-stream"}
    request = urllib.request.Request(f"{endpoint}/{path}", data=body, method="PUT", headers=headers)
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
