"""Tests against other people's software: each directory needs its own, and is run by itself.

``make test-azure``, ``test-sdk``, ``test-dns``, ``test-pipelines`` and ``test-tools`` install
what they need; a plain ``pytest`` does not come here.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.external)
            item.add_marker(item.path.relative_to(HERE).parts[0])
