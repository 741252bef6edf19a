"""How events and exchanges change what is known of a session.

Laws:

1. Everything that changes what we know of a session stands in this package. A rule with memory
   adds its fact to ``session.known``, and what changes it here.
2. It watches and never raises. An event that fits nowhere leaves the state resynchronised; saying
   so is the work of a rule.
3. What was not seen makes facts unknown, never false.
"""

from smtpcodes.session.state.advance import advance
from smtpcodes.session.state.beginning import accepted, begin, doubted, lost, secured, unseen
from smtpcodes.session.state.log_in import failed, succeeded

__all__ = [
    "accepted",
    "advance",
    "begin",
    "doubted",
    "failed",
    "lost",
    "secured",
    "succeeded",
    "unseen",
]
