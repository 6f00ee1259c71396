"""People: who signed in within the month, whichever of the three systems they use."""

from .bill import Bill, Line, Load
from .cost import Prices


def people_bill(load: Load, at: Prices) -> Bill:
    """Every design with Cognito pays the same; who reads and who watches has one account."""
    active = load.readers * at["per_active_user"]["essentials"]
    how = f"{load.readers:,.0f} by the plan of a pool that chooses none"
    return Bill(f"People, {load.name}", (Line("monthly active users*", active, active, how),))
