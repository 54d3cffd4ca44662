"""Breaking things on purpose. `make faults` prints what survived; FAULT_ROUNDS=5 repeats each race."""
