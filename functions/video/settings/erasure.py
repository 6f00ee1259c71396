"""The environment of the function that forgets people: the tables of every room."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoErasureSettings(Settings):
    videos_table: str
    viewers_table: str
    stats_table: str
    sessions_table: str
