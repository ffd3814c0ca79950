"""Read how a workbook looks (XLSX only) in a process of its own, which may die of a hostile file.

Run as a script by ``workbook``: ``styles.py - MEGABYTES SECONDS`` reads the file from standard
input and writes JSON lines: first ``{"styles": [properties of each cell style], "left": {what is
not taken over: count}}``, then a line a sheet with the fields of ``workbook.Look``. No text of a
cell, comment, header, formula or name is written out, only the items of drop-down lists, formats
of numbers and names of fonts and sheets. Only the standard library is imported.
"""

from __future__ import annotations

import io
import json
import os.path
import posixpath
import re
import runpy
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from xml.parsers import expat

__all__ = ["main"]

BROKEN = 3  # exit status, as in ``sheets``
_MOST = 100_000  # columns' settings, styles, lists or links of a sheet
_COLOUR_WORDS = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 "
    "008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF "
    "FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF "
    "FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 "
    "993300 993366 333399 333333"
)  # the indexed colours from 8 on (ECMA-376, 18.8.27); 0 to 7 repeat the first eight
_THEME_WORDS = "FFFFFF 000000 EEECE1 1F497D 4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646"
_SCHEME_WORDS = "lt1 dk1 lt2 dk2 accent1 accent2 accent3 accent4 accent5 accent6"
_BORDER_WORDS = (
    "none thin medium dashed dotted thick double hair mediumDashed dashDot mediumDashDot "
    "dashDotDot mediumDashDotDot slantDashDot"
)
_PATTERN_WORDS = (
    "none solid mediumGray darkGray lightGray darkHorizontal darkVertical darkDown darkUp darkGrid "
    "darkTrellis lightHorizontal lightVertical lightDown lightUp lightGrid lightTrellis gray125 "
    "gray0625"
)
_COLOURS, _THEME, _SCHEME, _BORDERS, _PATTERNS = (
    words.split()
    for words in (_COLOUR_WORDS, _THEME_WORDS, _SCHEME_WORDS, _BORDER_WORDS, _PATTERN_WORDS)
)
_UNDERLINES = {"single": 1, "double": 2, "singleAccounting": 33, "doubleAccounting": 34, "none": 0}
_ACROSS = {"centerContinuous": "center_across", "general": ""}
_DOWN = {"center": "vcenter", "justify": "vjustify", "distributed": "vdistributed", "bottom": ""}
_ANCHOR = re.compile(rb"<(?:\w+:)?(?:twoCell|oneCell|absolute)Anchor\b")
_COMMENT = re.compile(rb"<(?:\w+:)?comment\b")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_PARTS = {"pivotTable": "pivots", "table": "tables"}

Attributes = dict[str, str]


class _Node(NamedTuple):
    name: str
    attributes: Attributes
    children: list[_Node]

    def all(self, name: str) -> list[_Node]:
        return [one for one in self.children if one.name == name]

    def first(self, name: str) -> _Node:
        return next((one for one in self.children if one.name == name), _Node(name, {}, []))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parse(
    stream: Any, start: Callable[[str, Attributes], None], end: Callable[[str], None], text: Any
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        raise ValueError("a document type")  # no workbook has one: entities are how bombs grow

    parser.StartDoctypeDeclHandler = refuse
    parser.ParseFile(stream)


def _tree(archive: zipfile.ZipFile, path: str) -> _Node:
    """Return a small part whole, without its text; an empty one where it is not there."""
    root = _Node("", {}, [])
    stack = [root]

    def start(name: str, attributes: Attributes) -> None:
        node = _Node(_local(name), {_local(k): v for k, v in attributes.items()}, [])
        stack[-1].children.append(node)
        stack.append(node)

    if path in archive.namelist():
        with archive.open(path) as stream:
            _parse(stream, start, lambda name: stack.pop() and None, None)
    return root.children[0] if root.children else root


def _links(archive: zipfile.ZipFile, path: str) -> list[tuple[str, str, str]]:
    """Return what a part refers to: id, kind, path."""
    folder, name = posixpath.split(path)
    found = []
    for one in _tree(archive, f"{folder}/_rels/{name}.rels").all("Relationship")[:_MOST]:
        about = one.attributes
        target = about.get("Target", "")
        inside = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        kind = about.get("Type", "").rpartition("/")[2]
        if about.get("TargetMode") != "External":
            found.append((about.get("Id", ""), kind, inside))
    return found


def _on(about: Attributes, name: str) -> bool:
    return about.get(name, "0") in ("1", "true")


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < 1e7 else None


def _whole(text: str | None) -> int:
    return int(_number(text) or 0)


def _height(text: str | None) -> float | None:
    """Return a row's height in points, None where no row may be so high."""
    value = _number(text)
    return value if value is not None and 0 <= value <= 409.5 else None


class _Book:
    """A workbook's styles: colours resolved, each cell style as plain properties."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.theme = list(_THEME)
        scheme = _tree(archive, "xl/theme/theme1.xml").first("themeElements").first("clrScheme")
        for colour in scheme.children:
            if colour.name in _SCHEME and colour.children:
                about = colour.children[0].attributes
                value = about.get("lastClr", about.get("val", ""))
                if re.fullmatch("[0-9A-Fa-f]{6}", value):
                    self.theme[_SCHEME.index(colour.name)] = value
        root = _tree(archive, "xl/styles.xml")
        codes = {
            _whole(one.attributes.get("numFmtId")): one.attributes.get("formatCode", "")
            for one in root.first("numFmts").all("numFmt")
        }
        fonts = [self._font(one) for one in root.first("fonts").all("font")]
        fills = [self._fill(one.first("patternFill")) for one in root.first("fills").all("fill")]
        borders = [self._border(one) for one in root.first("borders").all("border")]
        self.styles = []
        for form in root.first("cellXfs").all("xf")[:_MOST]:
            about = form.attributes
            found: dict[str, Any] = {}
            for name, known in (("fontId", fonts), ("fillId", fills), ("borderId", borders)):
                place = _whole(about.get(name))
                found |= known[place] if 0 <= place < len(known) else {}
            code = _whole(about.get("numFmtId"))
            if 0 < code < 164 or (code in codes and 0 < len(codes[code]) < 256):
                found["num_format"] = codes.get(code, code)
            self.styles.append(found | self._alignment(form.first("alignment").attributes))

    def colour(self, about: Attributes) -> str:
        """Return a colour as #RRGGBB, "" for the automatic one."""
        value = about.get("rgb", "")[-6:]
        if "theme" in about:
            place = _whole(about["theme"])
            value = self.theme[place] if 0 <= place < len(self.theme) else ""
        elif "indexed" in about:
            place = _whole(about["indexed"])
            place -= 8 if place >= 8 else 0
            value = _COLOURS[place] if 0 <= place < len(_COLOURS) else ""
        if not re.fullmatch("[0-9A-Fa-f]{6}", value):
            return ""
        tint = max(-1.0, min(1.0, _number(about.get("tint")) or 0.0))
        parts = [int(value[at : at + 2], 16) for at in (0, 2, 4)]
        parts = [round(p * (1 + tint) if tint < 0 else p + (255 - p) * tint) for p in parts]
        return "#" + "".join(f"{part:02X}" for part in parts)

    def _font(self, font: _Node) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in font.children:
            value = one.attributes.get("val", "")
            if one.name == "name":
                found["font_name"] = value
            elif one.name == "sz":
                found["font_size"] = min(409.0, max(1.0, _number(value) or 11))
            elif one.name in ("b", "i", "strike") and value not in ("0", "false"):
                found[{"b": "bold", "i": "italic", "strike": "font_strikeout"}[one.name]] = True
            elif one.name == "u":
                found["underline"] = _UNDERLINES.get(value, 1)
            elif one.name == "color" and (colour := self.colour(one.attributes)):
                found["font_color"] = colour
        return found

    def _fill(self, fill: _Node) -> dict[str, Any]:
        kind = fill.attributes.get("patternType", "none")
        place = _PATTERNS.index(kind) if kind in _PATTERNS else 0
        if not place:
            return {}
        found: dict[str, Any] = {"pattern": place}
        # The writer gives a solid fill the colour of its ground where there is no other.
        for name, told in (("fgColor", "fg_color"), ("bgColor", "bg_color")):
            colour = self.colour(fill.first(name).attributes)
            if colour and not (place == 1 and name == "bgColor"):
                found[told] = colour
        return found

    def _border(self, border: _Node) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for side in ("left", "right", "top", "bottom"):
            line = border.first(side)
            kind = line.attributes.get("style", "none")
            if kind in _BORDERS[1:]:
                found[side] = _BORDERS.index(kind)
                if colour := self.colour(line.first("color").attributes):
                    found[f"{side}_color"] = colour
        return found

    def _alignment(self, about: Attributes) -> dict[str, Any]:
        across, down = about.get("horizontal", ""), about.get("vertical", "")
        turn = max(0, _whole(about.get("textRotation")))
        found = {
            "align": _ACROSS.get(across, across),
            "valign": _DOWN.get(down, down),
            "text_wrap": _on(about, "wrapText"),
            "shrink": _on(about, "shrinkToFit"),
            "indent": min(15, max(0, _whole(about.get("indent")))),
            "rotation": 270 if turn == 255 else turn if turn <= 90 else 90 - min(turn, 180),
        }
        return {name: value for name, value in found.items() if value}


def _range(text: str) -> list[int] | None:
    """Return the range of a reference (A2:C9): first row and column, last ones, from 0."""
    places = [_CELL.fullmatch(one) for one in text.split(":")]
    if not all(places) or not 1 <= len(places) <= 2:
        return None
    ends = [(int(one[2]) - 1, _column(one[1])) for one in places if one]
    (top, left), (bottom, right) = ends[0], ends[-1]
    sound = 0 <= top <= bottom < 1 << 20 and 0 <= left <= right < 1 << 14
    return [top, left, bottom, right] if sound else None


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


class _Sheet:
    """Collects how one sheet looks while its part is read; ``look`` has the fields of Look."""

    def __init__(self, book: _Book, left: Counter[str]) -> None:
        self.book, self.left = book, left
        self.look: dict[str, Any] = {"columns": [], "rows": [], "lists": []}
        self.looks_of: dict[tuple[tuple[int, int, int], ...], int] = {}
        self.columns: dict[str, int] = {}
        self.row, self.at = -1, -1
        self.kept: list[list[int]] = []
        self.shown: list[Any] = [None, False, 0, 0]
        self.validation: dict[str, Any] = {}
        self.reading = ""

    def start(self, name: str, about: Attributes) -> None:
        name = _local(name)
        if name == "c":
            self._cell(about)
        elif name == "row":
            self._row(about)
        elif name == "f":
            self.left["formulas"] += 1
        elif name not in ("v", "is", "t") and hasattr(self, f"_on_{name}"):
            getattr(self, f"_on_{name}")(about)

    def end(self, name: str) -> None:
        name = _local(name)
        if name == "row":
            self._row_done()
        elif name == "dataValidation":
            self._validated()
        if name in ("formula1", "oddHeader", "oddFooter", "evenHeader", "evenFooter"):
            self.reading = ""

    def text(self, text: str) -> None:
        if self.reading == "formula1" and len(self.validation.get("formula", "")) < 1000:
            self.validation["formula"] = self.validation.get("formula", "") + text
        elif self.reading == "margin" and text.strip():
            self.left["margins"] += 1
            self.reading = ""

    def _cell(self, about: Attributes) -> None:
        letters = about.get("r", "").rstrip("0123456789")
        place = self.columns.get(letters, -1)
        if place < 0:
            place = _column(letters) if re.fullmatch("[A-Z]{1,3}", letters) else self.at + 1
            if letters:
                self.columns[letters] = place
        self.at, style = place, int(about.get("s", "0"))
        if self.kept and self.kept[-1][1] == place - 1 and self.kept[-1][2] == style:
            self.kept[-1][1] = place
        else:
            self.kept.append([place, place, style])

    def _row(self, about: Attributes) -> None:
        self.row = int(about["r"]) - 1 if "r" in about else self.row + 1
        self.at, self.kept = -1, []
        height = _height(about.get("ht")) if _on(about, "customHeight") else None
        style = _whole(about.get("s")) if _on(about, "customFormat") else 0
        level = min(7, max(0, _whole(about.get("outlineLevel"))))
        self.shown = [height, _on(about, "hidden"), level, style]

    def _row_done(self) -> None:
        runs = tuple((first, last, style) for first, last, style in self.kept)
        pattern = self.looks_of.setdefault(runs, len(self.looks_of))
        if 0 <= self.row < 1 << 20:
            self.look["rows"].append([self.row, *self.shown, pattern])

    def _on_col(self, about: Attributes) -> None:
        first, last = _whole(about.get("min")) - 1, _whole(about.get("max")) - 1
        if 0 <= first <= last < 1 << 14 and len(self.look["columns"]) < _MOST:
            level = min(7, max(0, _whole(about.get("outlineLevel"))))
            width = _number(about.get("width"))
            if width is not None and not 0 <= width <= 255:
                width = None
            self.look["columns"].append(
                [first, last, width, _on(about, "hidden"), level, _whole(about.get("style"))]
            )

    def _on_sheetFormatPr(self, about: Attributes) -> None:
        if _on(about, "customHeight"):
            self.look["height"] = _height(about.get("defaultRowHeight"))
        self.look["closed"] = _on(about, "zeroHeight")

    def _on_sheetView(self, about: Attributes) -> None:
        self.look["gridlines"] = about.get("showGridLines", "1") in ("1", "true")
        self.look["mirrored"] = _on(about, "rightToLeft")
        self.look["zoom"] = min(400, max(10, _whole(about.get("zoomScale")) or 100))

    def _on_pane(self, about: Attributes) -> None:
        if about.get("state", "").startswith("frozen"):
            split = _whole(about.get("ySplit")), _whole(about.get("xSplit"))
            if 0 <= split[0] < 1 << 20 and 0 <= split[1] < 1 << 14:
                self.look["frozen"] = split

    def _on_tabColor(self, about: Attributes) -> None:
        self.look["tab"] = self.book.colour(about)

    def _on_pageSetup(self, about: Attributes) -> None:
        self.look["landscape"] = about.get("orientation") == "landscape"
        self.look["paper"] = min(118, max(0, _whole(about.get("paperSize"))))

    def _on_autoFilter(self, about: Attributes) -> None:
        self.look["filter"] = _range(about.get("ref", ""))

    def _on_filterColumn(self, about: Attributes) -> None:
        self.left["filters"] += 1  # rows that it hides stay hidden

    def _on_dataValidation(self, about: Attributes) -> None:
        self.validation = dict(about)
        if any(about.get(one) for one in ("error", "errorTitle", "prompt", "promptTitle")):
            self.left["prompts"] += 1

    def _on_formula1(self, about: Attributes) -> None:
        self.reading = "formula1"

    def _validated(self) -> None:
        """Keep a list of words; whatever else limits what may be entered is left out."""
        formula = self.validation.get("formula", "").strip()
        ranges = [_range(one) for one in self.validation.get("sqref", "").split()[:1000]]
        sound = [one for one in ranges if one]
        if (
            self.validation.get("type") == "list"
            and re.fullmatch(r'"(?:[^"]|"")*"', formula, re.DOTALL)
            and sound
            and len(self.look["lists"]) < _MOST
        ):
            items = formula[1:-1].replace('""', '"').split(",")
            self.look["lists"].append([[one.strip() for one in items], sound])
        else:
            self.left["validations"] += 1

    def _on_conditionalFormatting(self, about: Attributes) -> None:
        self.left["conditions"] += 1

    def _on_hyperlink(self, about: Attributes) -> None:
        self.left["links"] += 1

    def _on_sheetProtection(self, about: Attributes) -> None:
        self.left["protections"] += 1

    def _margin(self, about: Attributes) -> None:
        self.reading = "margin"

    _on_oddHeader = _on_oddFooter = _on_evenHeader = _on_evenFooter = _margin


def _sheets(archive: zipfile.ZipFile, book: _Book, left: Counter[str]) -> Iterator[dict[str, Any]]:
    root = _tree(archive, "xl/workbook.xml")
    parts = {link: (kind, path) for link, kind, path in _links(archive, "xl/workbook.xml")}
    left["names"] += sum(
        not one.attributes.get("name", "").startswith("_xlnm.")
        for one in root.first("definedNames").all("definedName")
    )
    for one in root.first("sheets").all("sheet"):
        kind, path = parts.get(one.attributes.get("id", ""), ("", ""))
        if kind != "worksheet" or path not in archive.namelist():
            left["chartsheets"] += kind not in ("worksheet", "")
            continue
        sheet = _Sheet(book, left)
        with archive.open(path) as stream:
            _parse(stream, sheet.start, sheet.end, sheet.text)
        _attached(archive, path, sheet)
        yield {
            "sheet": one.attributes.get("name", ""),
            "state": one.attributes.get("state", "visible"),
            "patterns": list(sheet.looks_of),
            **sheet.look,
        }


def _attached(archive: zipfile.ZipFile, path: str, sheet: _Sheet) -> None:
    """Count what hangs on a sheet; the arrows of a table's header become those of the sheet."""
    for _, kind, part in _links(archive, path):
        if part not in archive.namelist():
            continue
        if kind == "comments":
            sheet.left["comments"] += len(_COMMENT.findall(archive.read(part)))
        elif kind == "drawing":
            sheet.left["drawings"] += len(_ANCHOR.findall(archive.read(part)))
        elif kind in _PARTS:
            sheet.left[_PARTS[kind]] += 1
            if kind == "table" and not sheet.look.get("filter"):
                about = _tree(archive, part).first("autoFilter").attributes
                sheet.look["filter"] = _range(about.get("ref", ""))


def _looks(data: bytes) -> Iterable[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book, left = _Book(archive), Counter[str]()
        sheets = list(_sheets(archive, book, left))
        names = archive.namelist()
        left["books"] += sum(bool(re.match("xl/externalLinks/[^/]+[.]xml$", n)) for n in names)
        left["documents"] += sum(bool(re.match("customXml/item[0-9]+[.]xml$", n)) for n in names)
        left["macros"] += sum(name.endswith("vbaProject.bin") for name in names)
    return [{"styles": book.styles, "left": {k: n for k, n in left.items() if n}}, *sheets]


def main(megabytes: int, seconds: int, limit: Callable[[int, int], None]) -> int:
    """Write how the workbook on standard input looks to standard output; return the exit status.
    ``limit`` sets the bounds of this process (``sheets.limit``)."""
    limit(megabytes, seconds)
    try:
        for line in _looks(sys.stdin.buffer.read()):
            sys.stdout.write(json.dumps(line) + "\n")
    except (expat.ExpatError, zipfile.BadZipFile, ValueError, KeyError, OSError, RuntimeError):
        return BROKEN
    except (IndexError, MemoryError, NotImplementedError):
        return BROKEN
    return 0


if __name__ == "__main__":
    # By its path: the package may not be on this process's way, and would take long to import.
    beside = runpy.run_path(os.path.join(os.path.dirname(__file__), "sheets.py"))
    sys.exit(main(int(sys.argv[2]), int(sys.argv[3]), beside["limit"]))
