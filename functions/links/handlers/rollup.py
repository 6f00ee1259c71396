"""Every minute: late clicks go into the stream, due hours and days are rolled up.

An operator calls it with ``{"alsoLarge": true}`` for running hours of any size.
"""

from typing import Any

from links.wiring_clicks import drain_late_clicks, rollup, rollup_log


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    moved = drain_late_clicks()
    done = rollup().run(also_large=event.get("alsoLarge") is True)
    if moved or done:
        rollup_log().info("rolled up", extra={"late": moved, "done": done})
