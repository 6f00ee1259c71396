"""An image from a browser to somebody else's timeline, through bucket, function and edge."""

import io
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.e2e.people import Person
from tests.e2e.tweeting import all_of, follows, home, posts
from tests.e2e.uploading import announces, photo, sends, settled, uploads
from tests.e2e.visiting import Answer, Visitor
from tests.e2e.waiting import eventually


def shown(visitor: Visitor, url: str) -> Answer:
    """A picture as anybody gets it at its address."""
    assert url.startswith(visitor.url)
    return visitor.gets(urlsplit(url).path)


def objects(person: Person, which: str) -> list[str]:
    bucket = person.behind.outputs[which]
    found = person.behind.client("s3").list_objects_v2(Bucket=bucket)
    return [each["Key"] for each in found.get("Contents", [])]


def test_an_image_reaches_a_followers_home(ada: Person, grace: Person, visitor: Visitor) -> None:
    follows(ada, grace)
    media = uploads(grace, photo(), alt_text="Noise, grey")
    tweet = posts(grace, "Look", mediaIds=[media["id"]])
    assert tweet["mediaUrls"] == [media["url"]]
    (seen,) = eventually(lambda: home(ada))
    assert seen["mediaUrls"] == [media["url"]]
    assert seen["media"][0]["altText"] == "Noise, grey"
    assert all_of(ada, f"/api/users/{grace.id}/tweets?filter=media")[0]["id"] == tweet["id"]
    picture = shown(visitor, media["url"])
    assert picture.status == 200
    assert picture.headers["content-type"] == "image/webp"
    assert "max-age=86400" in picture.headers["cache-control"]
    assert Image.open(io.BytesIO(picture.body)).size == (1600, 900)


def test_every_size_is_served_without_what_the_camera_said(ada: Person, visitor: Visitor) -> None:
    media = uploads(ada, photo())
    assert [each["name"] for each in media["sizes"]] == ["large", "medium", "small", "square"]
    for size in media["sizes"]:
        picture = shown(visitor, size["url"])
        assert Image.open(io.BytesIO(picture.body)).size == (size["width"], size["height"])
        assert b"A camera maker" not in picture.body


def test_the_form_takes_exactly_what_was_announced(ada: Person) -> None:
    body = photo(64, 64)
    form = announces(ada, body)["upload"]
    assert sends(form, body + b"x") == 400
    assert sends(form, body[:-1]) == 400
    other = {**form, "fields": {**form["fields"], "key": "uploads/somebody-elses"}}
    assert sends(other, body) == 403
    svg = {**form, "fields": {**form["fields"], "Content-Type": "image/svg+xml"}}
    assert sends(svg, body) == 403


def test_a_file_that_is_no_image_fails_with_a_reason(ada: Person) -> None:
    body = b"not an image at all"
    announced = announces(ada, body, "image/png")
    assert sends(announced["upload"], body) == 204
    media = settled(ada, announced["id"])
    assert media["status"] == "failed"
    assert media["reason"] == "The file is no JPEG, PNG, WebP or GIF image."
    assert media["url"] is None
    answer = ada.api.asks("POST", "/api/tweets", body={"text": "x", "mediaIds": [media["id"]]})
    assert answer.status == 422
    assert answer.json["error"]["details"]["fields"][0]["path"] == "mediaIds.0"
    eventually(lambda: f"uploads/{media['id']}" not in objects(ada, "UploadsBucket"))


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ({"contentType": "image/svg+xml", "size": 9}, "contentType"),
        ({"contentType": "video/mp4", "size": 9}, "contentType"),
        ({"contentType": "image/png", "size": 10_000_001}, "size"),
        ({"contentType": "image/png", "size": 0}, "size"),
        ({"contentType": "image/png"}, "size"),
        ({"contentType": "image/png", "size": 9, "altText": "x" * 1001}, "altText"),
    ],
)
def test_X9_what_is_not_taken_is_refused_by_its_field(
    ada: Person, wanted: dict[str, object], path: str
) -> None:
    answer = ada.api.asks("POST", "/api/media", body=wanted)
    assert answer.status == 422
    assert answer.json["error"]["details"]["fields"][0]["path"] == path


def test_X1_other_peoples_media_can_be_neither_seen_nor_used_nor_deleted(
    ada: Person, grace: Person, visitor: Visitor
) -> None:
    media = uploads(grace)
    path = f"/api/media/{media['id']}"
    assert ada.api.gets(path).status == 404
    assert ada.api.asks("DELETE", path).status == 404
    answer = ada.api.asks("POST", "/api/tweets", body={"text": "x", "mediaIds": [media["id"]]})
    assert answer.json["error"]["code"] == "media_not_found"
    assert shown(visitor, media["url"]).status == 200


def test_deleted_media_is_gone(ada: Person, visitor: Visitor) -> None:
    media = uploads(ada)
    assert ada.ok("DELETE", f"/api/media/{media['id']}").status == 204
    assert ada.api.gets(f"/api/media/{media['id']}").status == 404
    assert not [key for key in objects(ada, "PicturesBucket") if media["id"] in key]
    assert shown(visitor, media["url"]).status == 403  # an edge that never showed it


def test_X12_who_leaves_takes_all_uploads_along(ada: Person) -> None:
    media, waiting = uploads(ada), announces(ada, b"never sent")
    assert ada.ok("DELETE", "/api/me").status == 204
    eventually(lambda: not [key for key in objects(ada, "PicturesBucket") if media["id"] in key])
    eventually(lambda: ada.behind.mentions(media["id"], waiting["id"]) == set(), within=120)


def test_an_uploaded_image_becomes_the_avatar_everywhere(ada: Person, grace: Person) -> None:
    media = uploads(grace)
    square = media["sizes"][-1]["url"]
    follows(ada, grace)
    posts(grace)
    shown_to_grace = grace.ok("PUT", "/api/me/avatar", {"mediaId": media["id"]}).json
    assert shown_to_grace["avatarUrl"] == square
    assert grace.ok("GET", "/api/me").json["avatarUrl"] == square
    eventually(lambda: ada.ok("GET", f"/api/users/{grace.id}").json["avatarUrl"] == square)
    eventually(lambda: home(ada)[0]["user"]["avatarUrl"] == square)
    refused = grace.api.asks("DELETE", f"/api/media/{media['id']}")
    assert (refused.status, refused.code) == (409, "media_in_use")
    assert grace.ok("DELETE", "/api/me/avatar").status == 204
    assert grace.ok("GET", "/api/me").json["avatarUrl"] is None
    eventually(lambda: ada.ok("GET", f"/api/users/{grace.id}").json["avatarUrl"] is None)
    assert grace.ok("DELETE", f"/api/media/{media['id']}").status == 204


def test_X1_nobody_shows_what_is_not_theirs(ada: Person, grace: Person) -> None:
    media = uploads(grace)
    answer = ada.api.asks("PUT", "/api/me/avatar", body={"mediaId": media["id"]})
    assert (answer.status, answer.code) == (422, "media_not_found")
    assert answer.json["error"]["details"]["fields"][0]["path"] == "mediaId"
    assert ada.ok("GET", "/api/me").json["avatarUrl"] is None
