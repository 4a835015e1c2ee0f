"""`novaos up`: the whole line, once, and where to go from there."""

import sys

import typer

from cli import pipeline
from cli.checks.stack import require_free_ports
from cli.consoles import console_addresses, render_consoles
from cli.health import load_topology
from cli.options import Environment
from cli.session import Session
from infra.topology import Topology


def up(context: typer.Context, environment: Environment = "dev") -> None:
    """From this checkout to a healthy deployment."""
    session = Session.of(context)
    with session.exclusive(environment, "up"):
        with session.stage("ports") as say:
            say(require_free_ports(environment))
        pipeline.bring_up(session, environment)
    sys.stderr.write(f"\n{session.progress.summary()}\n\n")
    sys.stdout.write(render_next_steps(environment, load_topology(environment)))


def render_next_steps(environment: str, topology: Topology) -> str:
    """Addresses of the running platform, and what to do with it."""
    core_api, relay = topology.urls["core-api"], topology.urls["echo-ws"]
    suffix = "" if environment == "dev" else f" ENV={environment}"
    return f"""NovaOS runs in environment {environment}. Open in a browser:

{render_consoles(topology)}

For programs:
  core-api  {core_api}
  echo-ws   {relay}

Log in, first time (the password must then be changed):
  login     founder
  password  in secrets/{environment}/founder_one_time_password
  where     {console_addresses(topology)["novaos-console"]}
            (programs: POST {core_api}/api/v1/auth/login)

Try it:
  export AGENT_SHARED_TOKEN="$(cat secrets/{environment}/agent_shared_token)"
  curl {core_api}/health
  curl -H "X-Agent-Token: $AGENT_SHARED_TOKEN" {core_api}/api/v1/agent/online
  curl -H "X-Agent-Token: $AGENT_SHARED_TOKEN" "{core_api}/api/v1/agent/logs?limit=10"

Next:
  make status{suffix}   what runs, with digests and ports
  make audit{suffix}    prove the hardening on the running containers
  make report{suffix}   the compliance report
  make down{suffix}     remove the stack (with PURGE=1 its data too)
"""
