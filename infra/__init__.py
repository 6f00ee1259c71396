"""Where Triptych runs: the stages, the stacks, the constructs they are made of, and the laptop."""
