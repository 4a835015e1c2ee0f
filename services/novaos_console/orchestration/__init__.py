"""The pages of orchestration."""
