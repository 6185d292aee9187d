"""What each engine can do besides reading and writing rows."""

from cockpit.providers.sql.activity.ending import ENDING
from cockpit.providers.sql.activity.readings import READINGS
from cockpit.providers.sql.call import CALL
from cockpit.providers.sql.operation import Operation

POSTGRES: tuple[Operation, ...] = (*READINGS, *ENDING, CALL)
