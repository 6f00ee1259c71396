"""A record as the API shows it. All but the poster plays below the address of a stream only."""

from datetime import date

from contracts.http.video_models import CaptionsShown, RenditionShown, VideoShown
from contracts.tables.video import manifest_path, prefix_of

from ..model import Rendition, Video
from ..moments import moment
from ..transcoding import keys


def shown(video: Video, *, rating: float | None, public_url: str) -> VideoShown:
    """``public_url``: the public host, without a slash at the end."""
    folder = f"{public_url}/{prefix_of(video.id)}"
    ready = video.status == "ready"
    return VideoShown(
        id=video.id,
        owner_id=video.owner_id,
        title=video.title,
        description=video.description,
        genres=list(video.genres),
        cast=list(video.cast),
        release_date=date.fromisoformat(video.release_date) if video.release_date else None,
        maturity=video.maturity,
        visibility=video.visibility,
        captions=[CaptionsShown(language=c.language, label=c.label) for c in video.captions],
        status=video.status,
        progress=video.progress,
        manifest_url=f"{public_url}/{manifest_path(video.id)}" if ready else None,
        uploaded_at=moment(video.created_at),
        transcoded_at=moment(video.transcoded_at) if video.transcoded_at else None,
        profiles=[_rendition(folder, each) for each in video.renditions],
        error=video.error or None,
        poster=folder + video.poster if video.poster else None,
        storyboard=bool(video.storyboard),
        duration=video.duration,
        rating=rating,
    )


def _rendition(folder: str, rendition: Rendition) -> RenditionShown:
    name = f"{keys.MASTER}{keys.modifier(rendition.profile)}.{keys.HLS}"
    return RenditionShown(
        profile=rendition.profile,  # the ladder's names are the API's
        url=folder + name,
        width=rendition.width,
        height=rendition.height,
        bitrate=rendition.bitrate,
    )
