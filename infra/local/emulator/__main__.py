"""MiniStack's own ``main`` after our additions."""

from ministack.app import main

from infra.local.emulator import additions

additions.install()
main()
