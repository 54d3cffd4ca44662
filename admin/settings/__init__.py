"""What a merchant says about the store."""
