"""What others did that concerns somebody: noted, grouped, counted, seen."""
