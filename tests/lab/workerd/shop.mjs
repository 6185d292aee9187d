// The shop's Worker: writes audit rows, throws on /crash, violates NOT NULL on /boom. /lab is the tests' way into D1.
const insert = "insert into audit_events (at, staff_id, staff_label, action) values (?, ?, ?, ?)";

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/lab") return lab(await request.json(), env);
    if (pathname === "/lab-dump") return dump(env);
    const line = { request_id: request.headers.get("x-request-id"), method: request.method, path: pathname };
    if (pathname === "/crash") {
      console.error(JSON.stringify({ ...line, status: 500 }));
      throw new TypeError("cannot read the sale");
    }
    const at = pathname === "/boom" ? null : new Date().toISOString();
    await env.DB.prepare(insert).bind(at, "u-1", "Ana", pathname.slice(1)).run();
    await env.ASSETS.put(`receipts/${crypto.randomUUID()}`, "paid");
    console.log(JSON.stringify({ ...line, status: 200 }));
    return new Response("ok");
  },
};

// The runtime's own way to an export, as wrangler asks for it.
async function dump(env) {
  try {
    const [lines] = await env.DB.prepare("PRAGMA miniflare_d1_export(?,?,?);").bind(0, 0).raw();
    return new Response(lines.join("\n") + "\n");
  } catch (error) {
    return new Response(error.message, { status: 400 });
  }
}

async function lab(statements, env) {
  try {
    const found = await env.DB.batch(statements.map((one) => env.DB.prepare(one.sql).bind(...one.params)));
    return Response.json(found.map((one) => ({ success: true, meta: one.meta, rows: one.results })));
  } catch (error) {
    return new Response(error.message, { status: 400 });
  }
}
