"""The pages of creators."""
