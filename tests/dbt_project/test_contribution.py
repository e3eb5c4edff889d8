"""What may be said of an outcome beside our work: the real models and macros, over every grade, series and way a value can move."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest

from tests.dbt_project.contribution import FORBIDDEN, LATE, SERIES, WORDS_OF_OURS, Case, Report, Said
from tests.the_line import REPO


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(tmp_path_factory.mktemp("sentences"))


def every_case() -> list[Case]:
    """Every series with every grade and every way to move, and a heap of other circumstances drawn with a fixed seed."""
    draw = random.Random(46)
    moves = [
        (8.1, 7.6),
        (7.6, 8.1),
        (7.6, 7.6),
        (None, 7.6),
        (0.0, 3.0),
        (1234.0, 56789.0),
        (8.1234, 8.1235),
        (2.0, 0.0),
    ]
    circumstances: list[dict[str, Any]] = [
        {},
        {"beside": None},
        {"beside": "missing"},
        {"written_on": None},
        {"written_on": LATE},
        {"lag": None},
        {"exposure": 59.0},
        {"exposure": None},
        {"exposure_min": None},
        {"others": None},
        {"tracked": 1240.0, "explanations": ("a", "b")},
        {"heard": 1.0, "explanations": ("a", "b"), "others": None},
        {"tracked": 0.0, "heard": 0.0, "explanations": ("a", "b")},
        {"tracked": 5.0, "explanations": ("a",)},
        {"compared": (-0.6, -1.1, -0.1)},
        {"compared": (0.0, -1.0, 1.0), "beside": None, "written_on": None},
        {"shortfalls": "comparison c2 is not over"},
    ]
    cases = [
        Case(
            row["series_id"], row["name"], row["unit"], moved_from=move[0], moved_to=move[1], expected=expected, **more
        )
        for row, move, expected, more in product(SERIES, moves, ("up", "down"), circumstances)
    ]
    for row, _ in product(SERIES, range(60)):
        chosen: dict[str, Any] = {}
        for more in draw.sample(circumstances, 3):
            chosen.update(more)
        move = (draw.choice([None, round(draw.uniform(0, 100), 3)]), round(draw.uniform(0, 100), draw.randrange(4)))
        status = draw.choice(["provisional", "final"])
        direction = draw.choice(["up", "down"])
        cases.append(
            Case(row["series_id"], row["name"], row["unit"], *move, status=status, expected=direction, **chosen)
        )
    return cases


@pytest.fixture(scope="module")
def said(report: Report) -> list[Said]:
    result: list[Said] = report.say(every_case())
    return result


@cache
def plain(text: str) -> str:
    """Return the words of a text, told a second time and not in SQL."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", text).casefold() if unicodedata.category(c) not in ("Mn", "Cf")
    )
    return " " + " ".join(re.findall("[a-z]+", bare)) + " "


def claims(text: str) -> list[str]:
    said = plain(text)
    return [words for words in FORBIDDEN if plain(words) in said]


def test_every_series_meets_every_grade(said: list[Said]) -> None:
    met = {(each.case.series, each.grade) for each in said}
    assert met == set(product([row["series_id"] for row in SERIES], [None, 0, 1, 2, 3]))
    assert len(SERIES) > 10 and len(said) > 4000


def test_the_grade_is_the_one_the_rules_give(said: list[Said]) -> None:
    assert [(each.case, each.grade) for each in said if each.grade != each.case.grade] == []


def test_no_generated_sentence_holds_a_forbidden_word(said: list[Said]) -> None:
    assert len(FORBIDDEN) > 15
    assert [(text, claims(text)) for each in said for text in each.texts if claims(text)] == []
    assert [each for each in said if each.is_refused] == []


def test_a_sentence_says_what_its_grade_says_and_not_what_a_higher_one_does(said: list[Said]) -> None:
    needed = {
        None: ["no social measure to set beside it"],
        0: ["cannot say whether"],
        1: ["wrote on 3 March 2026", "if the work helped", "ther things"],
        2: ["likely to have contributed: at least", "is not known", "ther things"],
        3: ["95% interval from", "that place and that time and of no other", "north clinics beside south clinics"],
    }
    kept_for = {"contribut": {2}, "interval": {3}, "higher": {3}, "if the work helped": {1}, "came directly": {2}}
    for each in said:
        assert [words for words in needed[each.grade] if words not in each.sentence] == [], each
        assert [
            words for words, grades in kept_for.items() if words in each.sentence and each.grade not in grades
        ] == [], each
        assert "correlat" not in "".join(each.texts)
        assert each.why_not_higher.removeprefix("Lacking: ").strip()


def test_only_a_measured_sentence_states_a_size(said: list[Said]) -> None:
    """Of numbers, a lower grade prints the values themselves and at grade 2 the least count of actions; never a difference."""

    def printed(number: float | None) -> set[str]:
        return set() if number is None else {f"{round(number, 4):,.4f}".rstrip("0").rstrip(".")}

    for each in said:
        rest = each.sentence.replace(WORDS_OF_OURS, "").replace(str(each.case.name), "").replace("per 1,000", "")
        rest = re.sub(r"(\d+ )?(January|March|September) \d{4}", "", rest)
        numbers = set(re.findall(r"\d[\d,]*(?:\.\d+)?", rest))
        allowed = printed(each.case.moved_from) | printed(each.case.moved_to)
        if each.grade == 2:
            allowed |= printed(each.case.tracked or None) | printed(each.case.heard)
        if each.grade == 3:
            assert numbers - allowed, each
            continue
        assert numbers <= allowed, each


def test_an_interval_that_spans_nothing_says_so(said: list[Said]) -> None:
    measured = [each for each in said if each.case.compared]
    assert {("includes no difference" in each.sentence) for each in measured} == {True, False}
    for each in measured:
        _, low, high = each.case.compared or (0, 0, 0)
        assert ("includes no difference at all" in each.sentence) == (low <= 0 <= high), each


def test_a_fall_is_told_in_the_words_of_a_rise(report: Report) -> None:
    turned = {"up": "down", "down": "up", None: None}
    rises = [case for case in every_case() if case.movement == "up"]
    falls = [
        replace(
            case, moved_from=case.moved_to, moved_to=case.moved_from or 0.0, expected=turned[case.expected],
            compared=case.compared and (-case.compared[0], -case.compared[2], -case.compared[1]),
        )
        for case in rises
    ]  # fmt: skip

    def masked(each: Said) -> str:
        return re.sub(r"\d[\d,.]*\d|\d", "#", re.sub("higher|lower", "apart", each.sentence))

    up, down = report.say(rises), report.say(falls)
    assert len(rises) > 500
    # the ends of an interval change places when its sign does
    assert [sorted(masked(each).split()) for each in up] == [sorted(masked(each).split()) for each in down]
    assert [each.grade for each in up] == [each.grade for each in down]


DISGUISES = [
    "Uptake, {} us",
    "{}",
    "UPTAKE {} US",
    "Uptake ({}) of all",
    "Uptake\u00a0{}",
    "“{}”",
]
HIDINGS = {
    "doubled blanks": lambda words: words.replace(" ", "  "),
    "line ends": lambda words: words.replace(" ", "\n"),
    "hyphens": lambda words: words.replace(" ", "-"),
    "capitals": str.upper,
    "accents": lambda words: words.replace("o", "ó").replace("e", "é"),
    "marks that do not show": lambda words: "\u200b".join(words),
    "soft hyphens": lambda words: "\u00ad".join(words),
    "letters that look the same": lambda words: words.replace("o", "о").replace("e", "е").replace("a", "а"),
    "wide letters": lambda words: "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in words),
}  # fmt: skip


def hostile(place: bool) -> list[Case]:
    """Names, or places of a comparison, that hold each forbidden word in every disguise, at every grade."""
    cases = []
    grades: list[dict[str, Any]] = [
        {"beside": None}, {"written_on": None}, {}, {"tracked": 3.0, "explanations": ("a", "b")}, {"compared": (1.0, 0.5, 1.5)},
    ]  # fmt: skip
    for number, (words, frame) in enumerate(product(FORBIDDEN, DISGUISES)):
        for hide in [str, *HIDINGS.values()]:
            text = frame.format(hide(words))
            more = grades[-1] if place else grades[number % len(grades)]
            cases.append(Case("s", "Uptake" if place else text, "percent", place=text if place else "north", **more))
    return cases


@pytest.mark.parametrize("place", [False, True], ids=["a name", "a cell of a register"])
def test_words_that_claim_a_cause_do_not_reach_a_sentence_however_they_are_disguised(
    report: Report, place: bool
) -> None:
    cases = hostile(place)
    assert len(cases) > 1000
    for each in report.say(cases):
        assert each.is_refused, each
        assert claims(each.sentence) == [], each
        assert each.sentence.isascii() and "cannot say" in each.sentence
        assert (each.case.place if place else each.case.name) not in each.sentence


def test_the_build_names_a_series_whose_name_claims_too_much(report: Report) -> None:
    good = [
        Case("good", "Uptake of vaccinations", "percent"),
        Case("odd", 'O\'Brien {value} 100% \\ "ward" – £5', "percent"),
    ]
    bad = [Case("thanked", "Uptake thanks to us", "percent"), Case("contributed", "What we contributed", "percent")]
    assert report.say(good, offenders=True) == []
    found = report.say([*good, *bad], offenders=True)
    assert {(row[0], row[1]) for row in found} == {
        ("outcome_series.csv", "2 thanked"),
        ("outcome_series.csv", "3 contributed"),
    }


def test_an_odd_name_is_printed_as_it_stands_and_a_missing_one_by_its_id(report: Report) -> None:
    names = [
        "O'Brien ward",
        "{numerator} {value}",
        "{{ 1 }}",
        "100% || 'x'; drop table x",
        "Ysbyty Gŵyr",
        "a" * 400,
        "because",
        "drover",
    ]
    for name, each in zip(names, report.say([Case("s", name, "percent") for name in names]), strict=True):
        assert name in each.sentence and not each.is_refused, each
    for each in report.say([Case("the_series", None, "percent"), Case("the_series", " ", "percent")]):
        assert "the_series moved from 8.1%" in each.sentence


def test_a_name_cannot_lend_a_low_grade_the_words_of_a_high_one(report: Report) -> None:
    names = [
        "Uptake our posts contributed to",
        "Uptake, 12 points higher",
        "Uptake (interval 3 to 5)",
        "Contributing wards",
    ]
    grades: list[dict[str, Any]] = [{"written_on": None}, {}, {"tracked": 3.0, "explanations": ("a", "b")}]
    for each in report.say([Case("s", name, "percent", **more) for name, more in product(names, grades)]):
        assert each.is_refused and str(each.case.name) not in each.sentence, each


def test_no_model_computes_a_correlation() -> None:
    project = REPO / "dbt_project"
    files = [*(project / "models").rglob("*.sql"), *(project / "macros").glob("*.sql")]
    words = re.compile(r"\b(corr|correlation|covar_\w+|regr_\w+)\s*\(|correlat", re.IGNORECASE)
    assert [path.name for path in files if words.search(path.read_text())] == []
