"""S3 as the job sees it: over the network, with the job's role, so that policies are asked."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from ministack.core.responses import get_region

from infra.local.mediaconvert.failures import DENIED, NOT_FOUND, UNKNOWN, JobFailed

TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".mpd": "application/dash+xml",
    ".cmfv": "video/mp4",
    ".cmfa": "audio/mp4",
    ".vtt": "text/vtt",
    ".jpg": "image/jpeg",
}
AT_ONCE = 4
CODES = {"404": NOT_FOUND, "NoSuchKey": NOT_FOUND, "NoSuchBucket": NOT_FOUND, "403": DENIED,
         "AccessDenied": DENIED}  # fmt: skip


def parted(uri: str) -> tuple[str, str]:
    """Bucket and key of ``s3://bucket/key``; a job may read and write nothing else."""
    scheme, _, rest = uri.partition("://")
    bucket, _, key = rest.partition("/")
    if scheme != "s3" or not bucket or not key:
        raise JobFailed(NOT_FOUND, f"Unable to open [{uri}]: only s3:// is supported here")
    return bucket, key


class Storage:
    def __init__(self, credentials: dict[str, Any]) -> None:  # Any: boto3 takes no narrower
        self._s3: Any = boto3.session.Session(  # Any: a client without its stubs at run time
            region_name=get_region(), **credentials
        ).client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{os.environ.get('GATEWAY_PORT', '4566')}",
            config=Config(s3={"addressing_style": "path"}, max_pool_connections=AT_ONCE),
        )

    def fetch(self, uri: str, to: Path) -> None:
        """Raises JobFailed."""
        bucket, key = parted(uri)
        try:
            body = self._s3.get_object(Bucket=bucket, Key=key)["Body"]
            with to.open("wb") as file:
                for chunk in body.iter_chunks(1 << 20):
                    file.write(chunk)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise JobFailed(
                CODES.get(code, UNKNOWN),
                f"Unable to open input file [{uri}]: [Failed probe/open: [{code}]]",
            ) from error

    def store(self, files: Iterable[tuple[Path, str]]) -> None:
        """Each file under its address. Raises JobFailed."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._put, files))

    def _put(self, file: tuple[Path, str]) -> None:
        path, uri = file
        bucket, key = parted(uri)
        kind = TYPES.get(path.suffix, "application/octet-stream")
        try:
            self._s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes(), ContentType=kind)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise JobFailed(
                CODES.get(code, UNKNOWN), f"Unable to write to output file [{uri}]: [{code}]"
            ) from error
