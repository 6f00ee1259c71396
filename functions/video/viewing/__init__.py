"""Who watches, and what they watched, want to watch and think of it."""
