"""The web client's bundle and bucket in memory."""

from collections.abc import Iterator, Mapping

from web.model import File


class FakeBundle:
    """``contents`` by name."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents

    def files(self) -> Iterator[File]:
        for name, body in self._contents.items():
            yield File(name=name, body=body)


class FakeSite:
    """``laid`` in the order in which they were put."""

    def __init__(self) -> None:
        self.laid: list[File] = []

    def put(self, file: File) -> None:
        self.laid.append(file)
