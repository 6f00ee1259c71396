"""The environment of the batch that learns, and of nobody else."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoLearningSettings(Settings):
    videos_table: str
    viewers_table: str
    suggestions_table: str
