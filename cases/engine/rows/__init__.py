"""The rows of one operation in plain, prepared SQL: loaded by one statement under the lock, written by one writer.

A query of the ORM costs more to build than the database needs to answer it; a claim and a completion build none.
Names of tables and columns come from `Model._meta`, values pass through the fields' own conversions, so that a
model remains the one description of its table. The same text serves SQLite and PostgreSQL.
"""

from .locking import Locked, lock_case, lock_case_of
from .plan import CalledOff, Plan, TaskChange
from .writing import write

__all__ = ["CalledOff", "Locked", "Plan", "TaskChange", "lock_case", "lock_case_of", "write"]
