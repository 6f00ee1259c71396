"""What CloudFront knows about a viewer: the address and, from an offline database, the country."""

import ipaddress
from dataclasses import dataclass
from typing import Protocol

from geoip2fast import GeoIP2Fast


@dataclass(frozen=True, slots=True)
class Viewer:
    address: str
    port: int


class Countries(Protocol):
    def of(self, address: str) -> str | None: ...


class OfflineCountries:
    """ISO 3166 codes from the database that ships with ``geoip2fast`` (IPv4 and IPv6)."""

    def __init__(self) -> None:
        self._database = GeoIP2Fast(geoip2fast_data_file="geoip2fast-ipv6.dat.gz")

    def of(self, address: str) -> str | None:
        """None for private addresses and for those the database does not know."""
        code = str(self._database.lookup(address).country_code)
        return code if len(code) == 2 and code.isalpha() else None


class InvalidAddress(ValueError):
    """Not an IP address."""


def parse_address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError as error:
        raise InvalidAddress(text) from error


def viewer_headers(viewer: Viewer, countries: Countries) -> dict[str, str]:
    """The headers CloudFront adds; an address of version 6 is not put in brackets there."""
    headers = {"CloudFront-Viewer-Address": f"{viewer.address}:{viewer.port}"}
    country = countries.of(viewer.address)
    if country is not None:
        headers["CloudFront-Viewer-Country"] = country
    return headers
