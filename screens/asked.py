"""Which update asks a person something, and by which flow."""

from cockpit.engine import updates as u

ASKS: dict[type[u.Update], str] = {
    u.PlanMade: "steps:confirm",
    u.ParametersWanted: "gates:fill_in",
    u.SecretWanted: "gates:secret",
    u.FieldsWanted: "gates:fields",
    u.DecisionWanted: "gates:decide",
    u.ByHandWanted: "gates:by_hand",
    u.MessageWanted: "tell:of_step",
    u.TrustWanted: "steps:trust_asked",
    u.ReportMade: "reading:report",
    u.ChainVerified: "chains:shown",
}


def asked_by(update: u.Update) -> str:
    """The flow `update` begins with itself as its subject; empty: it asks nothing."""
    return ASKS.get(type(update), "")
