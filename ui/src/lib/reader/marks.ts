/** What is marked in a report: triggers, fillers of slots, numbers, sentences. */
import type { ClaimView, Count, Span, TextSlot } from "../../api/types";
import { countSlots, textSlots } from "../event/told";

export type Slot = TextSlot | Count | "verification";

export interface Mark {
  span: Span;
  claim: string;
  type: string;
  kind: "trigger" | "slot" | "check";
  slot?: Slot;
}

/** All marks of a claim in its report's text. */
export function marksOf(claim: ClaimView): Mark[] {
  const { record } = claim;
  const of = { claim: claim.id, type: record.type };
  const out: Mark[] = [];
  if (record.trigger_span) out.push({ ...of, span: record.trigger_span, kind: "trigger" });
  for (const slot of textSlots) {
    for (const span of record.spans?.[slot] ?? []) out.push({ ...of, span, kind: "slot", slot });
  }
  for (const slot of [...countSlots, "verification"] as const) {
    const span = record.spans?.[slot];
    if (span) out.push({ ...of, span, kind: "slot", slot });
  }
  return out;
}

/** Paragraphs of a text as spans, blank lines left out. */
export function paragraphs(text: string, length: number): Span[] {
  if (text.length === length) return cut(text, (unit) => unit);
  // Characters beyond the first plane: counted along the way.
  let unit = 0;
  let point = 0;
  return cut(text, (to) => {
    for (; unit < to; point++) unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
    return point;
  });
}

function cut(text: string, point: (unit: number) => number): Span[] {
  const out: Span[] = [];
  for (const line of text.matchAll(/[^\n]+/g)) {
    if (!line[0].trim()) continue;
    const start = point(line.index);
    out.push([start, point(line.index + line[0].length)]);
  }
  return out;
}

/** `#claim=c…&slot=killed`. */
export function asked(hash: string): { claim: string | null; slot: Slot | null } {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  return { claim: parts.get("claim"), slot: parts.get("slot") as Slot | null };
}
