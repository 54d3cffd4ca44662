"""The back office of tills: devices and their codes, PINs, what was sold, how drawers were counted."""
