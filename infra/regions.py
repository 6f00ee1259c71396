"""What stacks of one region know of another's: names.

CloudFormation hands nothing from region to region, so what is named from elsewhere has a name that
is known before it is made. Stages of one region have such a name for the secrets' key alone.
"""

from contracts.tables import Table
from infra.config import Stage


def fixed_name(stage: Stage, what: str) -> str:
    """Of a thing of the home region; it says which that is, so that another may become home."""
    return f"triptych-{stage.name}-{stage.region}-{what}"


def table_name(stage: Stage, contract: Table) -> str:
    """Of a table with replicas, the same in every region."""
    restored = stage.restored.get(contract.name, "").partition("/stream/")[0]
    return restored or fixed_name(stage, contract.name)


def nearest_host(stage: Stage) -> str:
    """What the edge asks for redirects: Route 53 answers with the nearest region that is well."""
    return f"origin.{stage.domain}"


def host_of(stage: Stage, region: str) -> str:
    """The API of one region, and of no other."""
    return f"{region}.{nearest_host(stage)}"
