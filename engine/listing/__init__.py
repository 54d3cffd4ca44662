"""What is for sale where: membership of rule collections, and the search index."""
