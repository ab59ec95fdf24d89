import logging
import pickle

import pytest

from core.secret import Secret


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret("hunter2")
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", "%s" % secret, repr([secret])]  # noqa: UP031 - each way of showing
    assert not [text for text in shown if "hunter2" in text]


def test_a_secret_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("t").warning("signed with %s", Secret("hunter2"))
    assert "hunter2" not in caplog.text


def test_a_secret_is_given_only_when_asked() -> None:
    assert Secret("hunter2").reveal() == "hunter2"
    assert Secret("x")
    assert not Secret("")


def test_a_secret_is_not_serialised() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret("hunter2"))
