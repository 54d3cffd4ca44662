"""What every room stands on: sessions, isolation of stores, ids, money, clock, outbox, files."""
