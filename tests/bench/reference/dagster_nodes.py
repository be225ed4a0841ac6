"""Time per no-op op in Dagster, in process: a chain and a fan-out behind one source.

    python dagster_nodes.py NODES ROUNDS

Prints JSON: seconds per op, the median of the rounds. Runs and events are kept in Dagster's own SQLite files, values in
memory. The ops hand on a number.
"""

import json
import logging
import os
import statistics
import sys
import tempfile
import time

os.environ["DAGSTER_DISABLE_TELEMETRY"] = "true"

import dagster  # noqa: E402

nodes, rounds = int(sys.argv[1]), int(sys.argv[2])
logging.disable(logging.CRITICAL)


@dagster.op
def source():
    return 1


@dagster.op
def step(value):
    return value


@dagster.job(resource_defs={"io_manager": dagster.mem_io_manager})
def chain():
    value = source()
    for at in range(nodes):
        value = step.alias(f"step{at}")(value)


@dagster.job(resource_defs={"io_manager": dagster.mem_io_manager})
def fan_out():
    value = source()
    for at in range(nodes):
        step.alias(f"step{at}")(value)


def seconds(job, instance):
    since = time.perf_counter()
    job.execute_in_process(instance=instance)
    return (time.perf_counter() - since) / (nodes + 1)


with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "dagster.yaml"), "w", encoding="utf-8") as file:
        file.write("telemetry:\n  enabled: false\n")
    result = {"version": dagster.__version__}
    with dagster.DagsterInstance.from_config(folder) as instance:
        for name, job in (("chain", chain), ("fanOut", fan_out)):
            job.execute_in_process(instance=instance)
            result[name] = statistics.median(seconds(job, instance) for _ in range(rounds))
print(json.dumps(result))
