"""Films at the edge before they are asked for: what each region watches is counted, what it will
want is foretold, and the first segments of that are fetched through the CDN while it sleeps.

CloudFront has no call to push with. A request warms the edge that answers it and the regional cache
behind, so the function that asks has to run where the viewers are.
"""
