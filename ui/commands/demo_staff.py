"""Who works in the sample city?"""

from __future__ import annotations

from sqlalchemy import select

from assistant.accounts.accounts import Profile, add_user
from assistant.accounts.credentials import hash_password, one_time_password
from assistant.accounts.models import User
from assistant.accounts.permissions import EVERY_DEPARTMENT, Role, operator
from assistant.cases.catalogue import Catalogue
from assistant.database import Database
from assistant.languages import LANGUAGES

_ALL = (EVERY_DEPARTMENT,)
STAFF = (
    Profile("amy", [Role.AGENT], _ALL, LANGUAGES, "Amy Chan"),
    Profile("ben", [Role.AGENT], ["TD"], ("zh-Hant", "en"), "Ben Wong"),
    Profile("tina", [Role.AGENT], _ALL, LANGUAGES, "Tina Lau", needs_approval=True),
    Profile("susan", [Role.SUPERVISOR], _ALL, LANGUAGES, "Susan Ho"),
    Profile("eddie", [Role.EDITOR], ["TD"], ("en", "zh-Hant"), "Eddie Yip"),
    Profile("paul", [Role.PUBLISHER], _ALL, ("en",), "Paul Lee"),
    Profile("ada", [Role.ADMIN], _ALL, ("en",), "Ada Kwok"),
)


def add_sample_staff(database: Database, catalogue: Catalogue) -> dict[str, str]:
    """The one-time passwords by username, told this once; nobody is added where somebody is there."""
    with database.read() as session:
        if session.scalar(select(User.id).limit(1)) is not None:
            return {}
    passwords = {profile.username: one_time_password() for profile in STAFF}
    hashes = {username: hash_password(password, username=username) for username, password in passwords.items()}
    with database.write() as session:
        for profile in STAFF:
            password_hash = hashes[profile.username]
            add_user(session, profile, actor=operator(), catalogue=catalogue, password_hash=password_hash)
    return passwords
