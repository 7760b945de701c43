"""Which server an address belongs to, and how what is kept for it is named.

Tokens and cached answers are kept per origin, so that a rehearsal against a local server never feeds the
real account. Pure.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


def origin(url: str) -> str:
    """Scheme, host and port of an address in one spelling; a default port is left out."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def file_name(*parts: str) -> str:
    """A file name made of origins and ids, safe on every file system."""
    return "-".join(re.sub(r"[^a-z0-9.]+", "-", part.lower().removeprefix("https://")).strip("-.") for part in parts)
