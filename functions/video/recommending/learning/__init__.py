"""The batch that learns what profiles may like: EASE on the watch matrix, item-kNN where there is
little of it, judged against popularity on what was watched last, published only if it is better.

Sources: H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (WWW 2019) for EASE, and
"Autoencoders that don't overfit towards the Identity" (NeurIPS 2020) for its dropout term.
"""
