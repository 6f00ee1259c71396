"""From click records to numbers: segments, hours and days, live counters, an owner's statistics."""
