/**
 * The names under which pages use the API's shapes. They come from schema.d.ts, which is made from docs/openapi.json
 * (`npm run types`); until a shape is there it is written out here.
 */
export interface About {
  name: string;
  version: string;
  model: string;
  made_by?: string;
  mode: "desk" | "public" | "demo";
  ledger: {
    file: string;
    reports: number;
    claims: number;
    events: number;
    lineages: number;
    first_day: string | null;
    last_day: string | null;
    head: { seq: number; hash: string };
  };
  behind: boolean;
  user: { name: string; role: "reader" | "reviewer" | "admin" } | null;
  csrf: string | null;
  accounts: boolean;
  rules: { name: string; version: number; words: string }[];
  field_rules: { name: string; version: number; words: string }[];
  policy: unknown;
  pmtiles: boolean;
}

/* What follows is written out by hand after crates/claim, fuse and ledger; schema.d.ts takes its place piece by piece. */

/** From code point to code point, the end not included. */
export type Span = [number, number];
/** `null` is an open end. */
export type Bounds = [number | null, number | null];
export type Stand = "actor" | "target" | "neutral" | "other";
export type Status = "actual" | "possible" | "planned" | "hypothetical" | "denied";
export type Verification = "unverified" | "confirmed" | "disputed" | "no_comment";
export type Standing = "reported" | "disputed" | "possible" | "planned" | "hypothetical" | "denied";
export type Count = "killed" | "injured" | "displaced" | "detained";
export type TextSlot = "actor" | "target" | "place" | "from" | "to" | "time" | "source";

export interface RuleName {
  name: string;
  version: number;
}

/** What a text of a slot means; `unresolved` says why nobody can tell. */
export interface Unresolved {
  unresolved: string;
  seen?: PlaceSeen[];
}
export interface PlaceSeen {
  id: string;
  name: string;
  country?: string;
  score: number;
}
export interface PlaceMeant {
  id: string;
  name: string;
  own_name?: string;
  country?: string;
  division?: string;
  lat: number;
  lon: number;
  precision: number;
  kind: string;
  score: number;
  runner_up?: PlaceSeen;
}
export interface PartyMeant {
  id: string;
  name: string;
  country?: string;
  sector?: string;
  provisional?: boolean;
  rule: string;
}
export interface DaysMeant {
  start: string;
  end: string;
  precision: number;
  clock?: { from: string; to?: string; zone?: string };
  rule: string;
}
export interface SpeakerMeant {
  voice: string;
  id?: string;
  name?: string;
  country?: string;
  sector?: string;
  provisional?: boolean;
  rule: string;
}
export interface Resolved {
  actor?: (PartyMeant | Unresolved)[];
  target?: (PartyMeant | Unresolved)[];
  place?: (PlaceMeant | Unresolved)[];
  from?: (PlaceMeant | Unresolved)[];
  to?: (PlaceMeant | Unresolved)[];
  time?: (DaysMeant | Unresolved)[];
  source?: (SpeakerMeant | Unresolved)[];
}

export interface ClaimRecord {
  sentence?: number;
  trigger: string;
  trigger_span?: Span;
  type: string;
  status: Status;
  actor?: string[];
  target?: string[];
  place?: string[];
  from?: string[];
  to?: string[];
  time?: string[];
  source?: string[];
  killed?: Bounds;
  injured?: Bounds;
  displaced?: Bounds;
  detained?: Bounds;
  verification?: Verification;
  verification_by?: string;
  confidence?: number;
  spans?: Partial<Record<TextSlot, Span[]>> & Partial<Record<Count | "verification", Span>>;
  made_by?: string;
  resolved?: Resolved;
}

export interface ClaimView {
  id: string;
  seq: number;
  report: string;
  position: number;
  recorded: string;
  known: string | null;
  quote?: { text: string; span: Span } | null;
  record: ClaimRecord;
  outlet: string | null;
  published: string | null;
  event?: string | null;
}

export interface Descent {
  lineage: string;
  parent?: string;
  kinship: "original" | "copy" | "cut" | "rewrite";
  shared: number;
  credit?: string;
  voucher?: string;
  basis?: "text" | "credit" | "quotes";
  because: string;
}

export interface ReportView {
  id: string;
  seq: number;
  recorded: string;
  known: string | null;
  given: string;
  date: string | null;
  outlet?: string | null;
  title?: string | null;
  url?: string | null;
  language?: string | null;
  licence?: string | null;
  origin?: { file: string; line?: number };
  text_sha256: string;
  text_points: number;
  made_by: string;
  claims: number;
  descent?: Descent | null;
}

export interface ReportAnswer {
  report: ReportView;
  text: string | null;
  text_state: "kept" | "expired" | "not_kept" | "erased";
  text_until: string | null;
  claims: ClaimView[];
  checks: Check[];
  lineage: Lineage | null;
}

export interface Lineage {
  lineage: string;
  reports: ReportView[];
}

export interface Check {
  report: string;
  testable: { sentence: number; span: Span; quote: string; kind: string };
  verdict: "holds" | "does_not_hold" | "cannot_be_tested";
  because: string;
  rule: RuleName;
  outlet: string | null;
  published: string | null;
  claim_ids: string[];
}

/** A party as events and control name it; one that nobody knows has no id. */
export interface Named {
  id?: string;
  name: string;
  country?: string;
  sector?: string;
  side?: string;
}
/** A place as events and control name it. */
export interface Spot {
  id?: string;
  name: string;
  own_name?: string;
  country?: string;
  division?: string;
  point?: [number, number];
  precision: number;
  kind?: string;
}
/** When, as an event tells it; `by_words` is false where only the day of publication is known. */
export interface DaysTold {
  start: string;
  end: string;
  precision: number;
  by_words: boolean;
}
export interface Chosen<T> {
  value: T;
  claims: string[];
  rule: RuleName;
  /** Other values, with their claims. */
  others?: [T, string[]][];
}

export interface Support {
  claims: number;
  reports: number;
  lineages: number;
  independent: number;
  stands: [Stand, number][];
}

export type Role =
  "counts" | "with_attacker" | "not_actual" | { replaced: { by: string } } | { part_of: { whole: string } };

export interface Figure {
  what: Count;
  low: number;
  best: number;
  high: number;
  open?: boolean;
  rule: RuleName;
  because: string;
  told: { claim: string; bounds: Bounds; role: Role; by: string; of?: string }[];
  support: Support;
}

/** fuse::Event. (`Event` is the browser's.) */
export interface EventView {
  id: string;
  type: string;
  standing: Standing;
  days: Chosen<DaysTold> | null;
  place: Chosen<Spot> | null;
  actors: Chosen<Named>[];
  targets: Chosen<Named>[];
  members: { claim: string; join: "anchor" | "copied" | "scored" | "attached" | "decided"; score: number }[];
  figures: Figure[];
  support: Support;
  suggested?: { event: string; score: number; because: string }[];
  decisions?: string[];
  accepted?: boolean;
}

export interface Contradiction {
  event?: string;
  matter: "happened" | "actor" | "number" | "day" | "control";
  about?: string;
  accounts: { says: string; by: string[]; claims: string[] }[];
  summary: string;
}

export interface Decision {
  id: string;
  recorded: string;
  by: string;
  claims: string[];
  event?: boolean;
  act: "accept" | "reject" | "edit" | "merge" | "split" | "undo";
  field?: string;
  value?: unknown;
  with?: string[];
  out?: string[];
  decision?: string;
  note?: string;
}

export interface EventAnswer {
  event: EventView;
  claims: ClaimView[];
  reports: ReportView[];
  contradictions: Contradiction[];
  decisions: Decision[];
  /** The figures under every rule. */
  others: Record<string, Figure[]>;
  /** Where each claim's witness stands to the event. */
  stands?: Record<string, Stand>;
}

export type GradeName = "assessed" | "claimed" | "contested" | "unknown";

export interface Cited {
  claim: string;
  report: string;
  published: string | null;
  outlet: string | null;
  speaker?: string | null;
  quote?: string | null;
}

export interface Interval {
  from: string;
  precision: number;
  until?: string | null;
  holder?: Named | null;
  also?: Named[];
  contenders?: Named[];
  loser?: Named | null;
  grade: GradeName;
  basis: "taken" | "held" | "left" | "fighting" | "rivals" | "silence";
  claims: string[];
  reports?: string[];
  because: string;
  citations?: Cited[];
}

export interface Control {
  place: Spot;
  area?: boolean;
  rule: RuleName;
  intervals: Interval[];
}

/** Who holds one place on one day: a row of /control. */
export interface Held {
  place: Spot;
  area?: boolean;
  on: string;
  holder: Named | null;
  also: Named[];
  contenders: Named[];
  loser: Named | null;
  grade: GradeName;
  basis: Interval["basis"];
  since: string;
  precision: number;
  because: string;
  citations: Cited[];
  rule: RuleName;
}

/** How often a place or party is told of. */
export interface Seen {
  id?: string | null;
  name: string;
  own_name?: string | null;
  country?: string | null;
  claims: number;
  reports: number;
  events: number;
}

export interface Stop {
  id: string;
  name: string;
  lat: number;
  lon: number;
}
export interface Way {
  km: number;
  stops: Stop[];
  legs: { road: string; name: string; from: string; to: string; km: number }[];
}
export interface Severed {
  road: string;
  name: string;
  closed: Stop[];
  from: Stop | null;
  to: Stop | null;
  road_km: number | null;
  outcome: "round" | "no_way_round" | "ends_here";
  way?: Way;
  usual_km?: number;
  extra_km?: number;
}
export interface RoadsCut {
  on?: string | null;
  side?: Named | null;
  place: Stop;
  sections: { a: string; b: string; roads: string[]; class: string; km: number; measured: boolean }[];
  roads: Severed[];
}
