// A real Worker with a real D1 and R2, tailed by a real tail worker that hands every trace event to an address.
// Started with the address as its argument; prints its own address; ends when its standard input does.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Miniflare } = createRequire(process.argv[3] + "/")("miniflare");
const source = (name) => readFileSync(new URL(name, import.meta.url), "utf-8");
const date = { compatibilityDate: "2026-03-01" };
const server = new Miniflare({
  host: "127.0.0.1",
  port: 0,
  workers: [
    { name: "helm-acme", modules: true, script: source("shop.mjs"), d1Databases: { DB: "acme" }, r2Buckets: ["ASSETS"], tails: ["tail"], ...date },
    { name: "tail", modules: true, script: source("tail.mjs"), bindings: { HUB: process.argv[2] }, ...date },
  ],
});
console.log((await server.ready).href);
process.stdin.on("end", async () => {
  await server.dispose();
  process.exit(0);
});
process.stdin.resume();
