"""Building blocks with our defaults in them: keyword-only, resources public, no physical names."""
