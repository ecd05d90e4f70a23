import { days, precisely } from "../words";
import type { Bounds, ClaimRecord, ClaimView, Decision, EventView, Meaning, Slot } from "./shapes";

/** What a slot is called where it is reviewed. */
export const HEADS: Record<Slot, string> = {
  actor: "Who",
  target: "To whom",
  place: "Where",
  from: "From",
  to: "To",
  time: "When",
  source: "Who says so",
};

/** What stands beside the words of a slot. */
export function meanings(record: ClaimRecord, slot: Slot): Meaning[] {
  return record.resolved?.[slot] ?? [];
}

/** What a slot means, first of all by its name, else in the words of the report. */
export function party(record: ClaimRecord, slot: Slot): string {
  const meant = meanings(record, slot).find((one) => one.name && !one.unresolved);
  return meant?.name ?? record[slot]?.[0] ?? "";
}

/** "Hayat Tahrir al-Sham → Syrian Arab Army · Aleppo": a claim in a line, without its type. */
export function gist(record: ClaimRecord): string {
  const who = [party(record, "actor"), party(record, "target")].filter(Boolean).join(" → ");
  const where = party(record, "place") || party(record, "to");
  return [who, where].filter(Boolean).join(" · ") || (record.trigger ? `“${record.trigger}”` : "nothing more told");
}

/** "SEIZE, Aleppo": how a claim is called when it is spoken of. */
export function called(claim: ClaimView): string {
  const where = party(claim.record, "place") || party(claim.record, "actor") || claim.record.trigger || "";
  return where ? `${claim.record.type}, ${where}` : claim.record.type;
}

export function eventLine(event: EventView): string {
  const who = [event.actors[0]?.value.name, event.targets[0]?.value.name].filter(Boolean).join(" → ");
  return [event.place?.value.name, who].filter(Boolean).join(" · ") || "no place, nobody named";
}

export function eventDays(event: EventView): string {
  return event.days ? days(event.days.value) : "no day told";
}

/** "7", "at least 7", "up to 7", "7 to 9". */
export function bounds(told: Bounds): string {
  const [low, high] = told;
  if (low === high && low !== null) return String(low);
  if (high === null) return `at least ${low}`;
  if (low === null) return `up to ${high}`;
  return `${low} to ${high}`;
}

/** "Hama, SY", "2024-12-05 to 2024-12-07"; for what nobody knows, the reason. */
export function meaning(one: Meaning): string {
  if (one.unresolved) return `not resolved: ${one.unresolved}`;
  if (one.start) return one.start === one.end ? one.start : `${one.start} to ${one.end}`;
  const name = one.name ?? one.id ?? "";
  return one.country && one.country !== name ? `${name}, ${one.country}` : name;
}

export function precision(one: Meaning): string {
  return one.lat != null && one.precision ? precisely(one.precision) : "";
}

export const DONE: Record<string, string> = {
  accept: "accepted",
  reject: "rejected",
  edit: "edited",
  merge: "merged",
  split: "split",
  undo: "took back",
};

/** "accepted c…", "edited the status of c…": a decision in words. */
export function told(decision: Decision): string {
  const id = decision.claims[0] ?? "";
  const what = decision.event ? `e${id.slice(1)}` : id;
  switch (decision.act) {
    case "edit":
      return `edited ${decision.field} of ${what}`;
    case "merge":
      return `merged ${what} with ${(decision.with ?? []).map((claim) => `e${claim.slice(1)}`).join(", ")}`;
    case "split":
      return `split ${decision.out?.length ?? 0} claims from ${what}`;
    case "undo":
      return `took back ${decision.decision}`;
    default:
      return `${DONE[decision.act]} ${what}`;
  }
}

/** A value of an edit, as a person would write it. */
export function value(of: unknown): string {
  if (of === null || of === undefined) return "nothing";
  if (Array.isArray(of)) {
    const numbers = of.length === 2 && of.every((one) => one === null || typeof one === "number");
    return numbers ? bounds(of as Bounds) : of.map(value).join(", ");
  }
  if (typeof of === "object") return meaning(of as Meaning);
  return String(of);
}
