"""MediaConvert on a laptop: the service's API in the emulator, run by ffmpeg and Shaka Packager.

``service`` answers the API (``shapes`` holds requests and answers to botocore's model), ``store``
keeps the jobs, ``settings`` reads a job's settings and refuses what is not supported here,
``work`` runs one job after the other per processor: ``source`` fetches and probes, ``transcoding``
is one ffmpeg with one decode and a split graph, ``packaging`` cuts and describes what came out,
``events`` tells EventBridge. ``access`` asks IAM. Registered by ``infra.local.emulator``.
"""
