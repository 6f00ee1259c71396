"""Video: upload, transcode, play through the CDN, remember, recommend.

Main path: ``ingest`` takes an upload and its record through transcoding (``transcoding`` plans the
job and judges what came of it) until it is ready; ``playback`` lets a profile play it for a while
and hears how it went; ``viewing`` remembers profiles and what they watched; ``catalogue`` lists,
finds and counts; ``recommending`` says what to watch next. Rooms know each other through ``model``,
``ports`` and the tables' contracts only.
"""
