"""Video: upload a film, have it transcoded, play it through the CDN, remember where one stopped.

Main path: a browser puts a film in parts straight into the video bucket; ``transcoding`` says what
its source is and what is made of it (a ladder of renditions, one set of segments for HLS and
DASH), MediaConvert makes it, and once the outputs have passed a conformance check the film is
ready. Players fetch it through the CDN under a token in the path; what they report becomes resume
positions, history, views and recommendations.
"""
