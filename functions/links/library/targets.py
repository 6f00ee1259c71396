"""Where a link may lead: judged as a browser would understand it, stored as it was given.

The judgement is made on what the WHATWG URL parser (``ada-url``) makes of the text: an address like
``http://0x7f.1/`` is 127.0.0.1 there as it is in every browser. What is stored and sent is the text
itself, byte for byte where it is ASCII; a host of other characters becomes punycode and other
characters become percent-encoded UTF-8.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

import ada_url

from ..errors import TargetRefused

LONGEST = 2_048
FORM = re.compile(r"(?i)(https?://)([^/?#\\]*)(.*)", re.DOTALL)
FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]")
PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".corp")
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Resolver(Protocol):
    def addresses(self, host: str) -> Iterable[str]:
        """What a public name resolves to now; nothing where that is not known in time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetJudge:
    """``own_hosts`` are the hosts of this service, with or without a port."""

    own_hosts: frozenset[str]
    resolver: Resolver

    @classmethod
    def of(cls, *, own_hosts: Iterable[str], resolver: Resolver) -> "TargetJudge":
        hosts = {ada_url.URL(f"http://{host}").hostname.rstrip(".") for host in own_hosts}
        return cls(own_hosts=frozenset(hosts), resolver=resolver)

    def accept(self, text: str, *, path: str) -> str:
        """The text as it is stored. Raises TargetRefused, naming the field ``path``."""
        if FORBIDDEN.search(text):
            raise TargetRefused(path, "Holds spaces or control characters.")
        form = FORM.fullmatch(text)
        if form is None:
            raise TargetRefused(path, "Must begin with http:// or https://.")
        try:
            url = ada_url.URL(text)
        except ValueError as error:
            raise TargetRefused(path, "Is not an address that a browser understands.") from error
        if url.username or url.password or "@" in form[2]:
            raise TargetRefused(path, "Must not hold a user name or password.")
        if form[3].startswith("\\"):  # a browser reads "/" there, others a user name until "@"
            raise TargetRefused(path, "Holds a backslash behind its host.")
        self._judge_host(url.hostname.rstrip("."), path)
        stored = text if text.isascii() else _as_ascii(form, url)
        if len(stored) > LONGEST:
            raise TargetRefused(path, f"Is longer than {LONGEST} characters.")
        return stored

    def _judge_host(self, host: str, path: str) -> None:
        if host in self.own_hosts:
            raise TargetRefused(path, "Leads back to this service.")
        address = _address(host)
        if address is not None:
            if not _public(address):
                raise TargetRefused(path, "Leads to a private address.")
            return
        if "." not in host or host.endswith(PRIVATE_SUFFIXES):
            raise TargetRefused(path, "Leads to a private name.")
        if any(not _public(ipaddress.ip_address(a)) for a in self.resolver.addresses(host)):
            raise TargetRefused(path, "Leads to a name with a private address.")


def _as_ascii(form: re.Match[str], url: ada_url.URL) -> str:
    """The text with its host in punycode and the rest percent-encoded where it is not ASCII."""
    scheme, authority, rest = form.groups()
    if not authority.isascii():
        authority = url.host
    return scheme + authority + "".join(c if c.isascii() else quote(c) for c in rest)


def _address(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _public(address: Address) -> bool:
    """Reachable for everybody, also where an IPv6 address wraps an IPv4 one."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64 or int(address) < 1 << 32:
            wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if any(inner is not None and not _public(inner) for inner in wrapped):
            return False
    return address.is_global and not address.is_multicast
