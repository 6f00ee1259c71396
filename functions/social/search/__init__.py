"""Finding tweets by what they say and people by how their names begin."""
