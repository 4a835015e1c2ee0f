"""What core-api and echo-ws say to each other: names, frames, limits; no behaviour."""
