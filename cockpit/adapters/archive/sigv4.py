"""Sign a request to an S3 store. Source: AWS Signature Version 4, "Create a signed AWS API request"."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from cockpit.core.secret import Secret

_NOTHING = hashlib.sha256(b"").hexdigest()


def signed(
    url_host: str,
    path: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    region: str,
    key: str,
    secret: Secret,
    at: datetime,
) -> dict[str, str]:
    """The headers of a GET without a body, with those that prove who asks. `path` is as in the address: quoted."""
    day, moment = f"{at:%Y%m%d}", f"{at:%Y%m%dT%H%M%SZ}"
    sent = {**headers, "host": url_host, "x-amz-content-sha256": _NOTHING, "x-amz-date": moment}
    names = ";".join(sorted(sent))
    canonical = "\n".join(
        ["GET", path, query_of(query), *(f"{name}:{sent[name].strip()}" for name in sorted(sent)), "", names, _NOTHING]
    )
    scope = f"{day}/{region}/s3/aws4_request"
    words = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    derived = f"AWS4{secret.reveal()}".encode()
    for part in (day, region, "s3", "aws4_request"):
        derived = hmac.digest(derived, part.encode(), "sha256")
    signature = hmac.digest(derived, words.encode(), "sha256").hex()
    proof = f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**{name: value for name, value in sent.items() if name != "host"}, "authorization": proof}


def query_of(query: Mapping[str, str]) -> str:
    """The query of the address, in the one order and spelling that is signed."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))


def path_of(*parts: str) -> str:
    """The path of a bucket and an object in it; slashes in a key stay."""
    return "/" + "/".join(quote(part, safe="-_.~/") for part in parts if part)
