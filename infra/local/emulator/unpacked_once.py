"""A package is unpacked once, and the workers that run it share its files.

MiniStack unpacks a function's zip and those of its layers for every worker it starts: the workers
of one stack were 3.8 GB on disk. As hard links of one copy they start sooner, and the machine's
memory holds one copy of each file too. A function cannot rely on writing there: Lambda's is
read-only.
"""

import hashlib
import os
import shutil
import tempfile
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace

from ministack.core import lambda_runtime


def install() -> None:
    lambda_runtime.zipfile = SimpleNamespace(
        ZipFile=_linked(Path(tempfile.mkdtemp(prefix="lambda-packages-"))),
        BadZipFile=zipfile.BadZipFile,
        LargeFileError=zipfile.LargeZipFile,  # MiniStack catches it by a name zipfile has not
    )


def _linked(kept: Path) -> type[zipfile.ZipFile]:
    unpacking = threading.Lock()

    class LinkedZip(zipfile.ZipFile):
        """What MiniStack unpacks: a file of a worker's own directory, not looked at again."""

        def extractall(self, path: str) -> None:  # type: ignore[override]  # as it is called
            source = Path(str(self.filename))
            with unpacking:
                whole = kept / hashlib.sha256(source.read_bytes()).hexdigest()
                if not whole.exists():
                    self._unpack(whole)
            shutil.copytree(whole, path, copy_function=os.link, dirs_exist_ok=True)
            source.unlink()

        def _unpack(self, whole: Path) -> None:
            begun = Path(tempfile.mkdtemp(dir=kept))  # cut in the middle, it is nobody's
            super().extractall(begun)
            begun.rename(whole)

    return LinkedZip
