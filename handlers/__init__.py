"""The conversation: an event in, a view out; the same on every platform."""
