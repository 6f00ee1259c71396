"""``Drop`` and ``Gallery`` on two S3 buckets."""

from typing import TYPE_CHECKING

from contracts.tables.social_media import picture_key, upload_key

from ..media.model import NAMES, PICTURE_TYPE, Upload
from ..media.ports import Form, Rendered, TooLarge

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# A picture never changes under its key; what is deleted is gone from edges and browsers in a day.
A_DAY = "public, max-age=86400, immutable"


class S3Drop:
    def __init__(self, *, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def form(self, upload: Upload, *, seconds: int) -> Form:
        made = self._client.generate_presigned_post(
            self._bucket,
            upload_key(upload.id),
            Fields={"Content-Type": upload.content_type},
            Conditions=[
                {"Content-Type": upload.content_type},
                ["content-length-range", upload.size, upload.size],
            ],
            ExpiresIn=seconds,
        )
        return Form(url=made["url"], fields=made["fields"])

    def read(self, media_id: str, *, most: int) -> bytes | None:
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=upload_key(media_id))
        except self._client.exceptions.NoSuchKey:
            return None
        with found["Body"] as body:
            if found["ContentLength"] > most:
                raise TooLarge
            return body.read()

    def clear(self, media_id: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=upload_key(media_id))


class S3Gallery:
    def __init__(self, *, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def hang(self, media_id: str, picture: Rendered) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=picture_key(media_id, picture.name),
            Body=picture.body,
            ContentType=PICTURE_TYPE,
            CacheControl=A_DAY,
        )

    def clear(self, media_id: str) -> None:
        for name in NAMES:  # few, and known: nobody has to list a bucket
            self._client.delete_object(Bucket=self._bucket, Key=picture_key(media_id, name))
