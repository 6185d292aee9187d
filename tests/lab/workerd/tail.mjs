// Hands every trace event on, as the vendor's live tail does.
export default {
  async tail(events, env) {
    for (const event of events) await fetch(env.HUB, { method: "POST", body: JSON.stringify(event) });
  },
};
