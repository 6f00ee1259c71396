"""Hand-written stand-ins, held to the real thing by the contract suites."""
