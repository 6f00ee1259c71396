"""The deployed stack under schedules of failures; a schedule that failed says how to repeat it."""

from collections.abc import Generator, Iterator

import pytest

from tests.e2e.behind import Behind
from tests.e2e.stack import NoStack, described, described_in, taking_turns
from tests.faults_deployed.settling import Settling


@pytest.fixture(scope="session")
def behind() -> Behind:
    try:
        found = described(described_in())
    except NoStack as problem:
        pytest.fail(str(problem), pytrace=False)
    if not found.state.ports.throttle:
        pytest.fail(
            "This instance refuses no requests: `make faults` brings up one that does.",
            pytrace=False,
        )
    return Behind(found)


@pytest.fixture(scope="session")
def settling(behind: Behind) -> Settling:
    return Settling(behind)


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    with taking_turns(alone=True):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed and isinstance(item, pytest.Function) and "seed" in item.callspec.params:
        again = f"make faults ON=stack SEED={item.callspec.params['seed']}"
        report.sections.append(("repeat it by", again))
        _say_at_once(item.config, f"{_why(report)}\nfailed, repeat it by: {again}")
    return report


def _why(report: pytest.TestReport) -> str:
    """What was raised, without the lines that led there."""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longreprtext)


def _say_at_once(config: pytest.Config, lines: str) -> None:
    """200 schedules take an hour, and pytest tells of failures at the end."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None:
        terminal.ensure_newline()
        terminal.write_line(lines)
