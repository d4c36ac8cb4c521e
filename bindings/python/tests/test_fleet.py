"""Many accounts of an emulator, in threads and in processes."""

import os
import pickle
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import pytest

import rolewright

SEED = {
    "calls": [
        {"action": "CreateUser", "params": {"UserName": "ops"}},
        {
            "action": "AttachPolicyToUser",
            "params": {
                "UserName": "ops",
                "PolicyType": "System",
                "PolicyName": "AdministratorAccess",
            },
        },
    ],
    "keys": [{"id": "ops-key", "secret": "ops-secret", "user": "ops"}],
}
BUCKET = {"bucket": "{account}-images"}


@pytest.fixture(scope="module")
def organisation():
    with rolewright.Emulator(enforce=True, accounts=9) as emulator:
        emulator.seed(**SEED)
        yield emulator


@pytest.fixture
def reached(organisation):
    return {"endpoint": organisation.endpoint, "credentials": ("ops-key", "ops-secret")}


def members():
    return [str(2_000_000_000_000_001 + number) for number in range(8)]


def test_accounts_are_set_up_and_verified_by_threads(reached):
    common = {"parameters": BUCKET, "provider": reached, "sts_rate": None}
    before = list(rolewright.fleet(members(), **common))
    assert {one.verdict for one in before} == {"negative"}
    assert "does not exist" in before[0].cause
    applied = list(rolewright.fleet(members(), goal="apply", **common))
    assert all(applied)
    after = list(rolewright.fleet(members(), **common))
    assert sorted(one.account for one in after) == members()
    assert all(after)
    [report] = after[0].roles.values()
    assert report.passed
    again = pickle.loads(pickle.dumps(after[0]))
    assert again.account == after[0].account
    assert again.to_dict() == after[0].to_dict()


def test_processes_do_the_same(reached):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        done = list(
            rolewright.fleet(
                members(), parameters=BUCKET, provider=reached, sts_rate=None, executor=pool
            )
        )
    assert sorted(one.account for one in done) == members()


def test_at_the_deadline_runs_are_stopped_and_no_account_is_started():
    with rolewright.Emulator(enforce=True, accounts=9) as emulator:
        emulator.seed(**SEED)
        delay = {"kind": "delay", "milliseconds": 60_000}
        emulator.faults({"action": "AssumeRole", "fault": delay})
        reached = {"endpoint": emulator.endpoint, "credentials": ("ops-key", "ops-secret")}
        common = {"parameters": BUCKET, "provider": reached, "sts_rate": None, "concurrency": 2}
        reports = rolewright.fleet(members(), deadline=1, **common)
        stopped = [next(reports), next(reports)]
        assert [one.verdict for one in stopped] == ["not_judged"] * 2
        assert "stopped" in stopped[0].cause
        late = "the deadline of 1 s has passed; 6 of 8 accounts have no report: 2000000000000003, "
        with pytest.raises(rolewright.DeadlineExceededError, match=late):
            next(reports)
        emulator.faults()
        assert len(list(rolewright.fleet(members(), deadline=60, **common))) == 8


class Breaking(Executor):
    """A pool that loses its first work and then takes no more, as after the death of a process."""

    def __init__(self, refuses):
        self.refuses = refuses
        self.submitted = 0

    def submit(self, *work):
        self.submitted += 1
        if self.submitted > 2:
            raise self.refuses
        lost = Future()
        lost.set_exception(BrokenProcessPool("a process died"))
        return lost


@pytest.mark.parametrize("refuses", [BrokenProcessPool("broken"), OSError("handle is closed")])
def test_the_work_of_a_broken_pool_is_done_by_threads(reached, refuses):
    pool = Breaking(refuses)
    done = list(
        rolewright.fleet(
            members(), parameters=BUCKET, provider=reached, sts_rate=None, executor=pool
        )
    )
    assert sorted(one.account for one in done) == members()
    assert pool.submitted == 3


def test_the_workers_of_dask_do_the_same_and_one_may_be_killed(reached):
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=4, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    )
    with cluster, distributed.Client(cluster) as client:
        executor = client.get_executor()
        run = rolewright.fleet(
            members(), parameters=BUCKET, provider=reached, sts_rate=None, executor=executor
        )
        done = [next(run)]
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        done.extend(run)
    assert sorted(one.account for one in done) == members()


def test_accounts_of_one_run_have_their_own_errors(reached):
    accounts = [members()[0], {"id": "9999999999999999", "name": "nowhere"}]
    done = rolewright.fleet(accounts, parameters=BUCKET, provider=reached, sts_rate=None)
    verdicts = {one.name: one for one in done}
    assert verdicts["nowhere"].verdict == "not_judged"
    assert "AssumeRole" in verdicts["nowhere"].cause


@pytest.mark.parametrize(
    ("accounts", "more", "words"),
    [
        (["1", "1"], {}, "account `1` is listed twice"),
        (["12a"], {}, "accounts"),
        ([{"id": "1", "nmae": "x"}], {}, "nmae"),
        (["1"], {"recipe": "ack/quik"}, "ack/quik"),
        (["1"], {"recipe": "my.toml"}, "is a file"),
    ],
)
def test_mistakes_are_named_before_anything_is_sent(accounts, more, words):
    with pytest.raises(rolewright.RamError, match=words):
        rolewright.fleet(accounts, **more)


def test_a_stopped_run_starts_no_further_account(reached):
    with ThreadPoolExecutor(1) as pool:
        run = rolewright.fleet(
            members(), parameters=BUCKET, provider=reached, sts_rate=None, executor=pool,
            concurrency=1,
        )
        next(run)
        run.close()
