"""Pictures of progress, drawn by the server: numbers in, markup out. Colours come from the style sheet."""

from roadworthy.web.plots.calendar import DAYS_SHOWN, Calendar, Half, Month, make_calendar

__all__ = ["DAYS_SHOWN", "Calendar", "Half", "Month", "make_calendar"]
