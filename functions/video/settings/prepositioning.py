"""The environment of what brings films to the edge before they are asked for."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoDemandSettings(Settings):
    """Counts views by region."""

    demand_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoNightSettings(Settings):
    """Chooses what a region will want."""

    videos_table: str
    demand_table: str
    bus_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoWarmingSettings(Settings):
    """Fetches the beginnings of films through the CDN."""

    videos_table: str
    signing_secret_arn: str
    public_url: str
