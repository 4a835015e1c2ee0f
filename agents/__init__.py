"""The agents of the platform: their contract, their runtime, and one folder for each."""
