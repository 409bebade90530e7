"""What the README's figures come from: `python -m bench`, or `make bench`. See docs/benchmarks.md."""
