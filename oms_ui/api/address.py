"""Where a request comes from, as far as that can be told."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from fastapi import Request

from oms_ui.settings import settings

V6_PREFIX: Final = 64
"""One subscriber has all addresses of such a network, so they count as one."""


def address_of(request: Request) -> str:
    """Return the address of whoever sent a request, or nothing where it cannot be told.

    Behind `OMS_PROXY_HOPS` proxies it is the entry that the outermost of them wrote.
    """
    hops = settings().proxy_hops
    near = request.client.host if request.client else ""
    if not hops:
        return _as_one(near)
    told = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    return _as_one(told[-hops].strip() if len(told) >= hops else near)


def _as_one(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return text[:64]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, V6_PREFIX), strict=False))
