import random

import pytest


def pytest_addoption(parser):
    parser.addoption("--hosts", type=int, default=10_000, help="of each server; default: 10000")
    parser.addoption("--million", action="store_true", help="a million hosts in NSD and Knot, too")
    parser.addoption("--seed", type=int, help="of what is random; default: another each time")
    parser.addoption("--hostile", type=int, default=2000, help="hostile names; default: 2000")


@pytest.fixture(autouse=True)
def seeded(pytestconfig):
    """The hosts of each run are others; what is printed where a test fails makes them again."""
    seed = pytestconfig.getoption("seed") or random.randrange(1, 1 << 32)
    print(f"--seed {seed}")
    random.seed(seed)
