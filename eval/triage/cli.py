"""How is triage measured from the command line?"""

from __future__ import annotations

from eval.datasets.case_emails import read_emails, read_public_emails
from eval.datasets.questions import Split
from eval.measurement import Measurement
from eval.triage import evaluate
from eval.triage.generate import address_all, read_letters, read_taipei, triage_all


def measure_triage(measurement: Measurement) -> str:
    """Triages every known email from its bytes, and addresses letters to two other governments.

    Leaves the run folder behind and gives its table.
    """
    emails = {"own mails": read_emails(measurement.split)}
    letters = {}
    if measurement.split is Split.TEST:
        emails["public mails"] = read_public_emails(measurement.data)
        letters = {
            "Taipei's bureaus": read_taipei(measurement.data),
            "citizens' letters": read_letters(measurement.data),
        }
    for name in [name for name, known in (emails | letters).items() if not known]:
        measurement.report(f"not at hand below {measurement.data}, left out: {name}")
    made = {name: triage_all(known) for name, known in emails.items() if known}
    results = {name: evaluate.measure(members) for name, members in made.items()}
    addressed = {name: evaluate.measure_addressed(address_all(known)) for name, known in letters.items() if known}
    table = evaluate.table(results, addressed)
    every = [one for members in made.values() for one in members]
    measurement.write(
        {**results, **addressed}, table, list(map(evaluate.row, every)), failures=evaluate.failures(every)
    )
    return table
