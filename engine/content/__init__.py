"""Pages, blogs, articles, menus."""
