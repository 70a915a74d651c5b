"""Labs from a track in Exercism's layout (docs/exercism.md)."""
