"""What a profile may like: learned in batches, judged before it counts, served as one item.

``learning`` is the batch (numpy and scipy live there and nowhere else); all else is what answers.
"""
