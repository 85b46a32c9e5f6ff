"""A store, opened as the file that it is. Nothing here is the daemon's: what is written down of the format must do."""
import sqlite3


def _number(rest):
    """Seven bits a byte, low first."""
    value, shift = 0, 0
    while True:
        byte = next(rest)
        value, shift = value | (byte & 0x7F) << shift, shift + 7
        if byte < 0x80:
            return value


def _mask(rest):
    return next(rest) | next(rest) << 8


def _lengths(rest):
    """How long the code of each byte is that occurs."""
    groups = _mask(rest)
    masks = [_mask(rest) if groups >> i & 1 else 0 for i in range(16)]
    used = [byte for byte in range(256) if masks[byte // 16] >> byte % 16 & 1]
    halves = [half for _ in range((len(used) + 1) // 2) for byte in [next(rest)] for half in (byte & 15, byte >> 4)]
    return dict(zip(used, halves))


def _codes(lengths):
    """Canonical: by length, then by byte."""
    codes, code, last = {}, 0, 0
    for length, byte in sorted((length, byte) for byte, length in lengths.items()):
        code <<= length - last
        codes[length, code] = byte
        code, last = code + 1, length
    return codes


def _decode(data, codes, count):
    bits, out, length, code = iter(f"{int.from_bytes(data, 'big'):0{len(data) * 8}b}"), bytearray(), 0, 0
    while len(out) < count:
        length, code = length + 1, code << 1 | int(next(bits))
        if (length, code) in codes:
            out.append(codes[length, code])
            length = code = 0
    return bytes(out)


def text_of(packed):
    """As the head of daemon/store/prose.h says."""
    if packed is None:
        return None
    rest = iter(packed)
    count, first = _number(rest), _number(rest)
    codes = _codes(_lengths(rest))
    data = bytes(rest)
    return (_decode(data[:first], codes, count // 2) + _decode(data[first:], codes, count - count // 2)).decode()


def open_store(path):
    db = sqlite3.connect(path)
    db.create_function("text_of", 1, text_of, deterministic=True)
    return db
