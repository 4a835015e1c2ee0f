"""What we accept: thresholds, waivers, trusted keys, the verification gate, the CrossGuard pack."""
