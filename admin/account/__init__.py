"""The signed-in person: name, password, browsers."""
