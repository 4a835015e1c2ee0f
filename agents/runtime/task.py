"""Execute one task: write the task file, validate the input, call the capability, report.

Every outcome, also a refusal or an exception of the module, is an `Outcome`: a task can not end the
agent.
"""

import os
from typing import Any

import msgspec

from agents.contract.limits import RESULT_BYTES_MAX
from agents.contract.messages import Command, TaskArguments
from agents.runtime.capability import AgentModule, TaskContext
from agents.runtime.errors import AgentError


class Outcome(msgspec.Struct, frozen=True):
    """How a task ended."""

    capability: str
    error: str
    """Empty if the task was done."""
    result: Any


def task_file_path(directory: str, agent: str) -> str:
    """Where the task that is being worked on lies."""
    return f"{directory}/agent_task_{agent}.json"


def write_task_file(path: str, command: Command) -> None:
    """Replace the task file by `command`, or leave it as it was."""
    temporary = f"{path}.new"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(msgspec.json.encode(command))
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)  # noqa: PTH105 - pathlib costs an agent memory


def execute_task(command: Command, module: AgentModule, context: TaskContext) -> Outcome:
    """Run the capability that `command` names."""
    arguments = msgspec.convert(command.args, TaskArguments)
    capability = module.capabilities.get(arguments.capability)
    if capability is None:
        known = ", ".join(sorted(module.capabilities)) or "none"
        return Outcome(
            arguments.capability,
            f"unknown capability {arguments.capability!r}; {context.agent} has: {known}",
            None,
        )
    try:
        task_input = msgspec.convert(arguments.input, capability.input_type)
        result = msgspec.to_builtins(capability.handler(task_input, context))
        size = len(msgspec.json.encode(result))
    except msgspec.ValidationError as error:
        return Outcome(capability.name, f"input refused: {error}", None)
    except AgentError as error:
        return Outcome(capability.name, str(error), None)
    except Exception as error:  # noqa: BLE001 - a module's bug is a result, never a crash
        return Outcome(capability.name, f"{type(error).__name__}: {error}", None)
    if size > RESULT_BYTES_MAX:
        reason = f"the result has {size} bytes, at most {RESULT_BYTES_MAX} can be reported"
        return Outcome(capability.name, f"{reason}; ask for less", None)
    return Outcome(capability.name, "", result)
