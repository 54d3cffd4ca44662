"""The demo store: its texts, its pictures, and the studio in which the pictures were made."""
