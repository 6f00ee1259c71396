"""The environment of playback's functions: written by the stack, read by the wiring."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoKeysSettings(Settings):
    """Turns the keys that sign playback tokens."""

    signing_secret_arn: str
    edge_keys_arn: str  # of the key value store
    period_seconds: int  # one key signs for so long
    token_seconds: int
