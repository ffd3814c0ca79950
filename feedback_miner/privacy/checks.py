"""Check digits and the structure of numbers: they raise confidence, they do not veto."""

from __future__ import annotations

import datetime

__all__ = ["issuer", "landline", "luhn", "resident_date", "resident_id_check", "resident_region"]

# GB/T 2260: the first two digits of a resident id.
_REGIONS = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_TWO_DIGIT_AREAS = frozenset(["10", "20", "21", "22", "23", "24", "25", "27", "28", "29"])


def resident_id_check(number: str) -> bool:
    """Tell whether an 18-digit resident id passes the check digit of GB 11643-1999."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(w * int(d) for w, d in zip(weights, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def resident_region(number: str) -> bool:
    """Tell whether a resident id begins with a province's code."""
    return number[:2] in _REGIONS


def resident_date(number: str) -> bool:
    """Tell whether the date of birth in an id of 15 or 18 digits is a day of a person's life."""
    written = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        return datetime.date(int(written[:4]), int(written[4:6]), int(written[6:])).year >= 1900
    except ValueError:
        return False


def luhn(number: str) -> bool:
    """Tell whether a card number passes the Luhn check (ISO/IEC 7812-1)."""
    digits = [int(d) for d in reversed(number)]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0


def issuer(number: str) -> bool:
    """Tell whether a number has the length and the beginning of a payment card.

    UnionPay 62 (16 to 19 digits) and older debit ranges (95588, 60), Visa 4, Mastercard 51-55 and
    2221-2720, JCB 3528-3589 (16), American Express 34 and 37 (15), Diners 36 (14).
    """
    size = len(number)
    if number.startswith("62"):
        return 16 <= size <= 19
    if number.startswith("95588"):
        return size == 19
    if number[:2] in ("60", "68", "69"):
        return size in (16, 17, 18, 19)
    if size == 16:
        return (
            number[0] == "4"
            or "51" <= number[:2] <= "55"
            or "2221" <= number[:4] <= "2720"
            or "3528" <= number[:4] <= "3589"
        )
    return (size == 15 and number[:2] in ("34", "37")) or (size == 14 and number[:2] == "36")


def landline(number: str) -> bool:
    """Tell whether digits with their area code are a fixed line of mainland China."""
    if number[:1] != "0":
        return False
    if number[1:3] in _TWO_DIGIT_AREAS:
        return len(number) == 11 and number[3] in "23456789"
    return number[1:2] in tuple("3456789") and len(number) in (11, 12) and number[4] in "2345678"
