"""Fakes of what playback and viewing need, held to the real thing by the contract suites."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from video.errors import LastProfile, ProfileNotFound, TooManyProfiles
from video.model import HEIGHTS, Maturity, Profile, Rendition, Status, Video, Visibility

AT = 1_795_435_200_000
DURATION = 100.0


def a_video(
    id_: str = "v-1",
    *,
    owner: str = "owner",
    maturity: Maturity = "all",
    visibility: Visibility = "public",
    status: Status = "ready",
    duration: float = DURATION,
    banned: bool = False,
    deleted: bool = False,
) -> Video:
    renditions = tuple(
        Rendition(profile=rung, width=height * 16 // 9, height=height, bitrate=height * 2_000)
        for rung, height in HEIGHTS.items()
    )
    return Video(
        id=id_,
        owner_id=owner,
        title=f"Film {id_}",
        created_at=AT,
        maturity=maturity,
        visibility=visibility,
        status=status,
        duration=duration,
        renditions=renditions,
        banned=banned,
        deleted=deleted,
    )


def a_profile(
    id_: str = "p-1",
    *,
    owner: str = "ada",
    maturity: Maturity = "18+",
    kids: bool = False,
    pin_hash: str = "",
    at: int = AT,
) -> Profile:
    return Profile(
        id=id_,
        owner_id=owner,
        name=id_,
        created_at=at,
        maturity=maturity,
        kids=kids,
        pin_hash=pin_hash,
    )


@dataclass
class FakeVideos:
    records: dict[str, Video] = field(default_factory=dict)

    def add(self, *videos: Video) -> None:
        self.records.update({video.id: video for video in videos})

    def find(self, video_id: str) -> Video | None:
        return self.records.get(video_id)

    def find_many(self, video_ids: Iterable[str]) -> Mapping[str, Video]:
        return {each: self.records[each] for each in video_ids if each in self.records}


@dataclass
class FakeProfileStore:
    profiles: dict[str, dict[str, Profile]] = field(default_factory=dict)

    def of(self, user_id: str) -> Sequence[Profile]:
        own = self.profiles.get(user_id, {})
        return sorted(own.values(), key=lambda each: (each.created_at, each.id))

    def found(self, profile: Profile) -> bool:
        if profile.owner_id in self.profiles:
            return False
        self.profiles[profile.owner_id] = {profile.id: profile}
        return True

    def add(self, profile: Profile, *, most: int) -> None:
        own = self.profiles[profile.owner_id]
        if len(own) >= most:
            raise TooManyProfiles
        own[profile.id] = profile

    def save(self, profile: Profile) -> None:
        if profile.id not in self.profiles.get(profile.owner_id, {}):
            raise ProfileNotFound
        self.profiles[profile.owner_id][profile.id] = profile

    def remove(self, user_id: str, profile_id: str) -> None:
        own = self.profiles.get(user_id, {})
        if profile_id not in own:
            raise ProfileNotFound
        if len(own) == 1:
            raise LastProfile
        del own[profile_id]

    def forget(self, user_id: str) -> None:
        self.profiles.pop(user_id, None)
