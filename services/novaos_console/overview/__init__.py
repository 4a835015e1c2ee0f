"""The pages of overview."""
