"""What tweets have of other systems: short links with their clicks, films that play in place."""
