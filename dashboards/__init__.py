"""What we show: one published file, read-only, and the pages drawn from it."""
