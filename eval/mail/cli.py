"""How is the reading of mails measured from the command line?"""

from __future__ import annotations

from eval.mail import evaluate
from eval.mail.generate import RAW_MAILS, REPLIES, read_raw_mails, read_replies
from eval.measurement import Measurement


def measure_mail(measurement: Measurement) -> str:
    """Reads others' raw mails and tells their replies from quotes.

    Leaves the run folder behind and gives its table.
    """
    mails = evaluate.read_all(read_raw_mails(measurement.data))
    replies = evaluate.read_replies(read_replies(measurement.data))
    for name, found in ((RAW_MAILS, mails), (REPLIES, replies)):
        if not found:
            measurement.report(f"not at hand below {measurement.data}, left out: {name}")
    results = evaluate.measure(mails, replies)
    table = evaluate.table(results)
    rows = [*map(vars, mails), *map(evaluate.row, replies)]
    measurement.write(results, table, rows, failures=evaluate.failures(mails, replies))
    return table
