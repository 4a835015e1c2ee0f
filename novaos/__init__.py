"""The bottom of the pipeline: references, commands, evidence, errors. Imports only the standard library."""
