"""Who follows, blocks and mutes whom, and the people themselves."""
