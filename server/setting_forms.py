"""The forms of settings that are more than a number or a choice. Each function raises ValueError."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, parse_qs, urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
DEFAULT_PORTS = {"http": 80, "https": 443}
LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
HOST = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(\.{LABEL})*")
ORIGIN_FORM = "must be a scheme and a host, like https://goals.example"
DATABASE_FORM = "must be an address like postgresql://user:password@host/database"
# Larger networks hold more than one operator's machines. Private ranges are as large as this.
V4_BITS_MIN = 8
V6_BITS_MIN = 7
V4_IN_V6 = ipaddress.ip_network("::ffff:0:0/96")


def origin_of_browsers(text: str) -> str:
    """The origin as browsers send it: lower case, without a default port or a slash at its end.

    Refuses what has no such form.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{ORIGIN_FORM}: {error}") from None
    if parts.scheme not in DEFAULT_PORTS or not text[len(parts.scheme) :].startswith("://"):
        raise ValueError(f"{ORIGIN_FORM}; it begins with https://, or with http:// on this machine")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{ORIGIN_FORM}, without a user name")
    if parts.path not in {"", "/"} or "?" in text or "#" in text:
        raise ValueError(f"{ORIGIN_FORM}, without a path: browsers send none")
    if port == 0:
        raise ValueError(f"{ORIGIN_FORM}; 0 is no port")
    host = _host_of_browsers(parts)
    if parts.scheme == "http" and host.strip("[]") not in LOOPBACK:
        raise ValueError(f"must be https://{host}: without TLS, only localhost works in a browser")
    shown = "" if port in {None, DEFAULT_PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def _host_of_browsers(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError as error:
            raise ValueError(f"{ORIGIN_FORM}: {error}") from None
    if not host.isascii():
        raise ValueError(f"{ORIGIN_FORM}, in the form xn--... for a name with other letters than a to z")
    host = host.removesuffix(".")
    if not HOST.fullmatch(host):
        raise ValueError(f"{ORIGIN_FORM}; {host!r} is no host name")
    if host.rpartition(".")[2].isdigit():
        # Browsers take it for an IPv4 address, and write it in full.
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError as error:
            raise ValueError(f"{ORIGIN_FORM}: {error}") from None
    return host


def proxy_networks(text: str) -> str:
    """The addresses and networks, as uvicorn takes them.

    Refuses names, because a peer has none, and networks that strangers are in.
    """
    return ",".join(_proxy_network(each.strip()) for each in text.split(","))


def _proxy_network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text.replace("%", "no zone"), strict=False)
    except ValueError:
        raise ValueError(
            f"{text!r} is no IP address or network, like 127.0.0.1 or 172.18.0.0/16; names do not work"
        ) from None
    shown = str(network.network_address) if network.num_addresses == 1 else str(network)
    if "/" in text and ipaddress.ip_interface(text).ip != network.network_address:
        raise ValueError(f"{text!r} is an address in the network {shown}; write one of the two")
    if network.network_address.is_unspecified and network.num_addresses == 1:
        raise ValueError(f"{text!r} is the address of no machine")
    if network.version == 4:
        too_large = network.prefixlen < V4_BITS_MIN
    else:
        bits = V4_IN_V6.prefixlen + V4_BITS_MIN if network.overlaps(V4_IN_V6) else V6_BITS_MIN
        too_large = network.prefixlen < bits
    if too_large:
        raise ValueError(f"{text!r} has strangers in it, and whoever is trusted can forge any address")
    return shown


def database_address(text: str) -> str:
    """The text itself. Refuses what is no address of a PostgreSQL database, and one that leaves TLS open.

    What is raised does not repeat the text.
    """
    try:
        parts = urlsplit(text)
        hosts = parse_qs(parts.query).get("host") or [parts.hostname or ""]
        sslmode = parse_qs(parts.query).get("sslmode")
    except ValueError:
        raise ValueError(DATABASE_FORM) from None
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/") or parts.fragment:
        raise ValueError(DATABASE_FORM)
    if sslmode is None and not all(host in LOOPBACK or host.startswith("/") for host in hosts):
        raise ValueError(
            "names a database on another machine, so it must say sslmode: verify-full checks the certificate"
        )
    return text


def open_or_closed(text: str) -> str:
    """The text itself."""
    if text not in {"open", "closed"}:
        raise ValueError("must be open or closed")
    return text
