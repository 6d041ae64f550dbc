"""Which addresses a fetch may go to: those of the public internet, as they are resolved, not as they are spelt."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from kg.errors import InputError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(url: str, *, allow_private: bool = False) -> tuple[str, str]:
    """The host of a URL and one of its addresses, to which the request must then go and to no other.

    To look a name up twice would let its owner answer differently the second time. Raises InputError if
    the URL is not http(s), does not resolve, or leads to a private, loopback, link-local or reserved address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(f"no web address ({error})") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("no http or https address")
    if parts.username or parts.password:
        raise InputError("an address with a user name in it; kg fetches public pages only")
    host = parts.hostname
    try:
        found = socket.getaddrinfo(host, port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(f"no such host: {host}") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and any(not is_public(address) for address in addresses):
        raise InputError(f"{host} is in a private network; kg fetches public pages only")
    return host, addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, whatever it is wrapped in."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast
