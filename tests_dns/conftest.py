def pytest_addoption(parser):
    parser.addoption("--hosts", type=int, default=10_000, help="of each server; default: 10000")
    parser.addoption("--million", action="store_true", help="a million hosts in NSD and Knot, too")
    parser.addoption("--hostile", type=int, default=2000, help="hostile names; default: 2000")
