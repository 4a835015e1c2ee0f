"""What core-api and the agents say to each other: names, messages, limits; no behaviour."""
