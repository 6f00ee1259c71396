"""Playback sessions, and the tokens their files are behind."""
