"""The door viewers come through: it plays CloudFront's outermost part on one local port.

It drops what a viewer may not say about itself, adds what CloudFront knows about a viewer (address
and country), and hands the request unchanged to the distribution in the emulator. A second, private
door does the same but believes an address given in ``x-test-viewer-address``, so that tests and
demo data can come from all over the world.
"""
