"""Document kinds and their texts: one template for each, from which every output is made.

A kind is one file, ``areas/<area>/papers/<code>.txt`` (or ``core/papers/<code>.txt``): front
matter in YAML between two lines of ``---``, then a Jinja2 template that yields a text in the
language of :mod:`fengqiao.kernel.paper`. Files whose names begin with ``_`` are shared parts.

The context is plain data, so that a document can be composed without a database:

``court``
    ``{name, code, superior?, address?, phone?}``; ``superior`` is the court of appeal.
``matter``
    ``{no, number, procedure, opened}``; ``number`` is the case number or the empty string.
``cause``
    the cause of action.
``claimants``, ``respondents``, ``third_parties``
    lists of ``{name, kind: 'person' | 'entity', sex?, birth?, ethnicity?, id_type?, id_number?,
    address?, phone?, legal_representative?, agents?: [{name, firm?, power?}]}``.
``facts``
    what was typed for this document; each template names its keys in ``facts`` of its front
    matter.
``today``, ``judge``, ``clerk``, ``presiding``, ``assistant``, ``panel``
    the date, names or empty strings, and for a panel ``[{office, name}]``.
``deadline``
    dates by name.
``fee``
    ``{amount, working: [str], payer}``.

Dates, moments and amounts may also be their stored text (``2026-11-21``, ``1150.00``); moments are
printed in China's time. A value is put in escaped, whatever it holds. A value that is missing counts as empty in a test
or a loop; printing it is an error, never the word None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import BaseLoader, ChainableUndefined, TemplateNotFound, Undefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

import fengqiao
from fengqiao.kernel import yamls
from fengqiao.kernel.citation import chinese_number
from fengqiao.kernel.paper import Paper, escape, parse
from fengqiao.kernel.wording import chinese_date, plain_date, plain_money, rmb_words

ROOT = Path(fengqiao.__file__).parent
FOLDERS = ("core/papers", "areas/*/papers")
BLANK = "＿＿＿＿"
CHINA = ZoneInfo("Asia/Shanghai")
ID_TYPES = {
    "resident_id": "公民身份号码",
    "uscc": "统一社会信用代码",
    "passport": "护照号码",
    "other": "证件号码",
}
_DATE = len("2026-11-21")


class PaperKindError(ValueError):
    """A kind is unknown, declared twice or badly declared, or a value that it must print lacks."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of document.

    ``number_type`` is the type code of the case number that it carries (民初), or None if it is
    issued outside a numbered case. ``cites`` are ``CODE ARTICLE[.PARAGRAPH]`` (``CPL 155``).
    ``facts`` maps each key of the context's ``facts`` that the template reads to its meaning.
    """

    code: str
    area: str
    title_zh: str
    title_en: str
    number_type: str | None
    cites: tuple[str, ...]
    facts: Mapping[str, str]
    body: str


class _Composed(str):
    """Text that is already in the language of documents and is not escaped again."""

    __slots__ = ()


class _Missing(ChainableUndefined):
    """A missing value: empty in a test or a loop, an error when printed."""

    __slots__ = ()

    def __str__(self) -> str:
        raise UndefinedError(f"the document must print {self._undefined_name!r}, which is missing")


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja2 in which ``a.b`` on a mapping is its value ``b`` and never a method."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping):
            return self._value(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping):
            return self._value(obj, argument)
        return super().getitem(obj, argument)

    def _value(self, obj: Mapping[Any, Any], key: Any) -> Any:
        value = obj.get(key)
        return self.undefined(name=str(key)) if value is None else value


class _Loader(BaseLoader):
    """Finds a kind by its code and a shared part by its file name."""

    def get_source(self, environment: Any, template: str) -> tuple[str, None, None]:
        if template.startswith("_"):
            path = ROOT / "core/papers" / f"{template}.txt"
            if not path.is_file():
                raise TemplateNotFound(template)
            return path.read_text(encoding="utf-8"), None, None
        return paper_kind(template).body, None, None


def kinds() -> Mapping[str, PaperKind]:
    """Return every document kind by its code, in the order of the codes."""
    return _kinds()


def paper_kind(code: str) -> PaperKind:
    """Return one document kind.

    Raises:
        PaperKindError: no such kind.
    """
    try:
        return _kinds()[code]
    except KeyError:
        raise PaperKindError(f"unknown document kind {code!r}") from None


def compose(kind: str, context: Mapping[str, Any]) -> str:
    """Return the text of a document of this kind, in the language of documents.

    Raises:
        PaperKindError: an unknown kind, or a value is missing that the document must print.
    """
    declared = paper_kind(kind)
    values = {**context, "paper": {"title": declared.title_zh}}
    try:
        return _environment().get_template(declared.code).render(values)
    except (UndefinedError, ArithmeticError, TypeError, ValueError) as error:
        raise PaperKindError(f"{declared.code}: {error}") from error


def compose_paper(kind: str, context: Mapping[str, Any]) -> Paper:
    """Return a document of this kind, ready to be set. Raises as :func:`compose`."""
    return parse(compose(kind, context))


@lru_cache(maxsize=1)
def _kinds() -> dict[str, PaperKind]:
    found: dict[str, PaperKind] = {}
    for folder in FOLDERS:
        for path in sorted(ROOT.glob(f"{folder}/*.txt")):
            if path.name.startswith("_"):
                continue
            declared = _read(path)
            if declared.code in found:
                raise PaperKindError(f"{path}: the kind {declared.code} is declared twice")
            found[declared.code] = declared
    return dict(sorted(found.items()))


def _read(path: Path) -> PaperKind:
    opening, _, rest = path.read_text(encoding="utf-8").partition("---\n")
    head, mark, body = rest.partition("\n---\n")
    front = yamls.parse(head) if mark and not opening else None
    if not isinstance(front, dict) or front.get("code") != path.stem:
        raise PaperKindError(f"{path}: front matter with code: {path.stem} expected")
    try:
        number_type = front["number_type"]
        return PaperKind(
            code=front["code"],
            area=path.parent.parent.name,
            title_zh=front["title_zh"],
            title_en=front["title_en"],
            number_type=None if number_type == "none" else number_type,
            cites=tuple(front["cites"]),
            facts=front.get("facts") or {},
            body=body,
        )
    except KeyError as error:
        raise PaperKindError(f"{path}: front matter lacks {error.args[0]}") from None


@lru_cache(maxsize=1)
def _environment() -> _Environment:
    environment = _Environment(
        loader=_Loader(),
        undefined=_Missing,
        autoescape=False,
        finalize=_finalize,
        keep_trailing_newline=True,
        cache_size=200,
    )
    environment.globals["newline"] = _Composed("\\n")
    environment.filters.update(
        money=lambda value: plain_money(_amount(value)),
        rmb_words=lambda value: rmb_words(_amount(value)),
        cdate=_plain_moment,
        chinese_date=lambda value: chinese_date(_moment(value)),
        number_zh=chinese_number,
        blank=_blank,
        clause=_clause,
        lines=_lines,
        join=_join,
        names=_names,
        you=_you,
        party_lines=party_lines,
    )
    return environment


def _finalize(value: Any) -> str:
    """Turn what a template prints into escaped text; refuse what has no settled printed form."""
    if isinstance(value, _Composed):
        return value
    if isinstance(value, Undefined):
        return str(value)
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return _plain_moment(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise UndefinedError(f"a document cannot print {type(value).__name__}: {value!r}")


def _plain_moment(value: date | str) -> str:
    """2026年11月21日, and for a moment also the time of day in China: 2026年11月21日9时05分."""
    moment = _moment(value)
    if isinstance(moment, datetime):
        return f"{plain_date(moment)}{moment.hour}时{moment.minute:02d}分"
    return plain_date(moment)


def _moment(value: date | str) -> date:
    """A date or a moment in China; stored facts hold both as ISO 8601 text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > _DATE else date.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(CHINA)
    return value


def _amount(value: Decimal | int | str) -> Decimal:
    """An amount; stored facts hold it as text. A binary fraction is refused: it is not exact."""
    if isinstance(value, float | bool):
        raise UndefinedError(f"a document cannot print {type(value).__name__}: {value!r}")
    return Decimal(value)


def _blank(value: Any, text: str = BLANK) -> Any:
    """The value, or a line to be filled in by hand."""
    return text if isinstance(value, Undefined) or value in ("", None) else value


def _lines(value: Any) -> str:
    """Typed text of several paragraphs: its line breaks stay."""
    return _Composed(escape(str(value), keep_lines=True))


def _clause(value: Any) -> str:
    """A typed sentence without its closing mark, so that the document can set its own."""
    return str(value).strip().rstrip("。；;.，,")


def _join(values: Iterable[Any], between: str = "、") -> str:
    """Join what can be printed; anything else is refused, not printed as Python writes it."""
    parts = []
    for value in values:
        if not isinstance(value, str | int | Decimal) or isinstance(value, bool):
            raise UndefinedError(f"a document cannot print {type(value).__name__}: {value!r}")
        parts.append(str(value))
    return between.join(parts)


def _names(parties: Iterable[Mapping[str, Any]]) -> str:
    return "、".join(str(party["name"]) for party in parties)


def _you(parties: Iterable[Mapping[str, Any]]) -> str:
    """How the court addresses these parties: 你, 你们, 你单位, or 你（单位） for a mixed side."""
    kinds = ["entity" if party.get("kind") == "entity" else "person" for party in parties]
    if len(set(kinds)) != 1:
        return "你（单位）"
    if kinds[0] == "entity":
        return "你单位"
    return "你" if len(kinds) == 1 else "你们"


def party_lines(parties: Iterable[Mapping[str, Any]], label: str, *, contact: bool = False) -> _Composed:
    """Return the lines that present parties, their legal representatives and agents.

    ``label`` is the standing (原告). With ``contact`` the identity number and the telephone number
    are printed too, as in papers that go to the court; papers of the court leave them out.
    """
    lines: list[str] = []
    for party in parties:
        lines.append(f"{label}：{_person(party, contact=contact)}")
        if representative := party.get("legal_representative"):
            office = "经营者" if party.get("sole_trader") else "法定代表人"
            if party.get("kind") == "person":
                office = "法定代理人"
            lines.append(f"{office}：{_representative(representative)}")
        for agent in party.get("agents") or ():
            details = [agent["name"], agent.get("firm"), agent.get("power")]
            lines.append(f"委托诉讼代理人：{'，'.join(str(d) for d in details if d)}。")
    return _Composed("".join(f"@party {escape(line)}\n" for line in lines))


def _representative(representative: Any) -> str:
    if isinstance(representative, Mapping):
        parts = (representative["name"], representative.get("post"))
        return "，".join(str(part) for part in parts if part) + "。"
    return f"{representative}。"


def _person(party: Mapping[str, Any], *, contact: bool) -> str:
    person = party.get("kind") != "entity"
    parts = [str(party["name"])]
    if person:
        birth = party.get("birth") or ""
        parts += [
            str(party.get("sex") or ""),
            f"{plain_date(_moment(birth))}出生" if birth else "",
            str(party.get("ethnicity") or ""),
            str(party.get("occupation") or ""),
        ]
    if address := party.get("address"):
        parts.append(f"住{address}" if person else f"住所地{address}")
    if contact and (number := party.get("id_number")):
        default = "resident_id" if person else "uscc"
        id_type = str(party.get("id_type") or default)
        parts.append(f"{ID_TYPES.get(id_type, id_type)}：{number}")
    if contact and (phone := party.get("phone")):
        parts.append(f"联系电话：{phone}")
    return "，".join(part for part in parts if part) + "。"
