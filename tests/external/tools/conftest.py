"""The fixtures of a real browser."""

import pytest

from tools import browser as browsers


@pytest.fixture(scope="module")
def driver():
    with browsers.driver() as url:
        yield url


@pytest.fixture(scope="module")
def browser(driver):
    session = browsers.opened(driver)
    yield session
    session.send("DELETE", "")
