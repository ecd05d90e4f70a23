/** The shapes of the API that only reviewing needs. */
import type { Decision, Schemas } from "../../api/types";

export type { Bounds, ClaimRecord, ClaimView, Count, Decision, EventAnswer, EventView, Span } from "../../api/types";
export type { Decided, QueueItem, ReportAnswer, TextSlot as Slot } from "../../api/types";

export const SLOTS = ["actor", "target", "place", "from", "to", "time", "source"] as const;
export const COUNTS = ["killed", "injured", "displaced", "detained"] as const;
export const STATUSES = ["actual", "possible", "planned", "hypothetical", "denied"] as const;
export const VERIFICATIONS = ["unverified", "confirmed", "disputed", "no_comment"] as const;

/** What the words of a slot mean: a party, a place, days, a speaker; or why nobody knows. */
export interface Meaning {
  id?: string | null;
  name?: string | null;
  own_name?: string | null;
  country?: string | null;
  division?: string | null;
  lat?: number | null;
  lon?: number | null;
  precision?: number | null;
  kind?: string | null;
  sector?: string | null;
  score?: number | null;
  start?: string | null;
  end?: string | null;
  voice?: string | null;
  rule?: string | null;
  unresolved?: string | null;
}

export type ActName = Decision["act"];

export type Mark = Schemas["ReviewMark"];

/** A field that somebody set otherwise. */
export interface Edited {
  value: unknown;
  by: string;
}
