"""Analytics: velora's reports, asked for here and drawn by the server."""
