"""One stack per system, each readable as the diagram of what it owns and who may touch it."""
