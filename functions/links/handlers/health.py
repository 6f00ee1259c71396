"""Route 53 asks whether this region can redirect: is its table of links read? 204, or 503."""

from links.redirect.answers import Answer
from links.wiring_health import readable


def handler(_event: object, _context: object) -> Answer:
    headers = {"cache-control": "no-store"}
    if readable():
        return {"statusCode": 204, "headers": headers, "body": ""}
    return {"statusCode": 503, "headers": {**headers, "retry-after": "10"}, "body": ""}
