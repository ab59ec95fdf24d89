"""The Merkle log: append, root, inclusion and consistency, over leaves that are record hashes.

A leaf's input is SHA-256 of the envelope bytes. Subtree hashes are stored by the caller as (level, index), where
level 0 holds leaf hashes and a node of level n covers 2^n leaves; only complete subtrees are stored.
Source: RFC 9162, 2.1.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""Gives the stored hash of a complete subtree by (level, index)."""


def leaf_hash(data: bytes) -> bytes:
    """Hash a leaf input."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one."""
    return sha256(b"\x01" + left + right).digest()


def envelope_leaf(envelope: bytes) -> bytes:
    """Give the leaf hash of an envelope: its SHA-256 is the leaf input."""
    return leaf_hash(sha256(envelope).digest())


def completed(index: int, leaf: bytes, node: Node) -> list[tuple[int, int, bytes]]:
    """List the subtrees that the leaf at `index` completes, the leaf first, as (level, index, hash)."""
    made = [(0, index, leaf)]
    level, position, value = 0, index, leaf
    while position % 2 == 1:
        value = node_hash(node(level, position - 1), value)
        level, position = level + 1, position // 2
        made.append((level, position, value))
    return made


def root(size: int, node: Node) -> bytes:
    """Give the root over the first `size` leaves."""
    return _range(0, size, node) if size else EMPTY_ROOT


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """Prove that the leaf at `index` is in the tree of `size` leaves.

    Raises:
        ValueError: The index lies outside the tree.
    """
    if not 0 <= index < size:
        raise ValueError("leaf outside the tree")
    return _path(index, 0, size, node)


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """Prove that the tree of `new` leaves extends the tree of `old` leaves.

    Raises:
        ValueError: The sizes are not in order.
    """
    if not 0 <= old <= new:
        raise ValueError("sizes not in order")
    return [] if old in (0, new) else _subproof(old, 0, new, True, node)


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], claimed: bytes) -> bool:
    """Verify an inclusion proof (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    fn, sn, value = index, size - 1, leaf
    for item in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            value = node_hash(item, value)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            value = node_hash(value, item)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and value == claimed


def consistency_holds(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Verify a consistency proof (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    items = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not items:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = items[0]
    for item in items[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            first, second = node_hash(item, first), node_hash(item, second)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, item)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and first == old_root and second == new_root


def _split(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def _range(start: int, end: int, node: Node) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(count)
    return node_hash(_range(start, middle, node), _range(middle, end, node))


def _path(index: int, start: int, end: int, node: Node) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle, node), _range(middle, end, node)]
    return [*_path(index, middle, end, node), _range(start, middle, node)]


def _subproof(old: int, start: int, end: int, complete: bool, node: Node) -> list[bytes]:
    if old == end - start:
        return [] if complete else [_range(start, end, node)]
    middle = start + _split(end - start)
    if old <= middle - start:
        return [*_subproof(old, start, middle, complete, node), _range(middle, end, node)]
    return [*_subproof(old - (middle - start), middle, end, False, node), _range(start, middle, node)]
