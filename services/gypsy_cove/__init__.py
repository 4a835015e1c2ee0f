"""The GypsyCove console: a family agrees on screen time, with nothing hidden from a child."""
