"""Addresses in tweets: told to links, kept as short ones when it answers, with their clicks."""
