"""What the pipeline published about the deployed images."""
