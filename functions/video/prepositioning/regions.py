"""Which region's edge a viewer's requests reach, by country. Pure, and rough: the CDN routes."""

from contracts.tables.video_demand import REGIONS, Region

_ASIA = (
    "AU BD BN BT CN FJ GU HK ID IN JP KH KR LA LK MM MN MO MV MY NC NP NZ PF PG PH PK SG TH TL "
    "TW VN"
)
_AMERICA_EAST = (
    "AG AI AR AW BB BM BO BR BS BZ CA CL CO CR CU DM DO EC GD GF GP GT GY HN HT JM KN KY LC MQ "
    "MS NI PA PE PR PY SR SV TC TT UY VC VE VG VI"
)
_BOTH = "US"
_WEST = "MX"


def _by_country() -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for countries, regions in (
        (_ASIA, ("asia-southeast",)),
        (_AMERICA_EAST, ("us-east",)),
        (_WEST, ("us-west",)),
        (_BOTH, ("us-east", "us-west")),
    ):
        found |= dict.fromkeys(countries.split(), regions)  # type: ignore[arg-type]  # mypy widens the literals
    return found


COUNTRIES = _by_country()


def regions_of(country: str) -> tuple[Region, ...]:
    """All where nobody knows; Europe, Africa and the Middle East where it is none of the others."""
    if not country:
        return REGIONS
    return COUNTRIES.get(country, ("eu-west",))
