"""A comparison: the same families under several regimes. Pure, so that a seed fixes the answer."""
