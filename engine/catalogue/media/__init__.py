"""Pictures and files: accepted, kept, sized. Pillow is imported where it is used; it is large."""
