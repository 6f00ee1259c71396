"""Live: who is connected, and hints to them. A hint says "look again" and tells nothing else."""
