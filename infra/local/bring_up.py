"""``up``: start what does not run, deploy what changed, seed what is missing, say where it is."""

import contextlib
import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from infra import packaging
from infra.local import (
    cdk,
    cloud,
    door,
    fingerprint,
    leftovers,
    ports,
    processes,
    stack_outputs,
    throttle,
    valkey,
)
from infra.local.asking import insisting
from infra.local.clients import client
from infra.local.console import DeploymentDisplay, console, step
from infra.local.demo import Demo
from infra.local.demo_feed import DemoFeed
from infra.local.demo_films import DemoFilms
from infra.local.failures import LocalFailure
from infra.local.film_upload import FilmUpload, Notes, remembered
from infra.local.instance import Instance, Ports, State
from infra.local.people import DEMO, People
from infra.local.progress import DeploymentProgress
from infra.local.published import Published, load, publish, viewer_url

SERVICES = (door.NAME, cloud.NAME, throttle.NAME, valkey.NAME)  # in the order they are stopped
DEMO_SCOPES = [
    "account:read",
    "links:read",
    "links:write",
    "social:read",
    "social:write",
    "video:read",
    "video:write",
]


@dataclass(frozen=True, slots=True)
class BringUp:
    """``port`` and ``emulator_port``: None for the last ones used, or the defaults.

    ``throttled``: tests may have functions' requests refused; an instance that has it keeps it.
    """

    instance: Instance
    port: int | None = None
    emulator_port: int | None = None
    throttled: bool = False

    def run(self) -> Published:
        running_before = running(self.instance)
        if not running_before:
            self.instance.clear_scratch()
        self.instance.prepare()
        with self._undone_on_failure(running_before):
            chosen = self._ports(running_before)
            self._start_engines(chosen, running_before)
            outputs = self._deploy(chosen)
            self._open_door(chosen, outputs)
            return self._furnish(chosen, outputs)

    @contextlib.contextmanager
    def _undone_on_failure(self, running_before: frozenset[str]) -> Iterator[None]:
        """Nothing this command started outlives its failure or Ctrl-C."""
        try:
            yield
        except BaseException as error:
            started = [name for name in SERVICES if name not in running_before]
            processes.stop(self.instance, started)
            if isinstance(error, (ClientError, BotoCoreError, httpx.HTTPError)):
                raise LocalFailure(
                    f"The local stage did not answer as expected: {str(error).splitlines()[0]} "
                    f"(logs are in {processes.shown(self.instance.logs)})."
                ) from error
            raise

    def _ports(self, running_before: frozenset[str]) -> Ports:
        last = self.instance.load()
        if last is None or not running_before:
            chosen = ports.choose(wanted=self.port, emulator=self.emulator_port, last=last)
            if self.throttled and not chosen.throttle:
                chosen = replace(chosen, throttle=ports.free())
        else:
            chosen = self._moved(last)
        keep = last or State(ports=chosen, processes={})
        self.instance.save(replace(keep, ports=chosen))
        return chosen

    def _moved(self, last: State) -> Ports:
        """The running instance's ports, with the front door elsewhere if the user says so."""
        wanted = self.port or last.ports.front_door
        if wanted == last.ports.front_door:
            return last.ports
        ports.refuse_front_door(wanted)
        processes.stop(self.instance, [door.NAME])
        return replace(last.ports, front_door=wanted)

    def _start_engines(self, chosen: Ports, running_before: frozenset[str]) -> None:
        if valkey.NAME not in running_before:
            with step("Valkey"):
                valkey.start(self.instance, chosen.valkey)
        if chosen.throttle and throttle.NAME not in running_before:
            throttle.start(self.instance, chosen)
        if cloud.NAME not in running_before:
            with step(f"AWS emulator on port {chosen.emulator}"):
                cloud.start(self.instance, chosen)

    def _deploy(self, chosen: Ports) -> Mapping[str, str]:
        cloudformation = client("cloudformation", chosen)
        wanted = fingerprint.of_sources(cdk.context(chosen))
        state = self.instance.load()
        outputs = stack_outputs.read(cloudformation)
        if outputs and state is not None and state.deployed == wanted:
            return outputs
        if not stack_outputs.bootstrapped(cloudformation):
            with step("cdk bootstrap"):
                cdk.bootstrap(self.instance, chosen)
        progress = DeploymentProgress(stacks=lambda: cdk.stacks(self.instance))
        with step("cdk deploy"), DeploymentDisplay(progress) as display:
            cdk.deploy(self.instance, chosen, heard=display.hear)
        self.instance.remember(deployed=wanted)
        leftovers.prune(packaging.BUILD)
        return stack_outputs.read(cloudformation)

    def _open_door(self, chosen: Ports, outputs: Mapping[str, str]) -> None:
        """Anew unless it stands already in front of this very deployment."""
        domain, live_api = outputs["DistributionDomain"], outputs["LiveApiId"]
        if door.NAME in running(self.instance):
            if door.stands_before(self.instance, chosen, distribution=domain, live_api=live_api):
                return
            processes.stop(self.instance, [door.NAME])
        with step(f"Front door on port {chosen.front_door}"):
            door.start(self.instance, chosen, distribution=domain, live_api=live_api)

    def _furnish(self, chosen: Ports, outputs: Mapping[str, str]) -> Published:
        state = self.instance.load()
        known = load(self.instance)
        if known is not None and state is not None and state.seeded:
            return publish(self.instance, chosen, outputs, api_key=known.apiKey)
        people = people_of(chosen, outputs)
        with step("Demo user"):
            token = people.token(DEMO)
            api_key = known.apiKey if known else _api_key(cdk.public_url(chosen), token)
            published = publish(self.instance, chosen, outputs, api_key=api_key)
        films = DemoFilms(
            upload=upload_of(self.instance, chosen, people, DEMO),
            directory=self.instance.directory / "films",
        )
        with ThreadPoolExecutor(1) as beside:
            sent = beside.submit(films.send)  # transcoded while the rest is put in
            with step("Demo links and visits"):
                Demo(
                    url=cdk.public_url(chosen),
                    viewer_url=viewer_url(chosen),
                    token=token,
                    kinesis=client("kinesis", chosen),
                    stream=outputs["ClicksStream"],
                ).seed()
            with step("Demo people and their tweets"):
                DemoFeed(url=cdk.public_url(chosen), people=people).seed()
            with step("Demo films"):
                films.wait(sent.result())
        self.instance.remember(seeded=True)
        return published


def running(instance: Instance) -> frozenset[str]:
    state = instance.load()
    if state is None:
        return frozenset()
    return frozenset(
        name for name, each in state.processes.items() if processes.find(each) is not None
    )


def services(state: State) -> tuple[str, ...]:
    """Those that this instance consists of, in the order they are stopped."""
    return tuple(name for name in SERVICES if name != throttle.NAME or state.ports.throttle)


def whole(instance: Instance) -> bool:
    """Whether all of the instance runs."""
    state = instance.load()
    return state is not None and running(instance).issuperset(services(state))


def people_of(chosen: Ports, outputs: Mapping[str, str]) -> People:
    return People(
        cognito=client("cognito-idp", chosen),
        pool_id=outputs["UserPoolId"],
        client_id=outputs["ClientId"],
    )


def upload_of(instance: Instance, chosen: Ports, people: People, user: str) -> FilmUpload:
    """How ``user`` uploads films to this instance."""
    return FilmUpload(
        url=cdk.public_url(chosen),
        token=remembered(lambda: people.token(user)),
        owner=user,
        notes=Notes(directory=instance.directory / "uploads"),
    )


def _api_key(url: str, token: str) -> str:
    answer = insisting(
        lambda: httpx.post(
            f"{url}/api/me/keys",
            headers={"Authorization": f"Bearer {token}"},
            json={"name": "demo", "scopes": DEMO_SCOPES},
            timeout=120,
        )
    )
    answer.raise_for_status()
    return str(answer.json()["key"])


def introduce(published: Published) -> None:
    """The URL, the demo user, and three lines that work when pasted."""
    key, alias = published.apiKey, f"hello-{secrets.token_hex(2)}"
    json_header = "-H 'Content-Type: application/json'"
    console.print(f"\nTriptych is at [bold]{published.url}/app[/]")
    console.print(f"Demo user: {published.demoUser}   password: {published.demoPassword}\n")
    for line in (
        f"curl -s -X POST {published.url}/api/shorten -H 'Authorization: Bearer {key}' "
        f'{json_header} -d \'{{"url": "https://www.example.com/", '
        f'"customAlias": "{alias}"}}\'',
        f"curl -si {published.url}/{alias} -A Firefox/145.0",
        f"curl -s {published.url}/api/stats/{alias} -H 'Authorization: Bearer {key}'",
    ):
        console.print(line, markup=False)
