"""The event chain: one canonical form for a row, and a hash that ties each row to the one before.

Canonical form (after RFC 8785, JSON Canonicalization Scheme, with two differences):

* ``None``, ``True``, ``False``, strings, arrays and objects are written as RFC 8785 says: no
  blanks, keys sorted by UTF-16 code units, the shortest escapes, UTF-8, no Unicode normalisation.
* Integers are written exactly, at any size (RFC 8785 rounds to doubles). Floats are refused.
* What JSON does not have is written as an object with one reserved key, so that ``"1"``, ``1`` and
  ``Decimal(1)`` are three forms, and a date is never taken for a string:
  ``{"$decimal":"1.5"}``, ``{"$date":"2026-03-02"}``, ``{"$time":"2026-03-02T01:30:00.000000Z"}``.
  An object of the caller with a key that starts with ``$`` is refused.

Equal values have one form: ``Decimal("1.50")`` and ``Decimal("1.5")`` are one, and so are two
datetimes of the same moment in two time zones. A datetime without a zone is refused. A tuple is
written as an array. Text enumerations are written as their text.

A row must be hashed in the types in which it will be read back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Final, cast

from cryptography.hazmat.primitives import hashes

GENESIS: Final = "0" * 64
"""What the first event of a chain names as the hash before it."""

_EVENT: Final = b"fengqiao.event.v1\x00"
_VALUE: Final = b"fengqiao.value.v1\x00"
_MAX_BITS: Final = 4096
_MAX_DIGITS: Final = 1000
_SM3: Final = hashes.SM3()
_quote: Final[Callable[[str], str]] = encode_basestring


class CanonicalError(ValueError):
    """A value that has no canonical form; the text says which and why."""


def canonical(value: object) -> bytes:
    """Return the one canonical form of a value, in UTF-8.

    Raises ``CanonicalError`` for floats, datetimes without a zone, keys that are not text or that
    start with ``$``, lone surrogates, circular or far too deep values and all other types.
    """
    try:
        return _form(value).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError("text with a lone surrogate has no UTF-8 form") from error
    except RecursionError as error:
        raise CanonicalError("the value is nested too deeply or contains itself") from error


def _form(value: object) -> str:
    writer = _WRITERS.get(type(value))
    return writer(value) if writer is not None else _form_of_subclass(value)


def _form_of_subclass(value: object) -> str:
    """Write a value whose class derives from a class that has a form (text enumerations)."""
    for base in (str, bool, int, Mapping, list, tuple, Decimal, datetime, date):
        if isinstance(value, base):
            return _WRITERS[dict if base is Mapping else base](value)
    if isinstance(value, float):
        raise CanonicalError(f"{value!r} is a float: use int or Decimal")
    raise CanonicalError(f"a value of type {type(value).__name__} has no canonical form")


def _form_int(value: object) -> str:
    number = cast("int", value)
    if number.bit_length() > _MAX_BITS:
        raise CanonicalError(f"an integer of more than {_MAX_BITS} bits is refused")
    return int.__repr__(number)


def _form_object(value: object) -> str:
    mapping = cast("Mapping[str, object]", value)
    keys = list(mapping)
    try:
        keys.sort()
        if not all(map(str.isascii, keys)):
            keys.sort(key=_utf16)
    except TypeError as error:
        raise CanonicalError("every key of an object must be text") from error
    get, parts = _WRITERS.get, []
    for key in keys:
        if key.startswith("$"):
            raise CanonicalError(f"the key {key!r} is refused: '$' is reserved for types")
        item = mapping[key]
        writer = get(type(item), _form_of_subclass)
        parts.append(_quote(key) + ":" + writer(item))
    return "{" + ",".join(parts) + "}"


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")


def _form_array(value: object) -> str:
    return "[" + ",".join([_form(item) for item in cast("list[object]", value)]) + "]"


def _form_decimal(value: object) -> str:
    number = cast("Decimal", value)
    if not number.is_finite():
        raise CanonicalError(f"{number} is not a finite number")
    if number.is_zero():
        return '{"$decimal":"0"}'
    if abs(number.adjusted()) > _MAX_DIGITS or len(number.as_tuple().digits) > _MAX_DIGITS:
        raise CanonicalError(f"a decimal of more than {_MAX_DIGITS} digits is refused")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f'{{"$decimal":"{text}"}}'


def _form_date(value: object) -> str:
    return f'{{"$date":"{cast("date", value).isoformat()}"}}'


def _form_datetime(value: object) -> str:
    moment = cast("datetime", value)
    if moment.utcoffset() is None:
        raise CanonicalError(f"{moment!r} has no time zone")
    try:
        text = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    except OverflowError as error:
        raise CanonicalError(f"{moment!r} lies outside the years 1 to 9999 in UTC") from error
    return f'{{"$time":"{text}Z"}}'


_WRITERS: Final[dict[type, Callable[[object], str]]] = {
    str: cast("Callable[[object], str]", _quote),
    int: _form_int,
    bool: lambda value: "true" if value else "false",
    type(None): lambda value: "null",
    dict: _form_object,
    list: _form_array,
    tuple: _form_array,
    Decimal: _form_decimal,
    date: _form_date,
    datetime: _form_datetime,
}


def restore(text: str | bytes) -> object:
    """Read canonical JSON back (blanks allowed) into the values that it was made from.

    Raises ``CanonicalError`` for floats, repeated keys, unknown ``$`` types and what is not JSON.
    """
    try:
        return json.loads(text, object_pairs_hook=_restored, parse_float=_refuse, parse_constant=_refuse)
    except CanonicalError:
        raise
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise CanonicalError(f"this is not canonical JSON: {error}") from error


def _restored(pairs: list[tuple[str, object]]) -> object:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise CanonicalError("a key is repeated")
    if not any(key.startswith("$") for key in value):
        return value
    ((kind, text), *more) = pairs
    if more or kind not in _READERS or not isinstance(text, str):
        raise CanonicalError(f"the key {kind!r} names no known type")
    return _READERS[kind](text)


def _refuse(text: str) -> object:
    raise CanonicalError(f"{text} is a float: use an integer or a $decimal")


_READERS: Final[dict[str, Callable[[str], object]]] = {
    "$decimal": Decimal,
    "$date": date.fromisoformat,
    "$time": datetime.fromisoformat,
}


def sm3_bytes(data: bytes) -> bytes:
    """Return the SM3 hash (GB/T 32905-2016) of bytes: 32 bytes."""
    state = hashes.Hash(_SM3)
    state.update(data)
    return state.finalize()


def sm3(data: bytes) -> str:
    """Return the SM3 hash of bytes as 64 lower-case hexadecimal digits."""
    return sm3_bytes(data).hex()


class Sm3:
    """The SM3 hash of a long content, made piece by piece, as ``hashlib`` has it."""

    def __init__(self) -> None:
        self._state = hashes.Hash(_SM3)

    def update(self, data: bytes, /) -> None:
        """Add the next bytes."""
        self._state.update(data)

    def hexdigest(self) -> str:
        """The hash of all bytes so far, as 64 lower-case hexadecimal digits; ends the work."""
        return self._state.finalize().hex()


def digest(value: object) -> str:
    """Return the SM3 hash of any value's canonical form, under its own domain.

    For a row that must not hold a value itself (a file, an answer under seal) but be tied to it.
    """
    return sm3(_VALUE + canonical(value))


def is_hash(text: object) -> bool:
    """Say whether this is a hash as the chain writes it: 64 lower-case hexadecimal digits."""
    return isinstance(text, str) and len(text) == 64 and not text.strip("0123456789abcdef")


def link(previous: str, row: Mapping[str, object]) -> str:
    """Return the hash of an event row that follows the hash ``previous`` (``GENESIS`` if first).

    ``SM3("fengqiao.event.v1" 00 || previous as 32 bytes || canonical(row))``.
    Raises ``ValueError`` if ``previous`` is not a hash, ``CanonicalError`` as ``canonical`` does.
    """
    if not is_hash(previous):
        raise ValueError("the previous hash must be 64 lower-case hexadecimal digits")
    return sm3(_EVENT + bytes.fromhex(previous) + canonical(row))


def first_broken(rows: Iterable[tuple[Mapping[str, object], str, str]], previous: str = GENESIS) -> int | None:
    """Return the position (from 0) of the first row that does not fit its chain, or None.

    Each item is the row, the stored previous hash and the stored hash. ``previous`` is the hash
    before the first item, for a chain that is checked in portions. Rows cut off at the end leave a
    shorter, sound chain: only a published tree head shows those.
    """
    for position, (row, stored_previous, stored) in enumerate(rows):
        try:
            fits = stored_previous == previous and link(previous, row) == stored
        except CanonicalError:
            fits = False
        if not fits:
            return position
        previous = stored
    return None
