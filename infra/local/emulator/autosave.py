"""State is written while the emulator runs, not only when it is stopped in good order.

MiniStack saves at shutdown; a laptop that loses power would come back with the stacks of one day
and the data of another.
"""

import logging
import threading

from ministack import app
from ministack.core import persistence

EVERY = 20.0  # seconds


def install() -> None:
    logging.getLogger("persistence").setLevel(logging.WARNING)  # a line per service each time
    threading.Thread(target=_save_for_ever, daemon=True, name="autosave").start()


def _save_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(EVERY):
        persistence.save_all(app._build_persistence_save_dict())
