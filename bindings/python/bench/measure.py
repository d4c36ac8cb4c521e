"""Measures the package beside the official client: import, set-up, typed calls and batch decisions.

`cargo xtask bench python` runs it with a Python that has a release wheel of the package and the client:

    python bindings/python/bench/measure.py WHEEL

Each line of the output is a row of the table as JSON: `what`, `who`, `unit` and `samples`.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time

import rolewright

OURS = "rolewright for Python"
OFFICIAL = "official Python client"
RUNS = 15
CALLS = 2000
CALL_RUNS = 3

SETUP = """
import os, rolewright
provider = rolewright.AlibabaProvider(endpoint=os.environ["ENDPOINT"])
assert rolewright.setup(["my-images"], provider=provider).ok
"""

CLIENT = """
import os
from alibabacloud_ram20150501.client import Client
from alibabacloud_ram20150501 import models
from alibabacloud_tea_openapi.models import Config
client = Client(Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    endpoint=os.environ["ENDPOINT"].removeprefix("http://"), protocol="http"))
"""

# The calls of a set-up that also reads back.
OFFICIAL_SETUP = CLIENT + """
trust = os.environ["TRUST"]
policy = os.environ["POLICY"]
client.create_role(models.CreateRoleRequest(role_name="demo", assume_role_policy_document=trust))
client.create_policy(models.CreatePolicyRequest(policy_name="demo", policy_document=policy))
client.attach_policy_to_role(models.AttachPolicyToRoleRequest(
    role_name="demo", policy_name="demo", policy_type="Custom"))
client.get_role(models.GetRoleRequest(role_name="demo"))
client.get_policy(models.GetPolicyRequest(policy_name="demo", policy_type="Custom"))
client.list_policies_for_role(models.ListPoliciesForRoleRequest(role_name="demo"))
"""

MANY = f"""
import time
from concurrent.futures import ThreadPoolExecutor
def calls(threads):
    with ThreadPoolExecutor(threads) as pool:
        begun = time.perf_counter()
        names = list(pool.map(call, range({CALLS})) if threads > 1 else map(call, range({CALLS})))
        seconds = time.perf_counter() - begun
    assert set(names) == {{"demo"}}
    return {CALLS} / seconds
call(0)
print(calls(1), calls(16))
"""

TYPED = """
import os, rolewright
provider = rolewright.AlibabaProvider(endpoint=os.environ["ENDPOINT"])
def call(_):
    return provider.get_role(role_name="demo").role.role_name
""" + MANY

OFFICIAL_TYPED = CLIENT + """
request = models.GetRoleRequest(role_name="demo")
def call(_):
    return client.get_role(request).body.role.role_name
""" + MANY

CTRL_C = """
import os, signal, socket, threading, time, rolewright
signal.signal(signal.SIGINT, signal.default_int_handler)
pressed = []
def press():
    pressed.append(time.perf_counter())
    os.kill(os.getpid(), signal.SIGINT)
with socket.create_server(("127.0.0.1", 0)) as silent:
    endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
    provider = rolewright.AlibabaProvider(credentials=("id", "secret"), endpoint=endpoint)
    threading.Timer(0.2, press).start()
    try:
        rolewright.setup(["my-images"], provider=provider)
    except KeyboardInterrupt:
        print(1000 * (time.perf_counter() - pressed[0]))
"""

# On Linux, `ru_maxrss` is at least that of the process that started this one.
PEAK = """
import resource, sys
if sys.platform == "linux":
    with open("/proc/self/status") as status:
        [peak] = [line.split()[1] for line in status if line.startswith("VmHWM:")]
    print(int(peak) / 1024)
else:
    unit = 1024**2 if sys.platform == "darwin" else 1024
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
"""


def row(what: str, who: str, unit: str, samples: list[float]) -> None:
    print(json.dumps({"what": what, "who": who, "unit": unit, "samples": samples}), flush=True)


def cpu_of_children() -> float:
    """CPU seconds of the finished child processes, which don't depend on the machine's load."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def once(code: str, environment: dict[str, str] | None = None) -> tuple[float, float, str]:
    """Wall and CPU milliseconds, and the output, of a whole process."""
    before, begun = cpu_of_children(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        env=environment or dict(os.environ),
        capture_output=True,
        text=True,
    )
    wall = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(done.stderr)
    return 1000 * wall, 1000 * (cpu_of_children() - before), done.stdout


def imports() -> None:
    """The time beyond that of the interpreter alone."""
    programs = [
        ("import", OURS, "import rolewright"),
        ("import and what a set-up needs", OURS,
         "import rolewright; rolewright.setup, rolewright.AlibabaProvider"),
        ("import", OFFICIAL, "import alibabacloud_ram20150501.client"),
    ]
    bare: list[float] = []
    samples: list[list[float]] = [[] for _ in programs]
    for _ in range(RUNS):
        bare.append(once("pass")[0])
        for (_, _, code), times in zip(programs, samples, strict=True):
            times.append(once(code)[0])
    for (what, who, _), times in zip(programs, samples, strict=True):
        row(what, who, "ms", [wall - statistics.median(bare) for wall in times])


def setups() -> None:
    """A first set-up over loopback, as a whole process."""
    plan = rolewright.plan(["my-images"], provider="memory")
    documents = {name: text for change in plan.changes for name, text in change.call.params.items()}
    for who, code in ((OURS, SETUP), (OFFICIAL, OFFICIAL_SETUP)):
        walls, cpus, peaks = [], [], []
        for _ in range(RUNS):
            with rolewright.Emulator() as emulator:
                environment = {
                    **os.environ,
                    **emulator.environment,
                    "ENDPOINT": emulator.endpoint,
                    "TRUST": documents["AssumeRolePolicyDocument"],
                    "POLICY": documents["PolicyDocument"],
                }
                wall, cpu, _ = once(code, environment)
                walls.append(wall)
                cpus.append(cpu)
                emulator.reset()
                peaks.append(float(once(code + PEAK, environment)[2]))
        row("set-up: wall time", who, "ms", walls)
        row("set-up: processor time", who, "ms", cpus)
        row("set-up: peak memory", who, "MB", peaks)


def typed_calls() -> None:
    """Many calls from one process, one after the other and from 16 threads."""
    trust = rolewright.TrustPolicy.of(Service="cr.aliyuncs.com")
    rates: dict[str, list[list[float]]] = {OURS: [], OFFICIAL: []}
    with rolewright.Emulator() as emulator:
        emulator.provider().create_role(role_name="demo", assume_role_policy_document=trust)
        environment = {**os.environ, **emulator.environment, "ENDPOINT": emulator.endpoint}
        for _ in range(CALL_RUNS):
            for who, code in ((OURS, TYPED), (OFFICIAL, OFFICIAL_TYPED)):
                rates[who].append([float(rate) for rate in once(code, environment)[2].split()])
    for who, found in rates.items():
        row("typed GetRole, sequential", who, "calls/s", [rate[0] for rate in found])
        row("typed GetRole, 16 threads", who, "calls/s", [rate[1] for rate in found])


def decisions() -> None:
    """Decisions in a batch of 100,000; the official client has none."""
    read = rolewright.Statement.allow(["oss:Get*", "oss:List*"]).on("acs:oss:*:*:my-images/*")
    deny = rolewright.Statement.deny("oss:Delete*").on("*")
    policies = rolewright.PolicySet(rolewright.PolicyDocument.of(read, deny))
    actions = ("oss:GetObject", "oss:DeleteObject", "oss:PutObject")
    requests = [(actions[n % 3], f"acs:oss:*:42:my-images/{n}") for n in range(100_000)]
    rates = []
    for _ in range(5):
        begun = time.perf_counter()
        policies.decide_many(requests)
        rates.append(len(requests) / (time.perf_counter() - begun))
    row("decisions in a batch", OURS, "per second", rates)


def main() -> None:
    imports()
    setups()
    typed_calls()
    decisions()
    waits = [float(once(CTRL_C)[2]) for _ in range(RUNS)]
    row("Ctrl-C to its exception", OURS, "ms", waits)
    for wheel in sys.argv[1:]:
        row("wheel", OURS, "MB", [os.path.getsize(wheel) / 1e6])


if __name__ == "__main__":
    main()
