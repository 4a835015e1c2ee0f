"""What consoles and Prometheus may know of the running platform."""
