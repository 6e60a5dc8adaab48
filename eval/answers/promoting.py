"""How does a candidate that has passed become what serves?"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.errors import InvalidInput
from assistant.language_models.models_file import ModelsFile, write_models_file
from eval.answers.comparing import Comparison


def promote_models(
    session: Session, candidate: ModelsFile, path: Path, *, comparison: Comparison, actor: Actor
) -> None:
    """Put the candidate in the place of the file at `path`, wholly or not at all; services that read it follow it.

    Raises InvalidInput where something falls.
    """
    actor.require(Permission.MODEL_PROMOTE)
    if not comparison.passed:
        raise InvalidInput("a department or language falls: nothing is promoted", field="compare")
    told = comparison.results()
    record_event(
        session,
        actor,
        action="models.promote",
        subject="models",
        steps={step.value: [table.model, *table.prompts.values()] for step, table in candidate.steps.items()},
        **{name: told[name] for name in ("asked", "right_live", "right_candidate", "lost")},
    )
    # Last, so that no file is there that the audit knows nothing of.
    session.flush()
    write_models_file(path, candidate)
