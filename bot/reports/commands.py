"""`/mingle report`: what a month led to, and the same as a picture and files."""

import datetime as dt

from bot.core import outbox
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.reports import live_cards, notifications, records, rules, views
from bot.reports.form_input import read_month
from bot.reports.notifications import REPORT_FILES
from bot.store.engine import Transaction
from bot.ui.speech import mark, say

USEFUL_FOR = dt.timedelta(hours=12)

router = Router().include_routers(live_cards.router, notifications.router)


@router.command(
    "mingle report",
    mark("See what a month led to: who met across teams and towns, small numbers hidden"),
    Role.ORGANISER,
    Option(
        "month", mark("which month, such as 2026-02; the last one unless you say"), posted=False
    ),
    example="/mingle report",
)
@router.button("report.show", Role.ORGANISER)
async def show_report(call: Invocation, tx: Transaction) -> Answer:
    """Show the report of a month, the last one that has settled unless another is named."""
    zone = await records.reporting_zone(tx, call.workspace)
    first = await records.first_month(tx, call.workspace, zone)
    latest = rules.latest_month(call.now, zone)
    words = call.field_text("month") or call.value
    today = local_date(call.now, zone)
    month = _read(words, today) if words else latest
    if first is None or latest < first:
        return Reply(views.none_yet_card(rules.ready_on(first or today.replace(day=1))))
    if month > latest:
        raise Refusal(views.not_settled_text(month, rules.ready_on(month)))
    if month < first:
        raise Refusal(views.before_us_text(month))
    report = await records.count_month(tx, call.workspace, month, call.now)
    before = rules.previous_month(month)
    return Reply(views.report_card(report, before if before >= first else None))


@router.button("report.send", Role.ORGANISER)
async def send_files(call: Invocation, tx: Transaction) -> Answer:
    """Send the caller a report that was counted, with its picture and files."""
    month = read_month(call.value)
    report = await records.find_report(tx, call.workspace, month) if month else None
    if report is None:
        raise Refusal(say(views.NOT_A_MONTH))
    subject = Subject("month_report", 0, call.person, f"{report.month:%Y-%m}", call.id)
    await outbox.send_dm(
        tx,
        call.workspace,
        f"{subject}",
        call.person,
        None,
        subject=subject,
        reason=REPORT_FILES,
        due=call.now,
        expires=call.now + USEFUL_FOR,
        solicited=True,
    )
    return Reply(views.on_its_way_card(report.month))


def _read(words: str, today: dt.date) -> dt.date:
    month = read_month(words, today)
    if month is None:
        raise Refusal(say(views.NOT_A_MONTH))
    return month
