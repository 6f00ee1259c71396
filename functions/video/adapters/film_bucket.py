"""``Uploads``, ``Files`` and ``Folder`` on the bucket of films (``contracts.tables.video``)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contracts.tables.video import caption_key, captions_of, original_key, prefix_of

from ..ingest.model import Part
from ..ingest.ports import PartsRefused, UploadGone
from ..ingest.uploading import URL_SECONDS

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CAPTION_TYPE = "text/vtt"
MOST_PER_DELETE = 1_000
A_DAY = "public, max-age=86400"


class S3Uploads:
    """Originals are rarely read again: they are stored for infrequent access."""

    def __init__(self, *, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def begin(self, video_id: str, *, content_type: str) -> str:
        answer = self._client.create_multipart_upload(
            **self._original(video_id), ContentType=content_type, StorageClass="STANDARD_IA"
        )
        return answer["UploadId"]

    def part_url(self, video_id: str, upload_id: str, *, number: int, size: int) -> str:
        """The length is signed with the rest, so that S3 itself refuses any other."""
        return self._client.generate_presigned_url(
            "upload_part",
            Params={
                **self._original(video_id),
                "UploadId": upload_id,
                "PartNumber": number,
                "ContentLength": size,
            },
            ExpiresIn=URL_SECONDS,
        )

    def caption_url(self, video_id: str, language: str) -> str:
        return self._client.generate_presigned_url(
            "put_object",
            Params={"Bucket": self._bucket, "Key": caption_key(video_id, language)},
            ExpiresIn=URL_SECONDS,
        )

    def parts(self, video_id: str, upload_id: str, *, after: int, most: int) -> Sequence[Part]:
        try:
            answer = self._client.list_parts(
                **self._original(video_id),
                UploadId=upload_id,
                PartNumberMarker=after,
                MaxParts=most,
            )
        except self._client.exceptions.NoSuchUpload as error:
            raise UploadGone from error
        found = answer.get("Parts", [])
        return [
            Part(number=each["PartNumber"], size=each["Size"], etag=each["ETag"]) for each in found
        ]

    def join(self, video_id: str, upload_id: str, parts: Sequence[Part]) -> None:
        try:
            self._client.complete_multipart_upload(
                **self._original(video_id),
                UploadId=upload_id,
                MultipartUpload={
                    "Parts": [{"PartNumber": each.number, "ETag": each.etag} for each in parts]
                },
            )
        except self._client.exceptions.NoSuchUpload as error:
            raise UploadGone from error
        except self._client.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in ("InvalidPart", "InvalidPartOrder"):
                raise PartsRefused from error
            raise

    def is_whole(self, video_id: str) -> bool:
        return bool(self._read(original_key(video_id), most=1))

    def caption(self, video_id: str, language: str, *, most: int) -> bytes | None:
        return self._read(caption_key(video_id, language), most=most)

    def _original(self, video_id: str) -> dict[str, Any]:
        return {"Bucket": self._bucket, "Key": original_key(video_id)}

    def _read(self, key: str, *, most: int) -> bytes | None:
        return _head(self._client, self._bucket, key, most=most)


class S3Files:
    def __init__(self, *, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def abandon(self, video_id: str, upload_id: str) -> None:
        try:
            self._client.abort_multipart_upload(
                Bucket=self._bucket, Key=original_key(video_id), UploadId=upload_id
            )
        except self._client.exceptions.NoSuchUpload:
            return

    def clear(self, video_id: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=original_key(video_id))
        for prefix in (captions_of(video_id), prefix_of(video_id)):
            folder = S3Folder(client=self._client, bucket=self._bucket, prefix=prefix)
            folder.delete(list(folder.sizes()))

    def folder(self, video_id: str) -> "S3Folder":
        return S3Folder(client=self._client, bucket=self._bucket, prefix=prefix_of(video_id))


class S3Folder:
    def __init__(self, *, client: "S3Client", bucket: str, prefix: str) -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix

    def sizes(self) -> Mapping[str, int]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        return {
            each["Key"].removeprefix(self._prefix): each["Size"]
            for page in pages
            for each in page.get("Contents", [])
        }

    def read(self, name: str) -> bytes:
        with self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"] as body:
            return body.read()

    def head(self, name: str, *, most: int) -> bytes:
        return _head(self._client, self._bucket, self._prefix + name, most=most) or b""

    def put(self, name: str, body: bytes, *, content_type: str) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=self._prefix + name,
            Body=body,
            ContentType=content_type,
            CacheControl=A_DAY,
        )

    def delete(self, names: Sequence[str]) -> None:
        for some in _in_turn(names):
            answer = self._client.delete_objects(
                Bucket=self._bucket,
                Delete={"Objects": [{"Key": self._prefix + each} for each in some], "Quiet": True},
            )
            if answer.get("Errors"):
                raise NotDeleted(str(answer["Errors"][0].get("Code", "")))


class NotDeleted(Exception):
    """S3 took the call and kept an object."""


def _in_turn(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(names), MOST_PER_DELETE):
        yield names[first : first + MOST_PER_DELETE]


def _head(client: "S3Client", bucket: str, key: str, *, most: int) -> bytes | None:
    """The first ``most`` bytes; None where there is no object. An empty one has no range at all."""
    try:
        found = client.get_object(Bucket=bucket, Key=key, Range=f"bytes=0-{most - 1}")
    except client.exceptions.NoSuchKey:
        return None
    except client.exceptions.ClientError as error:
        if error.response["Error"]["Code"] == "InvalidRange":
            return b""
        raise
    with found["Body"] as body:
        return body.read()
