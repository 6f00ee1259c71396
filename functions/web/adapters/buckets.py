"""``Bundle`` and ``Site`` on S3: a zip file among the deployment's assets, a bucket of files."""

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..model import File

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class ZippedBundle:
    def __init__(self, *, client: "S3Client", bucket: str, key: str) -> None:
        self._client, self._bucket, self._key = client, bucket, key

    def files(self) -> Iterator[File]:
        body = self._client.get_object(Bucket=self._bucket, Key=self._key)["Body"].read()
        with zipfile.ZipFile(io.BytesIO(body)) as zipped:
            for entry in zipped.infolist():
                if not entry.is_dir():
                    yield File(name=entry.filename, body=zipped.read(entry))


class SiteBucket:
    def __init__(self, *, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, file: File) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=file.key,
            Body=file.body,
            ContentType=file.content_type,
            CacheControl=file.cache_control,
        )
