"""What the three consoles share: login, session, the way to core-api, layout, security headers."""
