"""From a source to what is made of it, and whether that came out as ordered. Pure.

``probing`` reads what MediaConvert found in a file, ``planning`` decides (or refuses, with a reason
for its owner), ``job`` writes the settings of one MediaConvert job, ``keys`` names every object,
``keeping`` writes the plan down. Afterwards ``gathering`` reads what was made through a port,
``conformance`` judges it, ``masters`` writes the manifests that players get (one per height cap)
and ``storyboard`` the track of previews; ``finishing`` is those four in their order. ``sprites``
needs Pillow and is imported by the function that finishes, by no other.
"""
