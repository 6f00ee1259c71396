"""The environment of the function that publishes the client."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFilesSettings(Settings):
    bundle_bucket: str  # of the deployment's assets
    site_bucket: str
