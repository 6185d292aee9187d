"""Three small profiles whose severity scales have nothing in common but their shape."""

SEV = """
[profile]
name = "till"
title = "The till"

[[severity.levels]]
id = "SEV1"
label = "SEV1"
definition = "Money or the ledger may be wrong"
examples = ["Cards are charged and nothing is booked", "The ledger does not add up"]
response = "Stop taking money first."
update_every = "15m"
deadlines = [{ says = "Written review", within = "2d" }]

[[severity.levels]]
id = "SEV2"
label = "SEV2"
definition = "A large part is broken, people can work around it"
update_every = "1h"

[[severity.levels]]
id = "SEV3"
label = "SEV3"

[[severity.questions]]
ask = "Is money going missing?"
level = "SEV1"

[[severity.questions]]
ask = "Is there a way around it?"
level = "SEV2"
"""

SEV_TO_4 = """
[profile]
name = "crm"

[[severity.levels]]
id = "sev-1"
label = "Sev 1"
definition = "Nobody gets in, or someone could lose money"
response = "Undo the last release, then look for the cause."
update_every = "30 minutes"

[[severity.levels]]
id = "sev-2"
label = "Sev 2"
definition = "A main feature is broken for one customer or more"
deadlines = [{ says = "Fixed or worked around", within = "8h", after = "declared" }]

[[severity.levels]]
id = "sev-3"
label = "Sev 3"
deadlines = [{ says = "Fixed", within = "2 days", after = "declared" }]

[[severity.levels]]
id = "sev-4"
label = "Sev 4"
definition = "Looks wrong, harms nobody"
response = "Goes on the list."
"""

P = """
[profile]
name = "bakery"

[[severity.levels]]
id = "P1"
label = "P1"
definition = "Orders stand still"
response = "Get orders moving; a makeshift is fine."
update_every = "15m"
deadlines = [{ says = "After-action review", within = "48h", after = "resolved" }]

[[severity.levels]]
id = "P2"
label = "P2"
definition = "Slower or partly working"
examples = ["The work queue grows", "One of the shops sends nothing"]

[[severity.levels]]
id = "P3"
label = "P3"
"""
