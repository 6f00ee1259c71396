"""Facts about records: who sees, edits, deletes, reports and bans them; requests on fakes."""

import pytest

from tests.builders import EVE, claims, json_body
from tests.fakes.shortening import problem
from tests.fakes.video_studio import SITE, Studio
from tests.fakes.video_viewing import a_profile
from video.ratings import Rating

ADMIN = claims("u-9", username="root", admin=True)
READER = claims("u-1", scopes="video:read", via="key", key_id="k-1")


@pytest.fixture
def studio() -> Studio:
    return Studio()


def sees(studio: Studio, video_id: str, **query: str) -> tuple[int, str]:
    """What Eve gets."""
    answer = studio.asks("GET", f"/api/videos/{video_id}", who=EVE, query=query)
    code = json_body(answer)["error"]["code"] if answer["statusCode"] != 200 else ""
    return answer["statusCode"], code


def test_a_film_is_shown_as_the_design_document_does(studio: Studio) -> None:
    video_id = studio.has()
    shown = studio.shown(video_id)
    assert shown["status"] == "ready"
    assert shown["progress"] == 100
    assert shown["manifestUrl"] == f"{SITE}/videos/{video_id}/master.m3u8"
    assert shown["transcodedAt"] == "2026-11-23T12:00:00Z"
    assert shown["profiles"] == [
        {
            "profile": "240p",
            "url": f"{SITE}/videos/{video_id}/master_240p.m3u8",
            "width": 426,
            "height": 240,
            "bitrate": 1,
        }
    ]
    assert shown["poster"] == f"{SITE}/videos/{video_id}/poster.0000001.jpg"
    assert (shown["storyboard"], shown["duration"], shown["error"]) == (True, 12.0, None)


def test_the_mean_of_its_ratings_is_shown(studio: Studio) -> None:
    video_id = studio.has()
    studio.ratings.given[video_id] = Rating(stars=9, raters=2)
    assert studio.shown(video_id)["rating"] == 4.5
    assert json_body(studio.asks("GET", "/api/me/videos"))["items"][0]["rating"] == 4.5


@pytest.mark.parametrize(
    ("visibility", "status"), [("public", 200), ("unlisted", 200), ("private", 404)]
)
def test_others_see_what_is_ready_and_not_private(
    studio: Studio, visibility: str, status: int
) -> None:
    assert sees(studio, studio.has(visibility=visibility, maturity="all"))[0] == status
    assert sees(studio, studio.transcodes(visibility=visibility))[0] == 404


def test_V10_a_profile_sees_nothing_above_its_rating_not_even_by_id(studio: Studio) -> None:
    video_id = studio.has(visibility="public", maturity="13+")
    studio.profiles.others["kid"] = a_profile("kid", maturity="7+", kids=True)
    assert sees(studio, video_id) == (200, "")
    assert sees(studio, video_id, profileId="kid") == (403, "maturity_exceeded")


def test_my_videos_are_listed_newest_first_in_any_state(studio: Studio) -> None:
    ids = []
    for made in (studio.has, studio.uploads, studio.announces):
        ids.append(made())
        studio.passes(seconds=1)
    studio.asks("POST", "/api/videos", {"title": "Hers", "size": 9}, who=EVE)
    first = json_body(studio.asks("GET", "/api/me/videos", query={"limit": "2"}))
    assert [each["id"] for each in first["items"]] == [ids[2], ids[1]]
    query = {"limit": "2", "cursor": first["nextCursor"]}
    rest = json_body(studio.asks("GET", "/api/me/videos", query=query))
    assert [each["status"] for each in rest["items"]] == ["ready"]
    assert rest["nextCursor"] is None
    stolen = studio.asks("GET", "/api/me/videos", query=query, who=EVE)
    assert problem(stolen) == (422, "validation_failed", ["cursor"])


@pytest.mark.parametrize(
    ("edit", "shown"),
    [
        ({}, {}),
        ({"title": " New "}, {"title": "New"}),
        ({"description": ""}, {"description": ""}),
        ({"genres": ["A", "A", "B"], "cast": []}, {"genres": ["A", "B"], "cast": []}),
        ({"releaseDate": "2020-01-01"}, {"releaseDate": "2020-01-01"}),
        ({"releaseDate": None}, {"releaseDate": None}),
        ({"title": None, "genres": None}, {}),
        ({"maturity": "all", "visibility": "public"}, {"maturity": "all", "visibility": "public"}),
    ],
)
def test_an_edit_changes_what_was_sent_and_leaves_the_rest(
    studio: Studio, edit: dict[str, object], shown: dict[str, object]
) -> None:
    video_id = studio.announces(genres=["X"], cast=["Y"], releaseDate="2026-05-01")
    before = studio.shown(video_id)
    revision = studio.work(video_id).video.revision
    answer = studio.asks("PATCH", f"/api/videos/{video_id}", edit)
    assert answer["statusCode"] == 200
    assert json_body(answer) == {**before, **shown}
    same = json_body(answer) == before
    assert studio.work(video_id).video.revision == revision + (not same)


def test_an_edit_beside_a_step_of_the_job_loses_neither(studio: Studio) -> None:
    video_id = studio.transcodes()
    job = studio.work(video_id).video.job_id
    studio.works.meanwhile = lambda: studio.following.hear(
        studio.transcoder.now(job, status="complete")
    )
    answer = studio.asks("PATCH", f"/api/videos/{video_id}", {"title": "New"})
    assert (json_body(answer)["title"], json_body(answer)["status"]) == ("New", "ready")


@pytest.mark.parametrize(("method", "body"), [("PATCH", {"title": "Mine"}), ("DELETE", None)])
def test_X1_only_who_uploaded_it_changes_a_film_that_others_see(
    studio: Studio, method: str, body: object
) -> None:
    video_id = studio.has(visibility="public", maturity="all")
    before = studio.work(video_id)
    path = f"/api/videos/{video_id}"
    assert problem(studio.asks(method, path, body, who=EVE))[:2] == (403, "not_owner")
    assert problem(studio.asks(method, path, body, who=ADMIN))[:2] == (403, "not_owner")
    assert problem(studio.asks(method, path, body, who=READER))[:2] == (403, "insufficient_scope")
    assert studio.work(video_id) == before


def test_a_deleted_video_is_gone_at_once_for_everybody(studio: Studio) -> None:
    video_id = studio.has(visibility="public")
    assert studio.asks("DELETE", f"/api/videos/{video_id}")["statusCode"] == 204
    assert problem(studio.asks("GET", f"/api/videos/{video_id}"))[:2] == (404, "video_not_found")
    assert sees(studio, video_id) == (404, "video_not_found")
    assert json_body(studio.asks("GET", "/api/me/videos"))["items"] == []
    assert problem(studio.asks("DELETE", f"/api/videos/{video_id}"))[0] == 404


def test_X12_whoever_leaves_takes_all_videos_along(studio: Studio) -> None:
    mine = [studio.has(), studio.transcodes(), studio.announces()]
    hers = json_body(studio.asks("POST", "/api/videos", {"title": "x", "size": 9}, who=EVE))["id"]
    assert studio.eraser.erase("u-1") == 3
    assert studio.eraser.erase("u-1") == 0
    for video_id in mine:
        assert studio.removing.remove(video_id)
        assert studio.nothing_left_of(video_id)
    assert studio.works.find(hers) is not None


REPORT = {"reason": "illegal", "note": " Not hers "}


def test_a_report_comes_before_an_administrator_who_decides(studio: Studio) -> None:
    video_id = studio.has(visibility="public", maturity="all")
    path = f"/api/videos/{video_id}"
    assert studio.asks("POST", f"{path}/report", REPORT, who=EVE)["statusCode"] == 202
    reports = "/api/admin/videos/reports"
    assert studio.asks("GET", reports)["statusCode"] == 403
    assert json_body(studio.asks("GET", reports, who=ADMIN)) == {
        "items": [
            {
                "reports": 1,
                "reasons": {"illegal": 1},
                "lastNote": "Not hers",
                "firstReportedAt": "2026-11-23T12:00:00Z",
                "lastReportedAt": "2026-11-23T12:00:00Z",
                "videoId": video_id,
                "title": "Kites",
                "ownerId": "u-1",
            }
        ],
        "nextCursor": None,
    }
    ban = f"/api/admin/videos/{video_id}/ban"
    assert studio.asks("POST", ban, who=EVE)["statusCode"] == 403
    assert studio.asks("POST", ban, who=ADMIN)["statusCode"] == 204
    assert sees(studio, video_id) == (404, "video_not_found")
    assert studio.shown(video_id)["status"] == "ready"
    assert json_body(studio.asks("GET", reports, who=ADMIN))["items"] == []
    assert studio.asks("DELETE", ban, who=ADMIN)["statusCode"] == 204
    assert sees(studio, video_id) == (200, "")


def test_what_one_cannot_see_one_cannot_report(studio: Studio) -> None:
    path = f"/api/videos/{studio.has()}/report"
    assert problem(studio.asks("POST", path, REPORT, who=EVE))[:2] == (404, "video_not_found")
    assert studio.queue.reports == {}


def test_reports_are_dismissed_and_go_with_their_video(studio: Studio) -> None:
    first, other = (studio.has(visibility="public") for _ in range(2))
    for video_id in (first, other):
        studio.asks("POST", f"/api/videos/{video_id}/report", REPORT, who=EVE)
    for _ in range(2):
        path = f"/api/admin/videos/reports/{first}"
        assert studio.asks("DELETE", path, who=ADMIN)["statusCode"] == 204
    assert list(studio.queue.reports) == [other]
    studio.asks("DELETE", f"/api/videos/{other}")
    studio.removing.remove(other)
    assert studio.queue.reports == {}
