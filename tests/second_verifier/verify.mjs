// A second verifier, written from docs/record-format.md alone, to prove that the page suffices.
// Node.js 18 or later, nothing else. `node verify.mjs EXPORT.zip` prints {"ok", "failures": [{"record", "reason"}]};
// without a file it takes one from each line of its input and answers with a line each.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { inflateRawSync } from "node:zlib";

const RECORD = "application/vnd.countersign.record+json", EXPORT = "application/vnd.countersign.export+json";
const NEEDED = ["export.json", "envelopes.jsonl", "acts.jsonl", "keys.json", "checkpoint.txt", "proofs.json"];
const CORE_ONLY = new Set(["PlantChanged", "GoodsReceived", "BatchIssued", "ContainerReserved", "OperationLeased",
  "ReservationEnded",
  "BatchReleased", "BatchRejected", "BatchVoided", "ExceptionOpened", "RoundOpened", "LotStateChanged", "GoodsShipped", "StockAdjusted",
  "GoodsReturned", "RecallOpened", "CustomerNotified", "RecallClosed",
  "ContainerDestroyed", "HeldGoodsSettled", "PersonUnlocked", "PasswordChanged", "RecordFlagged", "AlarmRaised", "PersonLocked", "CodeAccepted",
  "BytesQuarantined"]);
const MEDIA = new Map([["image/jpeg", "jpg"], ["image/png", "png"], ["application/pdf", "pdf"]]);
const HASH = /^[0-9a-f]{64}$/;
const MEANINGS = new Set(["performed", "verified", "reviewed", "approved", "released", "rejected", "voided"]);
const sha = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const hex = (...parts) => sha(...parts).toString("hex");
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
class Stop extends Error { constructor(record, reason) { super(reason); this.record = record; } }
let failures = [];
const fail = (record, reason) => failures.push({ record, reason });
const hold = (condition, reason) => { if (!condition) throw new Error(reason); };
const attempt = (record, task) => { try { return task(); } catch (error) { fail(record, error.message); return undefined; } };
const needed = (record, task) => { try { return task(); } catch (error) { throw error instanceof Stop ? error : new Stop(record, error.message); } };

// ---- section 8.1: the zip
const crcTable = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1; return n >>> 0; });
const crc = data => { let c = 0xffffffff; for (const byte of data) c = crcTable[(c ^ byte) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0; };
function unzip(zip) {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06")), files = new Map();
  hold(end >= 0 && zip.length === end + 22 + zip.readUInt16LE(end + 20), "no zip");
  let at = zip.readUInt32LE(end + 16), whole = 0;
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    hold(zip.readUInt32LE(at) === 0x02014b50, "no zip");
    const [packed, size] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)];
    const [method, length, local] = [zip.readUInt16LE(at + 10), zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)];
    const name = zip.toString("utf8", at + 46, at + 46 + length);
    if (/^\/|[\\:\p{C}]|(^|\/)\.\.(\/|$)/u.test(name)) throw new Stop(name, "unsafe name");
    if (files.has(name)) throw new Stop(name, "twice");
    if (size > 65536 + 200 * packed || (whole += size) > 2 ** 30 || files.size >= 1000) throw new Stop(name, "too large");
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const raw = zip.subarray(start, start + packed);
    const data = method === 8 ? inflateRawSync(raw, { maxOutputLength: size + 1 }) : raw;
    hold(data.length === size && crc(data) === zip.readUInt32LE(at + 16), "damaged");
    files.set(name, data);
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  for (const name of NEEDED) if (!files.has(name)) throw new Stop(name, "missing");
  return files;
}

// ---- sections 1 and 2: canonical JSON, envelope
function written(value) {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return hold(Number.isSafeInteger(value), "number") ?? String(value);
  if (typeof value === "string") return hold(!/[\ud800-\udfff]/u.test(value), "half a pair") ?? JSON.stringify(value);
  const keys = Object.keys(value).sort();
  hold(keys.every(key => /^[\x00-\x7f]*$/.test(key)), "foreign key");
  return `{${keys.map(key => `${JSON.stringify(key)}:${written(value[key])}`).join(",")}}`;
}
function read(data) {
  const value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data));
  hold(Buffer.from(written(value)).equals(data), "not canonical");
  return value;
}
function base64(text) {
  hold(typeof text === "string" && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text), "base64");
  return Buffer.from(text, "base64");
}
function open(data, type) {
  const envelope = read(data), payload = base64(envelope.payload);
  hold(same(Object.keys(envelope), ["payload", "payloadType", "signatures"]) && envelope.payloadType === type, "no envelope");
  const signatures = envelope.signatures.map(one => {
    hold(same(Object.keys(one), ["keyid", "sig"]) && /^[0-9a-f]{16}$/.test(one.keyid) && base64(one.sig).length === 64, "no envelope");
    return { id: one.keyid, raw: base64(one.sig) };
  });
  const message = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
  return { payload, message, signatures };
}
const known = (plain, schema) => hold(plain.schema === schema && plain.major === 1, "unknown version");

// ---- section 5: a row of the registry
const instant = text => hold(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text), "no instant") ?? text;
const later = (text, seconds) => new Date(Date.parse(text) + seconds * 1000).toISOString().slice(0, 19) + text.slice(19);
function keyOf(row) {
  const publicBytes = Buffer.from(row.public, "hex"), fingerprint = hex(publicBytes);
  hold(HASH.test(row.public) && row.id === fingerprint.slice(0, 16), "key row");
  hold(["core", "device", "user", "box"].includes(row.kind) && typeof row.owner === "string", "key row");
  const key = createPublicKey({ key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicBytes]), format: "der", type: "spki" });
  const [from, to] = [instant(row.valid_from), row.valid_to ? instant(row.valid_to) : "9999-12-31T23:59:59.999999Z"];
  const begun = (at, grace = 0) => from <= (grace ? later(at, grace) : at);
  const signed = (message, raw) => raw.length === 64 && verify(null, message, key, raw);
  return { ...row, row, publicBytes, fingerprint, from, to, signed, holds: (at, grace = 0) => at < to && begun(at, grace), begun };
}

// ---- section 6: log
function included(size, root, index, leaf, path) {
  if (!(index >= 0 && index < size)) return false;
  let [node, last, value] = [index, size - 1, leaf];
  for (const item of path) {
    if (last === 0) return false;
    while (node === last && node % 2 === 0) [node, last] = [node / 2, last / 2];
    value = node % 2 ? sha("\x01", item, value) : sha("\x01", value, item);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && value.equals(root);
}
function extended(old, now, path) {
  if (old.origin !== now.origin) return false;
  if (!(old.size > 0 && old.size < now.size)) return old.size === now.size && old.root.equals(now.root) && path.length === 0;
  const items = Number.isInteger(Math.log2(old.size)) ? [old.root, ...path] : path;
  let [node, last] = [old.size - 1, now.size - 1];
  while (node % 2) [node, last] = [(node - 1) / 2, Math.floor(last / 2)];
  let [first, second] = [items[0], items[0]];
  if (!first) return false;
  for (const item of items.slice(1)) {
    if (last === 0) return false;
    if (node % 2 || node === last) {
      [first, second] = [sha("\x01", item, first), sha("\x01", item, second)];
      while (node % 2 === 0 && node) [node, last] = [node / 2, Math.floor(last / 2)];
    } else second = sha("\x01", second, item);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && first.equals(old.root) && second.equals(now.root);
}
function checkpoint(note, keys) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(note), cut = text.indexOf("\n\n");
  const [origin, size, root, ...more] = text.slice(0, cut).split("\n"), body = Buffer.from(text.slice(0, cut + 1));
  hold(cut > 0 && more.length === 0 && /^\d+$/.test(size), "no checkpoint");
  const lines = text.slice(cut + 2).split("\n").slice(0, -1).map(line => line.split(" "));
  hold(lines.every(parts => parts.length === 3), "no checkpoint");
  const signed = lines.filter(([dash]) => dash === "—").map(([, name, raw]) => [name, base64(raw)]);
  const mark = (name, mode, key) => sha(`${name}\n`, Buffer.from([mode]), key.publicBytes).subarray(0, 4);
  const by = keys.filter(key => key.kind === "core").some(key => signed.some(([name, raw]) =>
    name === origin && raw.subarray(0, 4).equals(mark(name, 1, key)) && key.signed(body, raw.subarray(4))));
  hold(by, "checkpoint not signed");
  return { origin, size: Number(size), root: base64(root) };
}

// ---- section 8.4: a record
const texts = (...values) => hold(values.every(value => typeof value === "string"), "no text");
const array = value => hold(Array.isArray(value), "no array") ?? value;
function record(item, line, acts, keys, tree, path, nodes) {
  hold(line !== undefined && line.length <= 96 * 1024, "bytes changed");
  hold(included(tree.size, tree.root, item.index, sha("\x00", Buffer.from(item.envelope, "hex")), path.map(n => nodes[n])), "not in the log");
  const { payload, message, signatures } = open(line, RECORD);
  hold(acts !== undefined && acts.equals(payload), "copy differs");
  const plain = read(payload), { place, act } = plain, claim = act.signature;
  known(plain, "countersign.record");
  hold(act.id === item.id, "other id");
  hold(Number.isInteger(place.seq) && Number.isInteger(place.epoch), "place");
  hold(act.who !== null && typeof act.who === "object" && !Array.isArray(act.who), "who");
  texts(act.kind, act.when.utc, place.kiosk, place.prev, act.who.person ?? "");
  if (claim !== undefined) {
    texts(claim.person, claim.name, claim.role, claim.meaning, claim.key);
    for (const manifest of array(claim.manifests)) {
      texts(manifest.batch, manifest.step, ...array(manifest.acts).flatMap(one => [one.id, one.sha256]));
      const last = manifest.batch === "" && manifest.step === "change" ? array(manifest.lines).at(-1) : { label: "", value: "" };
      texts(last.label, last.value);
    }
  }
  hold((act.kind === "Signed") === (claim !== undefined), "signature misplaced");
  hold(!CORE_ONLY.has(act.kind) || place.kiosk === "CORE", "decision not by the core");
  const facts = act.kind === "PlantChanged" ? act.facts ?? {} : {};
  hold(Object.values(facts).every(fact => typeof fact === "string"), "facts");
  const { sha256, type } = act.kind === "FileAttached" ? act.facts ?? {} : {};
  const file = typeof sha256 === "string" && HASH.test(sha256) && MEDIA.has(type) ? `files/${sha256}.${MEDIA.get(type)}` : "";
  const found = signatures.map(one => ({ ...one, key: keys.get(one.id) }));
  hold(found.length === (claim ? 2 : 1) && found.every(one => one.key), "count of signatures");
  const station = found.find(one => one.key.kind === (place.kiosk === "CORE" ? "core" : "device") && one.key.owner === place.kiosk);
  hold(station && station.key.begun(instant(act.when.utc), 30) && station.key.signed(message, station.raw), "station");
  const own = claim && found.find(one => one.key.kind === "user" && one.id === claim.key);
  if (claim) {
    hold(own && own.key.owner === claim.person && act.who.person === claim.person, "signer");
    hold(own.key.begun(act.when.utc) && own.key.signed(message, own.raw), "signature");
  }
  const counts = ["BatchReleased", "BatchRejected"].includes(act.kind) ? act.facts : undefined;
  return { id: item.id, counts, index: item.index, brought: item.brought === true, hash: hex(payload), place, act, facts, file, keys: claim ? [station.key, own.key] : [station.key] };
}

// ---- section 8.5: the registry as the log states it
function registry(keys, records) {
  const stated = new Map(), signed = new Map(), spent = new Map(), founded = new Set(), together = new Map(), newest = new Map();
  const holding = new Set([...keys.values()].filter(key => key.kind === "core").map(key => key.id));
  for (const { act, facts } of records) if (act.kind === "PlantChanged") {
    const named = facts.signatures ?? "";
    together.set(named, [...(together.get(named) ?? []), { body: facts.body, id: facts.id, kind: facts.kind }]);
  }
  const order = (a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  const open_ = row => written({ ...row, valid_to: null, revoked_because: null });
  const ends = (was, row) => open_(was) === open_(row)
    && (row.valid_to ?? "9999-12-31T23:59:59.999999Z") <= (was.valid_to ?? "9999-12-31T23:59:59.999999Z");
  function decide(key, at, facts) {
    if (facts.founding === "yes") {
      hold(at.place.seq === at.index + 1, "founded late");
      hold(key.kind !== "user" || founded.has(key.id) || founded.size < 2, "too many founders");
      return void (key.kind === "user" && founded.add(key.id));
    }
    const named = facts.signatures ?? "", digest = hex(written(together.get(named).sort(order))), persons = new Set();
    for (const id of named.split(",")) if (signed.get(id)?.digests.includes(digest)) {
      if (!spent.has(id)) spent.set(id, named);
      if (spent.get(id) === named && signed.get(id).person !== key.owner) persons.add(signed.get(id).person);
    }
    hold(persons.size >= (key.kind === "user" ? 2 : 1), "not decided");
  }
  function admit(at) {
    const station = written([at.place.kiosk, at.place.epoch]), [key] = at.keys;
    hold(key.from >= (newest.get(station) ?? ""), "an earlier key than the chain has come to");
    follow(at);
    newest.set(station, key.from);
  }
  function follow(at) {
    hold(at.keys.every(key => holding.has(key.id)), "key not stated");
    const end = key => (stated.get(key.id) ?? key.row).valid_to ?? "9999-12-31T23:59:59.999999Z";
    hold(at.keys.every(key => at.act.when.utc < end(key)), "key ended");
    const claim = at.act.signature;
    if (claim && ["performed", "approved"].includes(claim.meaning)) {
      const last = claim.manifests.filter(m => m.batch === "" && m.step === "change").map(m => m.lines[m.lines.length - 1]);
      signed.set(at.id, { person: claim.person, digests: last.filter(line => line.label === "sha256").map(line => line.value) });
    }
    if (at.act.kind !== "PlantChanged" || at.facts.kind !== "keys") return hold(at.act.kind !== "PlantChanged" || at.facts.kind, "facts");
    const key = keyOf(read(Buffer.from(at.facts.body)));
    hold(key.id === at.facts.id, "other key");
    if (!(stated.has(key.id) && ends(stated.get(key.id), key.row))) decide(key, at, at.facts);
    stated.set(key.id, key.row);
    holding.add(key.id);
  }
  const compare = () => { for (const [id, row] of stated) if (!keys.has(id) || written(keys.get(id).row) !== written(row)) fail("keys.json", `key ${id}`); };
  return { admit, compare };
}

// ---- sections 8.7 and 8.8: between records
function rules() {
  const heads = new Map(), seen = new Map(), performed = new Map();
  let newest = -1;
  function signature(at) {
    const claim = at.act.signature;
    hold(MEANINGS.has(claim.meaning) && claim.name && claim.role && claim.manifests?.length, "claim");
    for (const manifest of claim.manifests) {
      const covered = manifest.acts.map(act => hold(seen.get(act.id)?.hash === act.sha256, "covers something else") ?? seen.get(act.id));
      const digest = hex(written(manifest)), done = performed.get(digest) ?? [];
      if (claim.meaning === "performed") performed.set(digest, [...done, at]);
      if (claim.meaning !== "verified") continue;
      hold(done.length > 0, "nothing performed");
      const doers = [...done, ...covered.filter(one => one.act.kind !== "SecondCountMade")];
      hold(!doers.some(one => one.act.who.person === at.act.who.person), "same person");
      hold(done.every(one => one.act.when.utc <= at.act.when.utc), "not later");
    }
  }
  return at => {
    const { kiosk, epoch, seq, prev } = at.place, station = written([kiosk, epoch]), before = heads.get(station);
    if (seen.has(at.id)) fail("envelopes.jsonl", "an id twice");
    if (at.index <= newest) fail(at.id, "order of the log");
    newest = Math.max(newest, at.index);
    heads.set(station, at);
    if (seq <= (before?.place.seq ?? 0)) fail(at.id, "chain order");
    else if (seq === (before?.place.seq ?? 0) + 1 && prev !== (before?.hash ?? "0".repeat(64))) fail(at.id, "chain broken");
    if (at.act.signature) attempt(at.id, () => signature(at));
    seen.set(at.id, at);
  };
}

// ---- section 8.2: a period is a stretch of the log
function gapless({ about, places: { first, end }, records }) {
  hold(Number.isInteger(first) && Number.isInteger(end) && first >= 0 && first < end, "places");
  const here = new Set(records.filter(row => row.brought !== true).map(row => row.index));
  for (const index of here) if (index < first || index >= end) fail("export.json", `place ${index} is not of the period`);
  const inside = [...here].filter(index => index >= first && index < end);
  if (inside.length !== end - first) fail("export.json", "places are missing");
  instant(about.from);
  instant(about.to);
}

function main(path) {
  const files = needed(basename(path), () => unzip(readFileSync(path)));
  const rows = needed("keys.json", () => read(files.get("keys.json")).map(keyOf)), keys = new Map(rows.map(key => [key.id, key]));
  needed("keys.json", () => hold(keys.size === rows.length, "a key twice"));
  const [list, anchor] = needed("export.json", () => {
    const { payload, message, signatures } = open(files.get("export.json"), EXPORT), key = keys.get(signatures[0]?.id), plain = read(payload);
    hold(signatures.length === 1 && key?.kind === "core" && key.signed(message, signatures[0].raw), "list not signed");
    known(plain, "countersign.export");
    hold(key.holds(instant(plain.made)) && plain.records.length > 0, "list");
    hold(plain.records.every(row => typeof row.id === "string" && Number.isInteger(row.index) && HASH.test(row.envelope)), "list");
    hold(plain.about !== null && typeof plain.about === "object" && !Array.isArray(plain.about), "about");
    hold(!("files_missing" in plain) || array(plain.files_missing).every(name => typeof name === "string"), "list");
    if ("from" in plain.about || "to" in plain.about) gapless(plain);
    return [plain, key];
  });
  for (const name of new Set([...files.keys(), ...Object.keys(list.files)]))
    if (name !== "export.json" && !(files.has(name) && hex(files.get(name)) === list.files[name])) fail(name, "missing, extra or changed");
  const tree = needed("checkpoint.txt", () => checkpoint(files.get("checkpoint.txt"), [anchor]));
  const proofs = needed("proofs.json", () => {
    const plain = read(files.get("proofs.json"));
    hold(plain.records.length === list.records.length, "count of proofs");
    return { ...plain, nodes: plain.nodes.map(node => hold(HASH.test(node), "node") ?? Buffer.from(node, "hex")) };
  });
  for (const [name, path_] of Object.entries(proofs.checkpoints))
    attempt(name, () => hold(extended(checkpoint(files.get(name), rows), tree, path_.map(n => proofs.nodes[n])), "not the log's past"));
  const split = data => { const lines = []; for (let at = 0, end; at <= data.length; at = end + 1) { end = data.indexOf(10, at); if (end < 0) end = data.length; lines.push(data.subarray(at, end)); } return lines; };
  const lines = split(files.get("envelopes.jsonl")), acts = split(files.get("acts.jsonl"));
  const byHash = new Map(lines.map(line => [hex(line), line]));
  if (lines.length - 1 !== new Set(list.records.map(row => row.envelope)).size) fail("envelopes.jsonl", "count of lines");
  const held = list.records.map((item, n) => attempt(item.id, () => record(item, byHash.get(item.envelope), acts[n], keys, tree, proofs.records[n], proofs.nodes))).filter(Boolean);
  const { admit, compare } = registry(keys, held), rule = rules(), attached = new Set();
  for (const at of held) if (attempt(at.id, () => admit(at) ?? true)) {
    if (at.file) attached.add(at.file);
    rule(at);
    at.kept = true;
    const stated = list.about.from && !at.brought && at.place.kiosk === "CORE", made = at.act.when.utc;
    if (stated && !(list.about.from <= made && made < list.about.to)) fail(at.id, "not of the period");
  }
  const own = held.filter(at => at.kept && !at.brought);
  for (const at of own) if (![undefined, null].includes(at.counts) && !list.about.from) attempt(at.id, () => {
    const { checkpoint, records, digest } = hold(!Array.isArray(at.counts), "facts") ?? at.counts, { batch } = at.act.subject ?? {};
    if (["checkpoint", "records", "digest"].some(name => !(name in at.counts))) return;
    texts(checkpoint, records, digest, batch);
    const size = Number(/^[^\n]*\n([0-9]{1,15})\n/.exec(checkpoint)?.[1]);
    const here = own.filter(one => one.index < size && one.act.subject?.batch === batch).map(one => `${one.hash}\n`);
    hold(!Number.isNaN(size) && String(here.length) === records && hex(here.join("")) === digest, "records left out");
  });
  compare();
  const missing = new Set(list.files_missing);
  for (const name of new Set([...attached, ...missing, ...[...files.keys()].filter(name => name.startsWith("files/"))]))
    attempt(name, () => {
      hold(attached.has(name), "no record attaches this file");
      hold(files.has(name) !== missing.has(name), "neither here nor said to be missing, or both");
      hold(missing.has(name) || name.startsWith(`files/${hex(files.get(name))}.`), "other bytes than the record names");
    });
}

function answer(path) {
  failures = [];
  try { main(path); } catch (error) { fail(error.record ?? basename(path), error.message); }
  console.log(JSON.stringify({ ok: failures.length === 0, failures }));
  process.exitCode = failures.length ? 1 : 0;
}

if (process.argv[2]) answer(process.argv[2]);
else for await (const path of createInterface({ input: process.stdin })) answer(path);
