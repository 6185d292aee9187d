"""Which web addresses may be asked: https, or http on this machine; no password in it, no metadata service there."""

import ipaddress
import socket
from urllib.parse import urlsplit

from cockpit.core.text import hidden, printable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where clouds answer a machine's questions about its own credentials.
# Sources: AWS EC2 IMDS, Google Compute metadata server, Alibaba ECS metadata, Azure WireServer documentation.
_METADATA = frozenset(
    ipaddress.ip_address(known) for known in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16")
)
_METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "instance-data"})


class BadAddressError(ValueError):
    """An address that is not asked. `str()` names the host at most, never the whole address."""


def checked(url: str) -> str:
    """The host (and port) of `url`, printable, when it may be asked. Raises BadAddressError."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise BadAddressError("this is not a web address; write it like https://host/path") from None
    if not host or hidden(url) or "\n" in url or " " in url:
        raise BadAddressError("this is not a web address; write it like https://host/path")
    shown = printable(host, 100) + (f":{port}" if port else "")
    if parts.username is not None or parts.password is not None:
        raise BadAddressError(f"the address of {shown} holds a user name or password; keep it as a secret instead")
    ip = _ip(host)
    if host.lower() in _METADATA_NAMES or (ip and (ip in _METADATA or ip.is_link_local or ip.is_unspecified)):
        raise BadAddressError(f"{shown} is a link-local or metadata address; the cockpit does not ask those")
    if parts.scheme == "http" and not _loopback(host, ip):
        raise BadAddressError(f"the address of {shown} is not https; only this machine may be asked without")
    if parts.scheme not in {"http", "https"}:
        raise BadAddressError(f"{printable(parts.scheme, 20) or 'an address without a scheme'} is not asked; use https")
    return shown


def shown_host(url: str) -> str:
    """The host of an address from outside, printable; empty when it names none."""
    try:
        return printable(urlsplit(url).hostname or "", 100)
    except ValueError:
        return ""


def _loopback(host: str, ip: IPAddress | None) -> bool:
    return host.lower() == "localhost" or (ip is not None and ip.is_loopback)


def _ip(host: str) -> IPAddress | None:
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            # The C library also reads 2852039166 and 0xa9fe.0xa9fe as addresses, so these forms must not slip through.
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return None
    return getattr(found, "ipv4_mapped", None) or found
