"""The Merkle log against the vectors of certificate transparency, and every proof up to 64 leaves."""

import pytest

from core.record.log import (
    EMPTY_ROOT,
    completed,
    consistency,
    consistency_holds,
    envelope_leaf,
    inclusion,
    inclusion_holds,
    leaf_hash,
    root,
)
from tests.fakes.log import Log

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = 64


class Tree:
    """A tree over given leaf inputs, stored as the core stores it."""

    def __init__(self, inputs: list[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        for index, data in enumerate(inputs):
            for level, place, value in completed(index, leaf_hash(data), self.node):
                self.nodes[level, place] = value

    def node(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]


TREE = Tree([b"%d" % number for number in range(SIZES)])
LEAVES = [leaf_hash(b"%d" % number) for number in range(SIZES)]


def altered(proof: list[bytes]) -> list[list[bytes]]:
    """Bend a proof in every simple way."""
    bent = [proof[:-1], [*proof, b"\x00" * 32], [*proof, proof[-1]], proof[1:]] if proof else [[b"\x00" * 32]]
    for place in range(len(proof)):
        item = bytes([proof[place][0] ^ 1]) + proof[place][1:]
        bent.append([*proof[:place], item, *proof[place + 1 :]])
    if len(proof) > 1 and proof[0] != proof[1]:
        bent.append([proof[1], proof[0], *proof[2:]])
    return bent


def test_the_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert root(0, TREE.node) == EMPTY_ROOT
    assert EMPTY_ROOT.hex().startswith("e3b0c44298fc1c14")


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_certificate_transparency(size: int) -> None:
    tree = Tree([bytes.fromhex(text) for text in INPUTS[:size]])
    assert root(size, tree.node).hex() == ROOTS[size - 1]


def test_only_complete_subtrees_are_stored_and_each_once() -> None:
    made = [(level, place) for index in range(8) for level, place, _ in completed(index, LEAVES[index], TREE.node)]
    assert sorted(made) == [(0, n) for n in range(8)] + [(1, n) for n in range(4)] + [(2, 0), (2, 1), (3, 0)]


@pytest.mark.urs("F34")
def test_every_inclusion_proof_holds_and_no_altered_one_does() -> None:
    for size in range(1, SIZES + 1):
        top = root(size, TREE.node)
        for index in range(size):
            proof = inclusion(index, size, TREE.node)
            assert inclusion_holds(LEAVES[index], index, size, proof, top)
            for bent in altered(proof):
                assert not inclusion_holds(LEAVES[index], index, size, bent, top)
            other = (index + 1) % size
            assert size == 1 or not inclusion_holds(LEAVES[index], other, size, proof, top)
            assert size == 1 or not inclusion_holds(LEAVES[other], index, size, proof, top)
            assert not inclusion_holds(LEAVES[index], index, size, proof, b"\x00" * 32)


@pytest.mark.urs("F34")
def test_every_consistency_proof_holds_and_no_altered_one_does() -> None:
    roots = [root(size, TREE.node) for size in range(SIZES + 1)]
    for new in range(1, SIZES + 1):
        for old in range(1, new + 1):
            proof = consistency(old, new, TREE.node)
            assert consistency_holds(old, new, roots[old], roots[new], proof)
            for bent in altered(proof):
                assert not consistency_holds(old, new, roots[old], roots[new], bent)
            assert not consistency_holds(old, new, b"\x00" * 32, roots[new], proof)
            assert not consistency_holds(old, new, roots[old], b"\x00" * 32, proof)
            assert not consistency_holds(new, old, roots[new], roots[old], proof) or old == new


def test_an_empty_log_is_the_past_of_every_log() -> None:
    assert consistency(0, 5, TREE.node) == []
    assert consistency_holds(0, 5, EMPTY_ROOT, root(5, TREE.node), [])
    assert not consistency_holds(0, 5, root(1, TREE.node), root(5, TREE.node), [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_a_leaf_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        inclusion(index, size, TREE.node)
    assert not inclusion_holds(LEAVES[0], index, size, [], b"")


def test_sizes_out_of_order_have_no_proof() -> None:
    with pytest.raises(ValueError, match="order"):
        consistency(5, 4, TREE.node)
    assert not consistency_holds(-1, 4, b"", b"", [])


def test_the_leaf_of_an_envelope_is_the_hash_of_its_hash() -> None:
    log = Log()
    log.append(b"envelope")
    assert log.node(0, 0) == envelope_leaf(b"envelope") != leaf_hash(b"envelope")
