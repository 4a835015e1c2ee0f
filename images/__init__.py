"""What we ship: definitions people edit, locks machines write, assembly that repeats."""
