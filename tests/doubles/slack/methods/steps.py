"""Complete steps of workflows."""

from tests.doubles.slack.methods.registry import Call, method
from tests.doubles.slack.state import Json, Refused


@method("functions.completeSuccess", 3)
def succeed(call: Call) -> Json:
    """`functions.completeSuccess`: the workflow goes on."""
    call.need("outputs")
    return _complete(call, "done")


@method("functions.completeError", 3)
def fail(call: Call) -> Json:
    """`functions.completeError`: the workflow stops, and says why."""
    return _complete(call, str(call.need("error")))


def _complete(call: Call, how: str) -> Json:
    execution = str(call.need("function_execution_id"))
    if execution not in call.workspace.steps:
        raise Refused("function_execution_not_found")
    if call.workspace.steps[execution]:
        raise Refused("function_execution_not_running")
    call.workspace.steps[execution] = how
    return {"ok": True}
