/** A claim while somebody mends it: what was read, what it is to be, and the decisions that lie between. */
import type { Bounds, ClaimRecord, Count, Edited, Meaning, Slot } from "./shapes";
import { COUNTS, SLOTS } from "./shapes";
import { meanings } from "./words";

export interface Filler {
  words: string;
  meaning: Meaning | null;
}

export interface Draft {
  type: string;
  status: string;
  verification: string;
  slots: Record<Slot, Filler[]>;
  counts: Record<Count, { low: string; high: string } | null>;
}

export interface Change {
  field: string;
  value: unknown;
}

/** What somebody set already stands in place of what was read. */
function texts(record: ClaimRecord, slot: Slot, edits: Record<string, Edited>): string[] {
  const edit = edits[slot];
  if (!edit) return record[slot] ?? [];
  return edit.value === null ? [] : [edit.value].flat().map(String);
}

function meant(record: ClaimRecord, slot: Slot, edits: Record<string, Edited>): Meaning[] {
  const edit = edits[`resolved.${slot}`];
  if (edit) return [edit.value].flat().filter(Boolean) as Meaning[];
  return edits[slot] ? [] : meanings(record, slot);
}

function told(record: ClaimRecord, count: Count, edits: Record<string, Edited>): Bounds | null {
  const edit = edits[count];
  if (!edit) return record[count] ?? null;
  return typeof edit.value === "number" ? [edit.value, edit.value] : (edit.value as Bounds | null);
}

export function draft(record: ClaimRecord, edits: Record<string, Edited>): Draft {
  const slots = Object.fromEntries(
    SLOTS.map((slot) => {
      const words = texts(record, slot, edits);
      const means = meant(record, slot, edits);
      const length = Math.max(words.length, means.length);
      return [slot, Array.from({ length }, (_, at) => ({ words: words[at] ?? "", meaning: means[at] ?? null }))];
    }),
  ) as Draft["slots"];
  const counts = Object.fromEntries(
    COUNTS.map((count) => {
      const bounds = told(record, count, edits);
      return [count, bounds && { low: bounds[0]?.toString() ?? "", high: bounds[1]?.toString() ?? "" }];
    }),
  ) as Draft["counts"];
  return {
    type: String(edits.type?.value ?? record.type),
    status: String(edits.status?.value ?? record.status ?? "actual"),
    verification: String((edits.verification ? edits.verification.value : record.verification) ?? ""),
    slots,
    counts,
  };
}

const same = (one: unknown, two: unknown) => JSON.stringify(one) === JSON.stringify(two);

/** The decisions that turn one draft into the other, in the order in which they must be made: words before their meaning. */
export function changes(before: Draft, after: Draft): Change[] {
  const out: Change[] = [];
  if (before.type !== after.type) out.push({ field: "type", value: after.type });
  if (before.status !== after.status) out.push({ field: "status", value: after.status });
  if (before.verification !== after.verification)
    out.push({ field: "verification", value: after.verification || null });
  for (const slot of SLOTS) {
    const words = (draft: Draft) => draft.slots[slot].map((one) => one.words.trim()).filter(Boolean);
    const means = (draft: Draft) =>
      draft.slots[slot]
        .filter((one) => slot === "time" || one.words.trim() || one.meaning)
        .map((one) => one.meaning ?? { unresolved: "nobody said what it means" });
    // Days are told by their meaning alone: their words are no field of an edit.
    const wordsChanged = slot !== "time" && !same(words(before), words(after));
    if (wordsChanged) out.push({ field: slot, value: words(after).length ? words(after) : null });
    const now = means(after);
    const known = now.some((one) => !one.unresolved);
    if (wordsChanged ? known : !same(means(before), now))
      out.push({ field: `resolved.${slot}`, value: now.length ? now : null });
  }
  for (const count of COUNTS) {
    const bounds = (draft: Draft) => {
      const told = draft.counts[count];
      if (!told || (told.low === "" && told.high === "")) return null;
      return [told.low === "" ? null : Number(told.low), told.high === "" ? null : Number(told.high)];
    };
    if (!same(bounds(before), bounds(after))) out.push({ field: count, value: bounds(after) });
  }
  return out;
}

/** A whole draft that shares nothing with this one. */
export function copy(of: Draft): Draft {
  return JSON.parse(JSON.stringify(of)) as Draft;
}
