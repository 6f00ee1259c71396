"""What happens to a file once it was uploaded: pictures, or a reason why not.

Told twice, out of order or again after a cut, it ends the same: a record is settled once, and the
file goes last.
"""

from dataclasses import dataclass

from .model import Picture, Upload
from .ports import Darkroom, Drop, Gallery, Rendered, TooLarge, Undevelopable, Uploads

NOT_AS_ANNOUNCED = "The file is larger than was announced."


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    uploads: Uploads
    drop: Drop
    gallery: Gallery
    darkroom: Darkroom

    def receive(self, media_id: str) -> str:
        """What came of it: ``ready``, ``failed``, or ``gone`` where nobody waits for it."""
        upload = self.uploads.find(media_id)
        if upload is None or upload.status == "deleted":
            self.gallery.clear(media_id)  # of a run that was cut before it could see this
            outcome = "gone"
        else:
            outcome = self._look_at(upload) if upload.status == "uploading" else upload.status
        self.drop.clear(media_id)
        return outcome

    def _look_at(self, upload: Upload) -> str:
        try:
            body = self.drop.read(upload.id, most=upload.size)
            if body is None:
                return "gone"  # a second message: the first has seen to it
            pictures = self.darkroom.develop(body, upload.content_type)
        except TooLarge:
            return self._settled(upload.failed(NOT_AS_ANNOUNCED))
        except Undevelopable as error:
            return self._settled(upload.failed(str(error)))
        for each in pictures:
            self.gallery.hang(upload.id, each)
        return self._settled(upload.ready(tuple(_recorded(each) for each in pictures)))

    def _settled(self, upload: Upload) -> str:
        if self.uploads.settle(upload):
            return upload.status
        now = self.uploads.find(upload.id)
        if now is not None and now.status != "deleted":
            return now.status  # the other of two runs was faster
        self.gallery.clear(upload.id)
        return "gone"


def _recorded(rendered: Rendered) -> Picture:
    return Picture(name=rendered.name, width=rendered.width, height=rendered.height)
