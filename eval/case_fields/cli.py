"""How is the extraction of case fields measured from the command line?"""

from __future__ import annotations

from assistant.language_models.chosen import ModelStep
from assistant.language_models.opening import open_models
from assistant.settings import load_settings
from eval.case_fields import evaluate
from eval.case_fields.duplicates import look_for_duplicates
from eval.case_fields.generate import Extracted, extract_all
from eval.datasets.case_emails import read_emails, read_public_emails
from eval.datasets.questions import Split
from eval.measurement import Measurement
from eval.pictures import draw_bars

PUBLIC_SET = "case_emails"


def measure_case_fields(measurement: Measurement) -> str:
    """Reads every known email from its bytes to its fields, leaves the run folder behind and gives its table.

    With the model of the settings, or by rules alone where they name none.
    """
    emails = {"own": read_emails(measurement.split)}
    if measurement.split is Split.TEST and (public := read_public_emails(measurement.data)):
        emails[PUBLIC_SET] = public
    else:
        measurement.report(f"not at hand below {measurement.data}, or not of this split, left out: {PUBLIC_SET}")
    chosen = open_models(load_settings()).chosen.get(ModelStep.MAIL)
    model = chosen.model if chosen else None
    extracted = {name: list(extract_all(known, model)) for name, known in emails.items()}
    results = {name: evaluate.measure(members, look_for_duplicates(members)) for name, members in extracted.items()}
    table = evaluate.table(results)
    every: list[Extracted] = [one for members in extracted.values() for one in members]
    measurement.write(results, table, [one.row() for one in every], failures=evaluate.failures(every))
    path = measurement.run.picture("fields")
    draw_bars(path, evaluate.bars(results), title="Case fields from mails", measure="F1")
    return table
