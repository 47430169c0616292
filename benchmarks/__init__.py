"""Speed and size, measured: `python -m benchmarks` (docs/benchmarks.md says what each row is)."""
