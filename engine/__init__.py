"""The domain: no Flask, no HTML but what Liquid renders."""
