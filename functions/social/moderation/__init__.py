"""Reports of tweets and people, and what administrators decide of tweets.

Whom they keep out altogether is decided in accounts; social hears of it by the event.
"""
