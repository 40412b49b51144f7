"""Files that appear whole or not at all, also beside other writers, and are measured before."""

import ast
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import zipfile

import numpy as np
import pytest

from lectures_nn.layers import Dense
from lectures_nn.network import Network
from lectures_nn.storage import read_measured, written_whole

posix = pytest.mark.skipif(os.name == "nt", reason="asks for what Windows does not have")


def make(value=1.0):
    network = Network([Dense(40)], 50, rng=0)
    network.theta = np.full(network.theta.size, value)
    return network


# -- writing ----------------------------------------------------------------------------


def test_the_file_has_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "data.bin"
    path.write_bytes(b"old")
    with written_whole(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
        assert len(list(tmp_path.iterdir())) == 2
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_writer_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "data.bin"
    path.write_bytes(b"new")

    def interrupted():
        with written_whole(path) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    path, synced = tmp_path / "data.bin", []
    real = os.fsync

    def sync(handle):
        synced.append((path.exists(), os.fstat(handle).st_size))
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    with written_whole(path) as file:
        file.write(b"12345")
    assert synced == [(False, 5)]


def test_threads_that_save_under_one_name_never_tear_the_file(tmp_path):
    path, wrong = make(0.0).save(tmp_path / "net"), []

    def save(value):
        network = make(value)
        for _ in range(40):
            network.save(path)

    writers = [threading.Thread(target=save, args=(value,)) for value in (1.0, 2.0, 3.0)]
    for writer in writers:
        writer.start()
    reads = 0
    while any(writer.is_alive() for writer in writers):
        try:
            theta = Network.load(path).theta
            reads += 1
        except ValueError as error:
            wrong.append(str(error))
        else:
            if len(set(theta)) != 1:
                wrong.append(set(theta))
    assert not wrong
    assert reads
    assert list(tmp_path.iterdir()) == [path]


def test_saving_compiles_nothing(tmp_path, monkeypatch):
    # Two threads that compile at once can fail in Python 3.11.
    network = make()
    monkeypatch.setattr(ast, "parse", None)
    assert network.save(tmp_path / "net").exists()


def test_two_threads_read_one_after_the_other(tmp_path, monkeypatch):
    # NumPy compiles what an array says of itself, too.
    path, inside, most = make().save(tmp_path / "net"), [], []
    read = np.lib.format.descr_to_dtype

    def slowly(description):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.01)
        inside.pop()
        return read(description)

    monkeypatch.setattr(np.lib._format_impl, "descr_to_dtype", slowly)
    readers = [threading.Thread(target=Network.load, args=(path,)) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(most) == 4 * 4  # the headers of two arrays, each looked at and then read
    assert max(most) == 1


WRITER = """
import sys, time
from pathlib import Path
from lectures_nn.storage import written_whole
with written_whole(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    time.sleep(100)
"""


@posix
def test_what_a_killed_writer_left_is_cleared_and_what_a_living_one_writes_is_not(tmp_path):
    path = tmp_path / "net.npz"
    make(1.0).save(path)
    old = path.read_bytes()
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    try:
        for writer in writers:
            assert writer.stdout.readline() == b"writing\n"
        writers[0].send_signal(signal.SIGKILL)
        writers[0].wait()
        assert path.read_bytes() == old
        assert len(list(tmp_path.glob(".net.npz.*.part"))) == 2
        make(2.0).save(path)
        (left,) = tmp_path.glob(".net.npz.*.part")
        assert left.name.startswith(f".net.npz.{writers[1].pid}-")
        assert Network.load(path).theta[0] == 2
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
            writer.stdout.close()
    make(3.0).save(path)
    assert list(tmp_path.iterdir()) == [path]


def test_files_of_like_names_are_left_alone(tmp_path):
    names = [".net.npz.part", "net.npz.1.part", ".other.npz.999999999-a-0123abcd.part"]
    for name in names:
        (tmp_path / name).write_bytes(b"mine")
    make().save(tmp_path / "net")
    assert {path.name for path in tmp_path.iterdir()} == {*names, "net.npz"}


@posix
def test_a_link_stays_and_the_file_it_leads_to_is_replaced(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link, real = tmp_path / "net.npz", elsewhere / "real.npz"
    link.symlink_to(real)
    for value in (1.0, 2.0):  # at first the link leads nowhere
        assert make(value).save(link) == link
        assert link.is_symlink()
        assert Network.load(real).theta[0] == value
    assert list(elsewhere.iterdir()) == [real]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_the_permissions_of_a_file_that_is_replaced_stay(mode, tmp_path):
    path = make(1.0).save(tmp_path / "net")
    path.chmod(mode)
    make(2.0).save(path)
    assert path.stat().st_mode & 0o777 == mode


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    (tmp_path / "net.npz").mkdir()
    with pytest.raises(ValueError, match=r"net\.npz must be a file, got a folder"):
        make().save(tmp_path / "net")
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]


def test_a_file_that_may_not_be_changed_is_not(tmp_path, monkeypatch):
    path = make(1.0).save(tmp_path / "net")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may do anything
    with pytest.raises(PermissionError, match="may not be changed"):
        make(2.0).save(path)
    assert Network.load(path).theta[0] == 1
    assert list(tmp_path.iterdir()) == [path]


# -- reading ----------------------------------------------------------------------------


def test_arrays_are_measured_before_they_are_read(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    np.savez(path, a=np.arange(3), b=np.zeros((2, 2), np.float32))
    wanted = {"a": (np.dtype(int), (3,)), "b": (np.dtype("f4"), (2, 2))}
    with path.open("rb") as file:
        found = read_measured(file, wanted)
    assert found["a"].tolist() == [0, 1, 2]
    assert found["b"].shape == (2, 2)
    monkeypatch.setattr(np.lib.format, "read_array", None)  # nothing of them is read
    for fine in ((np.dtype("f8"), (3,)), (np.dtype(int), (4,))):
        with path.open("rb") as file, pytest.raises(ValueError, match="a must have shape"):
            read_measured(file, {"a": fine})
    with path.open("rb") as file, pytest.raises(ValueError, match="expected an array c in it"):
        read_measured(file, {"c": fine})


def test_a_small_file_of_many_zeros_is_refused_unread(tmp_path, monkeypatch):
    path = make().save(tmp_path / "net")
    with np.load(path) as archive:
        text = archive["network"]
    np.savez_compressed(path, theta=np.zeros(10**6), network=text)
    assert path.stat().st_size < 10**5
    monkeypatch.setattr(np.lib.format, "read_array", None)
    with pytest.raises(ValueError, match=r"damaged: theta must fit into the file of \d+ bytes"):
        Network.load(path)
    np.savez_compressed(path, theta=np.zeros(3), network=np.array(" " * 10**6))
    with pytest.raises(ValueError, match=r"damaged: network must fit into the file of \d+ bytes"):
        Network.load(path)


def header(text):
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


@pytest.mark.parametrize(
    "content",
    [
        b"junk",
        pickle.dumps({"theta": [1, 2]}),
        header(b"{'descr': '<f8', 'fortran_order': False, 'shape': (3,)}" + b" " * 20_000),
        header(b"{'descr': '|O', 'fortran_order': False, 'shape': (3,)}\n"),
        header(b"import os\n"),
        b"\x93NUMPY\x09\x00",
    ],
)
@pytest.mark.parametrize("zipped", [True, False])
def test_no_junk_is_said_to_load_when_it_is_trusted(content, zipped, tmp_path):
    path = tmp_path / "net.npz"
    if zipped:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("theta.npy", content)
            archive.writestr("network.npy", content)
    else:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=r"net\.npz is not a network saved by") as error:
        Network.load(path)
    assert "\n" not in str(error.value)
    for word in ("pickle", "trust", "unsafe"):
        assert word not in str(error.value)


@posix
def test_a_pipe_is_refused_without_waiting_for_its_end(tmp_path):
    os.mkfifo(tmp_path / "net.npz")
    for use in (Network.load, make().save):
        with pytest.raises(ValueError, match=r"expected a file|must be a file"):
            use(tmp_path / "net.npz")


def test_a_file_without_permission_is_not_called_damaged(tmp_path, monkeypatch):
    path = make().save(tmp_path / "net")

    def refused(self, *args):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(type(path), "open", refused)  # root may read anything
    with pytest.raises(PermissionError, match="Permission denied"):
        Network.load(path)
