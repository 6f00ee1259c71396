"""Tweets: compose, store, delete, read; threads; likes, retweets, bookmarks."""
