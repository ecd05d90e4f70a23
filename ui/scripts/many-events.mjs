/**
 * A stand-in for the program with as many invented events as asked for, to see how the situation page bears them:
 *
 *     node scripts/many-events.mjs 10000 8330 [FOLDER WITH BUILT PAGES]
 *
 * Answers what the page asks (about, types, situation, control/history, roads) and serves the built pages, so that what
 * is measured is the page and no development server. The same number gives the same events.
 */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const GROUPS = {
  violence: ["CLASH", "AIRSTRIKE", "SHELL", "BOMB", "ATTACK", "KILL"],
  ground: ["SEIZE", "ADVANCE", "WITHDRAW", "BESIEGE", "HOLD"],
  people: ["DISPLACE", "TOLL", "AID", "BLOCK"],
  forces: ["DEPLOY", "SURRENDER", "RELEASE"],
  politics: ["AGREE", "MEET", "REQUEST"],
};
const SYLLABLES = [
  "bel",
  "mor",
  "tesh",
  "kur",
  "or",
  "sk",
  "dal",
  "vess",
  "marn",
  "hal",
  "vin",
  "ter",
  "ka",
  "lo",
  "ri",
  "gan",
];
const DAYS = 730;
const FIRST = 20089; // 2025-01-01

/** A pseudo-random row that is the same everywhere (mulberry32). */
function row(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function made(n) {
  const next = row(n);
  const pick = (of) => of[Math.floor(next() * of.length)];
  const types = Object.values(GROUPS).flat();
  const name = () => {
    const word = pick(SYLLABLES) + pick(SYLLABLES) + (next() < 0.4 ? pick(SYLLABLES) : "");
    return word[0].toUpperCase() + word.slice(1);
  };
  const places = Array.from({ length: Math.max(20, Math.min(4000, Math.round(n / 12))) }, (_, at) => {
    // Around a dozen centres, as towns stand.
    const [lon, lat] = [34 + ((at % 12) / 12) * 9, 32 + ((at * 7) % 12) * 0.42];
    const precision = next() < 0.8 ? 1 : pick([2, 2, 3, 4]);
    return {
      id: `geonames:${900000 + at}`,
      name: name(),
      own_name: null,
      country: "XV",
      kind: "town",
      precision,
      lat: lat + (next() - 0.5) * 1.1,
      lon: lon + (next() - 0.5) * 1.4,
    };
  });
  const parties = Array.from({ length: 60 }, (_, at) => ({
    id: `xv/party-${at}`,
    name: `${name()} ${pick(["Front", "Army", "Brigade", "Council"])}`,
  }));
  const told = {
    ids: [],
    type: [],
    types,
    standing: [],
    start: [],
    end: [],
    day_precision: [],
    lat: [],
    lon: [],
    place: [],
    places,
    killed: [],
    injured: [],
    reports: [],
    independent: [],
    actor: [],
    target: [],
    parties,
    accepted: [],
    disputed: [],
  };
  for (let at = 0; at < n; at++) {
    // More of some places and some weeks than of others.
    const place = Math.floor(next() ** 2.2 * places.length);
    const day = FIRST + Math.floor(((next() + next()) / 2) * DAYS);
    const deadly = next() < 0.3 ? Math.floor(-Math.log(1 - next()) * 8) + 1 : 0;
    const reports = 1 + Math.floor(-Math.log(1 - next()) * 2);
    told.ids.push(`e${at.toString(32).padStart(12, "0")}`);
    told.type.push(Math.floor(next() * types.length));
    told.standing.push(next() < 0.95 ? "reported" : "disputed");
    told.start.push(day);
    told.end.push(day + (next() < 0.2 ? 2 : 0));
    told.day_precision.push(next() < 0.2 ? 2 : 1);
    told.lat.push(places[place].lat);
    told.lon.push(places[place].lon);
    told.place.push(place);
    told.killed.push(deadly ? [Math.floor(deadly * 0.7), deadly, Math.ceil(deadly * 1.5)] : null);
    told.injured.push(null);
    told.reports.push(reports);
    told.independent.push(1 + Math.floor(next() * reports));
    told.actor.push(next() < 0.8 ? Math.floor(next() * parties.length) : null);
    told.target.push(next() < 0.6 ? Math.floor(next() * parties.length) : null);
    told.accepted.push(next() < 0.1 ? 1 : 0);
    told.disputed.push(next() < 0.03 ? 1 : 0);
  }
  const iso = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);
  const history = places
    .filter((place) => place.precision === 1)
    .slice(0, 300)
    .map((place) => {
      const intervals = [];
      let day = FIRST + Math.floor(next() * 60);
      while (day < FIRST + DAYS) {
        const until = day + 5 + Math.floor(next() * 160);
        const party = (rank) => ({ id: `xv/party-${rank}`, name: parties[rank].name, side: `xv/side-${rank % 5}` });
        const grade = pick(["assessed", "claimed", "contested", "unknown"]);
        intervals.push({
          from: iso(day),
          until: until < FIRST + DAYS ? iso(until) : null,
          holder: grade === "unknown" ? null : party(Math.floor(next() * 8)),
          contenders: grade === "contested" ? [party(Math.floor(next() * 8))] : [],
          grade,
          basis: "taken",
          because: "invented",
          claims: [],
          precision: 1,
        });
        day = until + 1;
      }
      return {
        place: { ...place, point: [place.lat, place.lon] },
        area: false,
        rule: { name: "control", version: 1 },
        intervals,
      };
    });
  return { told, history };
}

function answers(n) {
  const { told, history } = made(n);
  const about = {
    name: "dateline",
    version: "0.0.0",
    model: "none",
    mode: "demo",
    made_by: "scripts/many-events.mjs",
    ledger: {
      file: "invented.ledger",
      reports: n,
      claims: n * 2,
      events: n,
      lineages: n,
      first_day: "2025-01-01",
      last_day: "2026-12-31",
      head: { seq: 1, hash: "0".repeat(64) },
    },
    behind: false,
    user: null,
    csrf: null,
    accounts: false,
    rules: [],
    field_rules: [],
    policy: null,
    pmtiles: false,
  };
  return {
    "/about": about,
    "/types": Object.entries(GROUPS).flatMap(([group, codes]) => codes.map((code) => ({ code, group }))),
    "/situation": told,
    "/control/history": history,
    "/roads": { type: "FeatureCollection", features: [] },
  };
}

const KINDS = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** Serves the invented events, and built pages where a folder is given. */
export function serve(n, port, folder) {
  const kept = Object.fromEntries(Object.entries(answers(n)).map(([path, answer]) => [path, JSON.stringify(answer)]));
  const server = createServer(async (asked, told) => {
    const path = new URL(asked.url, "http://localhost").pathname;
    const send = (status, kind, body) => {
      told.writeHead(status, { "content-type": kind });
      told.end(body);
    };
    if (path.startsWith("/api/v1")) {
      const answer = kept[path.slice(7)];
      send(
        answer ? 200 : 404,
        "application/json",
        answer ?? '{"title":"Not found","detail":"Nothing here is called so."}',
      );
    } else if (folder) {
      const file = extname(path) ? path : "/index.html";
      try {
        send(200, KINDS[extname(file)] ?? "application/octet-stream", await readFile(join(folder, file)));
      } catch {
        send(404, "text/plain", "no such file");
      }
    } else send(404, "text/plain", "no pages given");
  });
  return new Promise((done) => server.listen(port, "127.0.0.1", () => done(server)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [n = "10000", port = "8330", folder] = process.argv.slice(2);
  await serve(Number(n), Number(port), folder);
  console.log(`${n} invented events at http://127.0.0.1:${port}`);
}
