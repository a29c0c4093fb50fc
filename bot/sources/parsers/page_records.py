"""Divide a page into the records of single events, by its repeated blocks with a date in each."""

from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import accumulate

from msgspec import Struct, structs

from bot.sources.parsers.date_mentions import DateContext, decides_order
from bot.sources.parsers.line_facts import LineFacts, join_fragments, month_of, read_facts, year_of
from bot.sources.parsers.page_lines import Block, Line
from bot.sources.parsers.page_words import PAST
from bot.sources.parsers.time_mentions import TimeSpan

MAX_DATED = 800  # lines with a date that are looked at
MAX_RECORD_LINES = 60
MAX_SEGMENT = 12  # lines after a date that may be about it


class Record(Struct, frozen=True):
    """The lines that are about one event, the one with its date among them.

    `peers`: how many such blocks the page has. `inherited`: the date stands above it.
    `usual`: the hour that the page names for all. `doubtful`: its year or its half of the day.
    """

    facts: tuple[LineFacts, ...]
    dated: LineFacts
    peers: int = 1
    inherited: bool = False
    usual: tuple[TimeSpan, ...] = ()
    doubtful: bool = False


class _Page(Struct):
    """All lines of a page, and what is counted about its blocks."""

    facts: list[LineFacts]
    dated: list[int]  # indices of lines with a date
    leads: list[int]  # number of leading lines before each
    titles: list[int]  # number of lines before each that say more than when
    titled: set[int]  # numbers of blocks that say more than when
    lines_in: dict[int, tuple[int, int]]  # the first and the last line of each block
    dated_in: dict[int, tuple[int, int]]  # the same of its dated lines


def find_records(facts: list[LineFacts]) -> list[Record]:
    """Return the records of a page with these lines, in its order."""
    page = _index(facts)
    if not page.dated:
        return []

    counts, led = _count_blocks(page)
    records: list[Record] = []
    loose: list[int] = []
    taken: dict[int, tuple[Block, int]] = {}
    for index in page.dated:
        block = _best_block(page, counts, index)
        if block is None or _belongs_to_title(page, block, led, counts):
            loose.append(index)
        elif block.number not in taken:
            taken[block.number] = (block, index)
            records.append(_record(page, block, index, counts[block.signature]))
    records += _segments(page, loose)
    records += _inheriting(page, list(taken.values()))
    return sorted(records, key=lambda record: record.facts[0].line.number)


def read_all_facts(lines: list[Line], context: DateContext) -> list[LineFacts]:
    """Read every line in the light of the headings above it; what is past is left out."""
    lines = join_fragments(lines)
    month_first = context.month_first
    orders = {order for line in lines if (order := decides_order(line.text)) is not None}
    if len(orders) == 1:
        month_first = orders.pop()
    context = context._replace(month_first=month_first)
    facts: list[LineFacts] = []
    past_level = heading_level = 0
    for line in lines:
        if line.level and past_level and line.level <= past_level:
            past_level = 0
        if line.level and not past_level and PAST.search(line.text):
            past_level = line.level
        if past_level:
            continue

        month, year = month_of(line), year_of(line)
        if month:
            context = context._replace(month=month[0], year=month[1] or context.year)
            heading_level = line.level
        elif year >= context.today.year - 1:
            context = context._replace(month=0, year=year)
            heading_level = line.level
        elif line.level and heading_level and line.level < heading_level:
            context = context._replace(month=0, year=0)
        facts.append(read_facts(line, context))
    return facts


def _index(facts: list[LineFacts]) -> _Page:
    dated = [index for index, fact in enumerate(facts) if fact.mentions]
    plain = [index for index in dated if not facts[index].is_prose]
    dated = (plain or dated)[:MAX_DATED]
    leads = [0, *accumulate(int(fact.leads and fact.titled) for fact in facts)]
    titles = [0, *accumulate(int(fact.titled) for fact in facts)]
    page = _Page(facts, dated, leads, titles, set(), {}, {})
    for index, fact in enumerate(facts):
        for block in fact.line.block.ancestors():
            first, _ = page.lines_in.get(block.number, (index, index))
            page.lines_in[block.number] = (first, index)
            if fact.titled:
                page.titled.add(block.number)
    for index in dated:
        for block in facts[index].line.block.ancestors():
            first, _ = page.dated_in.get(block.number, (index, index))
            page.dated_in[block.number] = (first, index)
    return page


def _count_blocks(page: _Page) -> tuple[Counter[str], Counter[str]]:
    """Count the blocks of each signature that hold a date and a title of one event.

    Return also how many of them stand beneath a title that is not theirs.
    """
    counts: Counter[str] = Counter()
    led: Counter[str] = Counter()
    seen: set[int] = set()
    for index in page.dated:
        for block in page.facts[index].line.block.ancestors():
            if block.number in seen:
                break
            seen.add(block.number)
            if _is_about_one(page, block):
                counts[block.signature] += 1
                led[block.signature] += _stands_beneath_title(page, block)
    return counts, led


def _stands_beneath_title(page: _Page, block: Block) -> bool:
    """Return whether the line before a block is a title without a date, beside it."""
    first, _ = page.lines_in[block.number]
    if first == 0 or _has_lead(page, block):
        return False
    above = page.facts[first - 1]
    if not (above.leads and above.titled) or above.mentions or month_of(above.line):
        return False
    return block.parent in set(above.line.block.ancestors())


def _belongs_to_title(page: _Page, block: Block, led: Counter[str], counts: Counter[str]) -> bool:
    """Return whether a block is the second line of an event, as most like it are."""
    count = counts[block.signature]
    return led[block.signature] * 10 >= count * 6 and _stands_beneath_title(page, block)


def _is_about_one(page: _Page, block: Block) -> bool:
    """Return whether a block has a title, and no other title between its dates."""
    if block.number not in page.titled:
        return False
    first, last = page.dated_in[block.number]
    if first == last:
        return True
    if page.facts[last].leads:
        return False
    days = {day for at in (first, last) for day in page.facts[at].mentions[0].days}
    begin, end = page.lines_in[block.number]
    if page.leads[last + 1] - page.leads[first + 1] or page.facts[last].line.level:
        return False
    if len(days) == 1:
        return True
    return end - begin < MAX_SEGMENT and page.titles[last] == page.titles[first + 1]


def _best_block(page: _Page, counts: Counter[str], index: int) -> Block | None:
    """Return the block around a date that has the most like it; the outermost of several."""
    best: Block | None = None
    for block in page.facts[index].line.block.ancestors():
        first, last = page.lines_in[block.number]
        if not _is_about_one(page, block) or last - first >= MAX_RECORD_LINES:
            continue
        count = counts[block.signature]
        large = last - first > MAX_SEGMENT
        if count < 2 and best is not None and large and _has_lead(page, best):
            continue
        if best is None or count >= counts[best.signature]:
            best = block
    if best is None or (counts[best.signature] < 2 and not _has_lead(page, best)):
        return None
    return best


def _has_lead(page: _Page, block: Block) -> bool:
    first, last = page.lines_in[block.number]
    return page.leads[last + 1] > page.leads[first]


def _record(page: _Page, block: Block, index: int, peers: int) -> Record:
    first, last = page.lines_in[block.number]
    end = last + 1
    if not any(fact.times for fact in page.facts[first:end]):
        end = _end_of_tail(page, block, last)
    facts = tuple(page.facts[first:end])
    return Record(facts, page.facts[index], peers)


def _end_of_tail(page: _Page, block: Block, last: int) -> int:
    """Return the end of the lines after a block that can only be about the same event."""
    end = last + 1
    limit = page.lines_in[block.parent.number][1] + 1 if block.parent else end
    if block.tag not in ("line", "p", "dt", "h2", "h3", "h4", "h5", "strong"):
        return end
    while end < min(limit, last + 4):
        fact = page.facts[end]
        if fact.mentions or fact.line.level or month_of(fact.line):
            break
        end += 1
    return end


def _segments(page: _Page, loose: list[int]) -> list[Record]:
    """Divide blocks in which events follow each other without an element of their own."""
    groups: dict[int, list[int]] = defaultdict(list)
    for index in loose:
        around = page.facts[index].line.block.ancestors()
        holders = [block for block in around if block.number in page.titled]
        led = [block for block in holders if _has_lead(page, block)]
        holder = next(iter(led or holders), None)
        if holder is not None:
            groups[holder.number].append(index)
    records: list[Record] = []
    for number, dated in groups.items():
        first, last = page.lines_in[number]
        records += _divide(page, dated, first, last + 1)
    return records


def _divide(page: _Page, dated: list[int], first: int, end: int) -> list[Record]:
    starts = _starts(page, dated, first, end)
    records: list[Record] = []
    for number, (index, start) in enumerate(zip(dated, starts, strict=True)):
        until = starts[number + 1] if number + 1 < len(dated) else end
        following = bisect_right(page.dated, index)
        if following < len(page.dated):
            until = min(until, page.dated[following])
        until = max(index + 1, min(until, index + MAX_SEGMENT))
        facts = tuple(page.facts[start:until])
        records.append(Record(facts, page.facts[index], len(dated)))
    return records


def _starts(page: _Page, dated: list[int], first: int, end: int) -> list[int]:
    """Return where the lines of each date begin: at it, or at the title above it."""
    if sum(page.facts[index].leads for index in dated) * 2 > len(dated):
        return dated
    for headings in (True, False):
        titles = _titles_above(page, dated, first, headings=headings)
        if sum(title is not None for title in titles) * 10 >= len(dated) * 6:
            pairs = zip(dated, titles, strict=True)
            return [index if title is None else title for index, title in pairs]

    nothing_after = not any(fact.titled for fact in page.facts[dated[-1] + 1 : end])
    if nothing_after and any(fact.titled for fact in page.facts[first : dated[0]]):
        return [max(first, dated[0] - 2), *(index + 1 for index in dated[:-1])]
    return dated


def _is_title(page: _Page, at: int, headings: bool) -> bool:
    fact = page.facts[at]
    return fact.titled and (fact.line.level > 0 if headings else fact.leads)


def _titles_above(page: _Page, dated: list[int], first: int, *, headings: bool) -> list[int | None]:
    """Return the last title above each date and below the one before it: headings, or any."""
    titles: list[int | None] = []
    before = first - 1
    for index in dated:
        above = [at for at in range(index - 1, before, -1) if _is_title(page, at, headings)]
        titles.append(above[0] if above else None)
        before = index
    return titles


def _inheriting(page: _Page, blocks: list[tuple[Block, int]]) -> list[Record]:
    """Return the rows with an hour and without a date, which is that of a row above."""
    dated: dict[tuple[str, int], list[int]] = defaultdict(list)
    for block, index in blocks:
        if block.tag in ("tr", "li") and block.parent:
            dated[block.signature, block.parent.number].append(index)
    records: list[Record] = []
    seen: set[int] = set()
    for index, fact in enumerate(page.facts):
        row = _undated_row(page, fact) if fact.times and not fact.mentions else None
        if row is None or row.parent is None or row.number in seen:
            continue
        seen.add(row.number)
        above = [at for at in dated[row.signature, row.parent.number] if at < index][-1:]
        for at in above:
            first, last = page.lines_in[row.number]
            lines = tuple(page.facts[first : last + 1])
            records.append(Record(lines, page.facts[at], len(blocks), inherited=True))
    return records


def _undated_row(page: _Page, fact: LineFacts) -> Block | None:
    row = next((block for block in fact.line.block.ancestors() if block.tag in ("tr", "li")), None)
    if row is None or row.number in page.dated_in or row.number not in page.titled:
        return None
    return row


def divide_by_hours(record: Record) -> list[Record]:
    """Return the events beneath one date, if each has an hour and a title of its own."""
    if record.dated.titled or record.inherited:
        return [record]
    outside = [fact for fact in record.facts if fact.leads and fact.titled and not fact.times]
    timed = [fact for fact in record.facts if fact.times and fact is not record.dated]
    if len(timed) < 2 or record.dated.times:
        return [record]
    signatures = Counter(fact.line.block.signature for fact in timed)
    signature, count = signatures.most_common(1)[0]
    own = [fact for fact in timed if fact.line.block.signature == signature]
    if count < 2:
        return [record]

    at = [record.facts.index(fact) for fact in own]
    begins = _begins_of_hours(record, at)
    if begins is None or any(record.facts.index(fact) < begins[0] for fact in outside):
        return [record]
    ends = [*begins[1:], len(record.facts)]
    return [
        structs.replace(record, facts=record.facts[begin:end], inherited=True)
        for begin, end in zip(begins, ends, strict=True)
    ]


def _begins_of_hours(record: Record, at: list[int]) -> list[int] | None:
    """Return where the lines of each hour begin: at it, or one before, at its title."""
    if all(record.facts[index].titled for index in at):
        return at
    after = [index + 1 < len(record.facts) and record.facts[index + 1].titled for index in at]
    if all(after):
        return at
    before = [record.facts[index - 1].titled and index - 1 not in at for index in at]
    return [index - 1 for index in at] if all(before) else None
