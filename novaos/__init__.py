"""The bottom of the pipeline: references, commands, evidence, errors, paths. Stdlib only."""
