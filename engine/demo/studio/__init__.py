"""Where the demo store's pictures are made; needs an environment of its own, see README.md."""
