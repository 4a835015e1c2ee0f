"""The services of the platform; they know the agents' contract and nothing of the pipeline."""
