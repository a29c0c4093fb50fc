"""The message with the files of a report: rendered as it is sent."""

import datetime as dt

from bot.core.router import Router
from bot.core.subjects import Subject
from bot.people import records as people
from bot.reports import page, records, views
from bot.reports.form_input import read_month
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card

router = Router()


@router.live_card("month_report")
async def render_report(
    tx: ReadTransaction,
    workspace: str,
    subject: Subject,
    now: dt.datetime,  # noqa: ARG001
) -> Card | None:
    """Render the report for whoever asked for it, as long as they organise."""
    if len(subject.parts) < 2:
        return None
    reader = await people.find_person(tx, workspace, subject.parts[0])
    month = read_month(subject.parts[1])
    report = await records.find_report(tx, workspace, month) if month else None
    if report is None or reader is None or not reader.organiser:
        return None
    return views.files_card(report, page.write_csv(report), page.write_page(report))
