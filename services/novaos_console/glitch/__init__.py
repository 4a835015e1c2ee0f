"""The pages of glitch."""
