"""Media: uploads, the pictures made of them, and films of the video system. Knows no tweets.

``picturing`` needs Pillow and is imported by the function that makes pictures, by no other.
"""
