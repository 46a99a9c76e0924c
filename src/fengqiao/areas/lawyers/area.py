"""The desk of lawyers and others who act for many: cases, hearings, filing from a table."""

from fengqiao.areas.lawyers import filings
from fengqiao.core.registry import Area

AREA = Area("lawyers", urls="fengqiao.areas.lawyers.urls", jobs=(filings.file_waiting,))
