"""What is published: files as they lie in the built bundle, and how long each may be kept."""

from dataclasses import dataclass

PREFIX = "app/"  # of every key, as the paths of the public host begin
HASHED = "assets/"  # names that say their content
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
CONFIG = "config.json"
# Not left to the machine: its list of types is not the same everywhere.
UNKNOWN = "application/octet-stream"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """``name`` is relative to the application's root, such as ``assets/index-4f3a.js``."""

    name: str
    body: bytes

    @property
    def key(self) -> str:
        return PREFIX + self.name

    @property
    def content_type(self) -> str:
        return TYPES.get("." + self.name.rpartition(".")[2], UNKNOWN)

    @property
    def cache_control(self) -> str:
        return FOR_EVER if self.name.startswith(HASHED) else ASK_AGAIN
