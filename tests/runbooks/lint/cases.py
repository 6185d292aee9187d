"""For every rule: texts it must object to, and texts that look alike and are fine."""

from tests.runbooks.lint.cases_code import CODE
from tests.runbooks.lint.cases_words import WORDS

CASES = CODE | WORDS
