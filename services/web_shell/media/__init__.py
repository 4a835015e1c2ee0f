"""The pages of media."""
