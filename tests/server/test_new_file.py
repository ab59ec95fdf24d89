"""A new file is written whole or not at all, over nothing, also where a file system knows no hard links."""

import errno
from pathlib import Path

import pytest

from server.new_file import NotWritten, write_new


def _no_links(_self: Path, _target: Path) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_written_once_and_never_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", _no_links)
    out = tmp_path / "export.zip"
    write_new(out, b"first")
    with pytest.raises(NotWritten) as refused:
        write_new(out, b"second")
    assert refused.value.key == "report.file_exists"
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("export.zip", b"first")]


@pytest.mark.parametrize("folder", ["missing", "a-file"])
def test_a_folder_that_is_none_is_told_in_one_sentence(tmp_path: Path, folder: str) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(NotWritten) as refused:
        write_new(tmp_path / folder / "x.pdf", b"x")
    assert refused.value.key == "report.not_written"
