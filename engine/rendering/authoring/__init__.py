"""What theme authors work with: a pack opened from any folder, its pages rendered, watched, begun and sent off.

A pack need not be installed: its pages show what a store would show that had just installed it.
"""
