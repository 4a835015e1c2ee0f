"""Where the endpoints find their ports: on the application that received the request."""

from typing import Annotated

from fastapi import Depends, Request

from services.core_api.interface import Ports


def get_ports(request: Request) -> Ports:
    """Return the ports of the application."""
    ports: Ports = request.app.state.ports
    return ports


PortsDependency = Annotated[Ports, Depends(get_ports)]
