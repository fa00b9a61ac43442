"""Fast copying between Python bytes and PJSIP's frame buffers.

pjsua2 hands out a frame's buffer as a std::vector<unsigned char> wrapped by SWIG; going through it element by
element costs half a millisecond a frame, on a thread that has 20. The vector's own three pointers
(begin, end, end of storage) are the same with GCC, Clang and MSVC, but no standard promises it: so the fast
way is tried once, on a vector of known content, before it is trusted.
"""

import ctypes
import logging
from collections.abc import Callable
from typing import NamedTuple

import pjsua2 as pj

from softphone.calls.frames import FRAME_BYTES

_log = logging.getLogger(__name__)


class FrameCopy(NamedTuple):
    read: Callable[[pj.MediaFrame], bytes]
    write: Callable[[pj.MediaFrame, bytes], None]
    fast: bool


class _Pointers(ctypes.Structure):
    _fields_ = (("begin", ctypes.c_void_p), ("end", ctypes.c_void_p), ("storage", ctypes.c_void_p))


def _read_slowly(frame: pj.MediaFrame) -> bytes:
    return bytes(frame.buf)


def _write_slowly(frame: pj.MediaFrame, data: bytes) -> None:
    frame.buf = pj.ByteVector(data)
    frame.size = len(data)
    frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO


def _pointers(vector: pj.ByteVector) -> _Pointers:
    return _Pointers.from_address(int(vector.this))


def _read_fast(frame: pj.MediaFrame) -> bytes:
    vector = frame.buf
    pointers = _pointers(vector)
    if not pointers.begin or not pointers.end:
        return b""
    return ctypes.string_at(pointers.begin, pointers.end - pointers.begin)


def _fast_writer() -> Callable[[pj.MediaFrame, bytes], None]:
    """A writer with a vector of its own, filled anew for each frame; C++ copies it on assignment."""
    vector = pj.ByteVector(bytes(FRAME_BYTES))
    begin = _pointers(vector).begin

    def write(frame: pj.MediaFrame, data: bytes) -> None:
        if begin is None or len(data) != FRAME_BYTES:
            _write_slowly(frame, data)
            return
        ctypes.memmove(begin, data, FRAME_BYTES)
        frame.buf = vector
        frame.size = FRAME_BYTES
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO

    return write


def _sound_layout() -> bool:
    """Whether a vector really is three pointers around its bytes; looks before it follows any of them."""
    pattern = bytes(range(256)) * 2 + bytes(FRAME_BYTES - 512)
    vector = pj.ByteVector(pattern)
    pointers = _pointers(vector)
    begin, end, storage = pointers.begin, pointers.end, pointers.storage
    if not begin or not end or not storage or end - begin != FRAME_BYTES or storage < end:
        return False
    return ctypes.string_at(begin, FRAME_BYTES) == pattern


def frame_copy() -> FrameCopy:
    """The fast way where it proves right on this system, otherwise the slow one."""
    try:
        if _sound_layout():
            write = _fast_writer()
            pattern = bytes(reversed(range(256))) * 2 + bytes(FRAME_BYTES - 512)
            frame = pj.MediaFrame()
            write(frame, pattern)
            if bytes(frame.buf) == pattern and _read_fast(frame) == pattern:
                return FrameCopy(_read_fast, write, fast=True)
    except (AttributeError, TypeError, ValueError) as error:
        _log.warning("fast frame copy is not possible: %s", error)
    _log.warning("frames are copied the slow way: the vector's layout is not the one known")
    return FrameCopy(_read_slowly, _write_slowly, fast=False)
