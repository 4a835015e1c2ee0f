"""The `novaos` command: wiring, progress and exit codes; the stages do the work."""
