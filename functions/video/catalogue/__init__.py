"""Shelves by genre and order, finding by words, what is watched most, what is alike.

The shelves and the index follow the tables of videos and ratings: whoever hears of a change looks at
what is true now and makes the catalogue agree, so neither order nor repetition matters.
"""
