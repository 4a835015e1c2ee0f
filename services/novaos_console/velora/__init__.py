"""The pages of velora."""
