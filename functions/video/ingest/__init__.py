"""From an upload to a film that plays, and out of the world again.

``uploading`` takes a file in, ``records`` what is said about it, ``moderating`` what others say.
``course`` holds every step there is between upload and film, as pure functions: ``arriving`` looks
at what was uploaded and orders a transcoding job, ``following`` hears how it goes and finishes,
``tending`` looks after what was not heard of in time, ``removing`` leaves nothing behind.
"""
