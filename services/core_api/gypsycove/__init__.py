"""The data of GypsyCove: families, screen time, check-ins. No location."""
