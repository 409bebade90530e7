"""The numbers and pictures of a comparison. Numerical and plotting libraries are imported here alone, and only in
processes of their own: the service itself never imports this package."""
