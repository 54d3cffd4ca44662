"""Pictures and files: the library, and how they are taken in and shown."""
