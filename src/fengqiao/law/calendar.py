"""The court calendar, built once from the yearly notices in ``data/calendar``."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from fengqiao.kernel.calendar import Calendar, Name
from fengqiao.law.store import DATA, load


@cache
def calendar() -> Calendar:
    """Return the calendar of all loaded years.

    Years without a notice know only weekends and the holidays whose date the law fixes.
    """
    off: dict[date, Name] = {}
    work: dict[date, Name] = {}
    statutory = load("calendar/statutory.yaml")
    years = loaded_years()
    for entry in statutory["fixed"]:
        for year in range(statutory["in_force"].year, statutory["until"] + 1):
            if year not in years:
                for day in entry["days"]:
                    off[date.fromisoformat(f"{year}-{day}")] = Name(entry["zh"], entry["en"])
    for year in years:
        yearly = load(f"calendar/{year}.yaml")
        for entry in yearly["days_off"]:
            day = entry["first"]
            while day <= entry["last"]:
                off[day] = Name(entry["zh"], entry["en"])
                day += timedelta(days=1)
        for day in yearly["make_up_days"]:
            work[day] = Name("调休上班", "make-up working day")
    return Calendar(off, work, years)


@cache
def loaded_years() -> tuple[int, ...]:
    """Return the years whose notice is loaded, oldest first."""
    return tuple(sorted(int(p.stem) for p in (DATA / "calendar").glob("[0-9]*.yaml")))


def notice(year: int) -> str:
    """Return the number and title of the notice for a year, for citing it in a working."""
    entry = load(f"calendar/{year}.yaml")["notice"]
    return f"《{entry['zh']}》（{entry['number']}）"
