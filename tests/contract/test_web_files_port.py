"""One suite for ``Bundle`` and ``Site``: the fakes, and S3 on moto."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import boto3
import pytest
from moto import mock_aws

from tests.fakes.web import FakeBundle, FakeSite
from web.adapters.buckets import SiteBucket, ZippedBundle
from web.model import File
from web.ports import Bundle, Site

REGION, BUCKET = "us-east-1", "a-bucket"
CONTENTS = {"index.html": b"<html>", "assets/index-1.js": b"\x00\xff"}


@dataclass(frozen=True, slots=True)
class Places:
    """``kept`` are the bodies of the site by key."""

    bundle: Bundle
    site: Site
    kept: Callable[[], Mapping[str, bytes]]


@pytest.fixture(params=["fake", "s3"])
def places(request: pytest.FixtureRequest) -> Iterator[Places]:
    if request.param == "fake":
        site = FakeSite()
        yield Places(FakeBundle(CONTENTS), site, lambda: {f.key: f.body for f in site.laid})
        return
    with mock_aws():
        client = boto3.client("s3", region_name=REGION)
        client.create_bucket(Bucket=BUCKET)
        client.put_object(Bucket=BUCKET, Key="bundle.zip", Body=_zipped())

        def kept() -> Mapping[str, bytes]:
            listed = client.list_objects_v2(Bucket=BUCKET, Prefix="app/").get("Contents", [])
            keys = [each["Key"] for each in listed]
            return {key: client.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}

        bundle = ZippedBundle(client=client, bucket=BUCKET, key="bundle.zip")
        yield Places(bundle, SiteBucket(client=client, bucket=BUCKET), kept)


def test_a_bundle_is_its_files_and_no_directories(places: Places) -> None:
    assert {file.name: file.body for file in places.bundle.files()} == CONTENTS


def test_a_file_is_where_the_public_path_says(places: Places) -> None:
    places.site.put(File(name="assets/index-1.js", body=b"js"))
    assert places.kept() == {"app/assets/index-1.js": b"js"}


def test_a_file_is_put_over_its_older_self(places: Places) -> None:
    for body in (b"old", b"new"):
        places.site.put(File(name="index.html", body=body))
    assert places.kept() == {"app/index.html": b"new"}


@mock_aws
def test_a_browser_is_told_type_and_age() -> None:
    client = boto3.client("s3", region_name=REGION)
    client.create_bucket(Bucket=BUCKET)
    SiteBucket(client=client, bucket=BUCKET).put(File(name="index.html", body=b""))
    found = client.head_object(Bucket=BUCKET, Key="app/index.html")
    assert (found["ContentType"], found["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")


def _zipped() -> bytes:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w") as zipped:
        zipped.mkdir("assets")
        for name, body in CONTENTS.items():
            zipped.writestr(name, body)
    return to.getvalue()
