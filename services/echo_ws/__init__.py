"""echo-ws: the WebSocket relay of the platform; keeps no message and decides no right."""
