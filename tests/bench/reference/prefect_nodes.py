"""Time per no-op task in Prefect, in process: a chain and a fan-out behind one source.

    python prefect_nodes.py NODES ROUNDS

Prints JSON: seconds per task, the median of the rounds, fresh and from its cache. The server is Prefect's own temporary
one with its database in a file; starting it is not counted. The tasks hand on a number.
"""

import json
import os
import statistics
import sys
import tempfile
import time

home = tempfile.TemporaryDirectory()
os.environ.update(
    PREFECT_HOME=home.name,
    PREFECT_LOGGING_LEVEL="CRITICAL",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS="120",
    DO_NOT_TRACK="1",
)
for name in ("PREFECT_API_URL", "PREFECT_PROFILE"):
    os.environ.pop(name, None)

import prefect  # noqa: E402
from prefect import flow, task  # noqa: E402
from prefect.cache_policies import INPUTS, NO_CACHE  # noqa: E402

nodes, rounds = int(sys.argv[1]), int(sys.argv[2])


def flows(policy, persist):
    source = task(lambda salt: salt, name="source", cache_policy=policy, persist_result=persist)
    step = task(lambda value, at: value, name="step", cache_policy=policy, persist_result=persist)

    @flow(name="chain")
    def chain(salt):
        value = source(salt)
        for at in range(nodes):
            value = step(value, at)
        return value

    @flow(name="fan-out")
    def fan_out(salt):
        value = source(salt)
        futures = [step.submit(value, at) for at in range(nodes)]
        return [future.result() for future in futures][-1]

    return {"chain": chain, "fanOut": fan_out}


def seconds(run, salt):
    since = time.perf_counter()
    run(salt)
    return (time.perf_counter() - since) / (nodes + 1)


with prefect.settings.temporary_settings():
    fresh, kept = flows(NO_CACHE, False), flows(INPUTS, True)
    result = {"version": prefect.__version__}
    for shape in ("chain", "fanOut"):
        fresh[shape]("warm-up")
        result[shape] = statistics.median(seconds(fresh[shape], str(n)) for n in range(rounds))
        kept[shape](shape)
        result[f"{shape}Cached"] = statistics.median(seconds(kept[shape], shape) for _ in range(rounds))
print(json.dumps(result))
