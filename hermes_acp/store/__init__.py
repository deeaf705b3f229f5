"""The store: sessions as append-only logs that survive a crash."""
