"""The rules of Bitework: pure functions and frozen values; no I/O, no clock, no randomness."""
