"""Live: who is connected, and hints to them. Nothing is only told here; a hint says "look again"."""
