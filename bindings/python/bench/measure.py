"""Measures the package on this machine: `python bindings/python/bench/measure.py [WHEEL]`.

Run it with a Python that has a release wheel of the package installed. The official client is
measured beside it when `alibabacloud_ram20150501` is installed.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec

import rolewright

RUNS = 15

SETUP = """
import os, rolewright
provider = rolewright.AlibabaProvider(endpoint=os.environ["ENDPOINT"])
assert rolewright.setup(["my-images"], provider=provider).ok
"""

OFFICIAL = """
import os
from alibabacloud_ram20150501.client import Client
from alibabacloud_ram20150501 import models
from alibabacloud_tea_openapi.models import Config
config = Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    endpoint=os.environ["ENDPOINT"].removeprefix("http://"), protocol="http")
client = Client(config)
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

PEAK = """
import resource, sys
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform != "darwin" else 1024))
"""


def cpu_of_children() -> float:
    """CPU seconds of the finished child processes, which don't depend on the machine's load."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def once(code: str, environment: dict[str, str]) -> tuple[float, str]:
    """Seconds and output of a whole process."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], env=environment, capture_output=True, text=True
    )
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(done.stderr)
    return seconds, done.stdout


def median(code: str, environment: dict[str, str] | None = None) -> float:
    """Milliseconds of a whole process."""
    times = [once(code, environment or dict(os.environ))[0] for _ in range(RUNS)]
    return 1000 * statistics.median(times)


def over_loopback(code: str) -> tuple[float, float, float]:
    """Wall milliseconds, CPU milliseconds and peak MB of a process that runs `setup` over HTTP."""
    times, cpu, peaks = [], [], []
    plan = rolewright.plan(["my-images"], provider="memory")
    documents = {name: text for change in plan.changes for name, text in change.call.params.items()}
    for _ in range(RUNS):
        with rolewright.Emulator() as emulator:
            environment = {
                **os.environ,
                **emulator.environment,
                "ENDPOINT": emulator.endpoint,
                "TRUST": documents["AssumeRolePolicyDocument"],
                "POLICY": documents["PolicyDocument"],
            }
            before = cpu_of_children()
            times.append(once(code, environment)[0])
            cpu.append(cpu_of_children() - before)
            emulator.reset()
            peaks.append(int(once(code + PEAK, environment)[1]))
    peak = statistics.median(peaks) / 1024
    return 1000 * statistics.median(times), 1000 * statistics.median(cpu), peak


def decisions() -> float:
    """Decisions per second, in batches."""
    read = rolewright.Statement.allow(["oss:Get*", "oss:List*"]).on("acs:oss:*:*:my-images/*")
    deny = rolewright.Statement.deny("oss:Delete*").on("*")
    policies = rolewright.PolicySet(rolewright.PolicyDocument.of(read, deny))
    actions = ("oss:GetObject", "oss:DeleteObject", "oss:PutObject")
    requests = [(actions[n % 3], f"acs:oss:*:42:my-images/{n}") for n in range(100_000)]
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        policies.decide_many(requests)
        times.append(time.perf_counter() - begun)
    return len(requests) / statistics.median(times)


def main() -> None:
    bare = median("pass")
    print(f"the interpreter alone            {bare:8.1f} ms")
    print(f"import beyond it                 {median('import rolewright') - bare:8.1f} ms  (<= 15)")
    together = median("import rolewright; rolewright.setup, rolewright.AlibabaProvider") - bare
    print(f"import and what a set-up reads   {together:8.1f} ms")
    whole, cpu, peak = over_loopback(SETUP)
    print(f"set-up over loopback, process    {whole:8.1f} ms  (<= 70), {cpu:.1f} ms of CPU")
    print(f"its memory at the peak           {peak:8.1f} MB  (<= 35)")
    waits = [float(once(CTRL_C, dict(os.environ))[1]) for _ in range(RUNS)]
    print(f"from Ctrl-C to its exception     {max(waits):8.1f} ms  (<= 100), the longest of {RUNS}")
    print(f"decisions a second, in batch     {decisions():8,.0f}     (>= 300,000)")
    for wheel in sys.argv[1:]:
        print(f"wheel                            {os.path.getsize(wheel) / 1e6:8.2f} MB  (<= 8)")
    if find_spec("alibabacloud_ram20150501") is None:
        print("the official client is not installed")
        return
    official = median("import alibabacloud_ram20150501.client") - bare
    print(f"official client: import          {official:8.1f} ms")
    whole, cpu, peak = over_loopback(OFFICIAL)
    print(f"official client: the same calls  {whole:8.1f} ms, {cpu:.1f} ms of CPU, {peak:.1f} MB")


if __name__ == "__main__":
    main()
