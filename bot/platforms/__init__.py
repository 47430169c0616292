"""One package a platform: an adapter (update to event) and a renderer (view to payload)."""
