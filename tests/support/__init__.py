"""What tests stand on: real servers, real databases, a browser, and guards."""
