"""What an upload in pieces may do: where a piece belongs, and whether the disk holds the file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

HEAD = 64 * 1024  # bytes at the start of a file by which it is recognised, or all of a smaller one
LARGEST_PIECE = 8 * 1024 * 1024  # bytes
MOST_UNFINISHED = 3  # uploads of one person
KEPT = timedelta(days=7)  # an upload to which nothing was added


class Place(StrEnum):
    """Where a piece belongs."""

    NEXT = "next"  # behind what has arrived
    ELSEWHERE = "elsewhere"  # it has arrived already, or one before it is missing
    BEYOND = "beyond"  # the file would become longer than was said


def place_of(offset: int, length: int, received: int, size: int) -> Place:
    """Of a piece of `length` bytes sent for `offset`, when `received` bytes of `size` are there."""
    if offset != received:
        return Place.ELSEWHERE
    return Place.NEXT if received + length <= size else Place.BEYOND


def fits(free: int, spare: int, unfinished: Iterable[tuple[int, int]]) -> bool:
    """Whether `free` bytes are enough for all unfinished uploads, each (size, received), and `spare` is left over.

    A bundle needs its size twice: once as it arrives, once as its files lie checked.
    """
    return sum(2 * size - received for size, received in unfinished) + spare <= free
