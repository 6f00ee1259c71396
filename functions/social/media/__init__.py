"""Media: uploads, and the pictures made of them. Knows nothing of tweets.

``picturing`` needs Pillow and is imported by the function that makes pictures, by no other.
"""
