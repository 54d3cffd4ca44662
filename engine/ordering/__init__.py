"""Cart, checkout, payments, customer orders, brand orders, ledger."""
