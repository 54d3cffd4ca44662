"""Builders of test data, one module per room. A factory goes through commands wherever there is one."""
