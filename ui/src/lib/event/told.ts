/**
 * What the data says, in neutral words: names of deeds, headlines, bounds, roles, chains of speakers. No verdicts: an event
 * is "reported", a claim is somebody's.
 */
import type {
  Bounds,
  ClaimView,
  Count,
  EventView,
  PartyMeant,
  PlaceMeant,
  ReportView,
  Role,
  SpeakerMeant,
  Stand,
  Standing,
  Status,
  TextSlot,
  Unresolved,
  Verification,
} from "../../api/types";
import { carried } from "../route.svelte";
import { number } from "../words";

/** A deed as a noun, and the word that leads to its place. */
const deeds: Record<string, [noun: string, at: string]> = {
  SEIZE: ["capture", "of"],
  ADVANCE: ["advance", "at"],
  WITHDRAW: ["withdrawal", "at"],
  BESIEGE: ["siege", "of"],
  HOLD: ["hold", "on"],
  CLASH: ["clash", "at"],
  AIRSTRIKE: ["air strike", "at"],
  SHELL: ["shelling", "at"],
  BOMB: ["bombing", "at"],
  ATTACK: ["attack", "at"],
  KILL: ["killing", "at"],
  ABDUCT: ["abduction", "at"],
  DETAIN: ["detention", "at"],
  ABUSE: ["abuse", "at"],
  DESTROY: ["destruction", "at"],
  DISPLACE: ["displacement", "at"],
  TOLL: ["toll", "for"],
  AID: ["aid", "for"],
  BLOCK: ["blockade", "at"],
  DEPLOY: ["deployment", "at"],
  SURRENDER: ["surrender", "at"],
  RELEASE: ["release", "at"],
  AGREE: ["agreement", "at"],
  MEET: ["meeting", "at"],
  REQUEST: ["demand", "at"],
  THREATEN: ["threat", "at"],
  ACCUSE: ["accusation", "at"],
  REJECT: ["rejection", "at"],
  SANCTION: ["sanction", "at"],
  SUPPORT: ["support", "at"],
  PROTEST: ["protest", "at"],
};

/** "shelling": what a type is called in a sentence. */
export function deed(type: string): string {
  return deeds[type]?.[0] ?? type.toLowerCase();
}

const standings: Record<Standing, string> = {
  reported: "Reported",
  disputed: "Disputed",
  possible: "Possible",
  planned: "Planned",
  hypothetical: "Hypothetical",
  denied: "Denied",
};

/** What stands before and after the place's name in a headline: "Disputed shelling at". */
export function headline(event: EventView): { lead: string; place: EventView["place"] } {
  const [noun, at] = deeds[event.type] ?? [deed(event.type), "at"];
  const lead = `${standings[event.standing]} ${noun}`;
  return { lead: event.place ? `${lead} ${at}` : lead, place: event.place };
}

/** The same as plain text, for titles of windows. */
export function headlineText(event: EventView): string {
  const { lead, place } = headline(event);
  return place ? `${lead} ${place.value.name}` : lead;
}

export const standingWords: Record<Standing, string> = {
  reported: "at least one claim says that it happened",
  disputed: "some say that it happened, others deny it",
  possible: "nobody says more than that it may have happened",
  planned: "nobody says more than that it is planned",
  hypothetical: "only told as a condition",
  denied: "only denied",
};

/** What becomes of people, in the words of figures. */
export const counts: Record<Count, string> = {
  killed: "killed",
  injured: "injured",
  displaced: "displaced",
  detained: "detained",
};
export const countSlots = Object.keys(counts) as Count[];
export const textSlots: TextSlot[] = ["actor", "target", "place", "from", "to", "time", "source"];

export const slotWords: Record<TextSlot | Count, string> = {
  actor: "Who",
  target: "To whom",
  place: "Where",
  from: "From",
  to: "To",
  time: "When",
  source: "Says",
  ...{ killed: "Killed", injured: "Injured", displaced: "Displaced", detained: "Detained" },
};

/** "7", "at least 7", "up to 30", "10–15". */
export function bounds([low, high]: Bounds): string {
  if (low === null) return high === null ? "a number not told" : `up to ${number(high)}`;
  if (high === null) return `at least ${number(low)}`;
  return low === high ? number(low) : `${number(low)}–${number(high)}`;
}

/** What became of a number, in few words and in a sentence. */
export function role(of: Role): { word: string; why: string; other: string | null } {
  if (of === "counts")
    return { word: "counts", why: "It is one of the numbers that the rule chooses from.", other: null };
  if (of === "with_attacker")
    return { word: "with attackers", why: "It counts attackers among the dead; they are told apart.", other: null };
  if (of === "not_actual")
    return { word: "not counted", why: "Denied, planned or only possible: told, not counted.", other: null };
  if ("replaced" in of)
    return { word: "replaced", why: "The same speaker later told another number.", other: of.replaced.by };
  return { word: "part", why: "A part of another number, so not added to it.", other: of.part_of.whole };
}

export const statusWords: Record<Status, string> = {
  actual: "told as having happened",
  possible: "told as possible",
  planned: "told as planned",
  hypothetical: "told as a condition",
  denied: "denied",
};

export const verificationWords: Record<Verification, string> = {
  unverified: "could not be verified",
  confirmed: "confirmed",
  disputed: "told otherwise",
  no_comment: "no comment",
};

export const standWords: Record<Stand, string> = {
  actor: "the actor’s side",
  target: "the other side",
  neutral: "no side",
  other: "another party",
};

export function isUnresolved(value: object): value is Unresolved {
  return "unresolved" in value;
}

/** Everybody a claim passed through, outermost first; the outlet is before them all. */
export function speakers(claim: ClaimView): { words: string; meant: SpeakerMeant | null }[] {
  return (claim.record.source ?? []).map((words, at) => {
    const meant = claim.record.resolved?.source?.[at];
    return { words, meant: meant && !isUnresolved(meant) ? meant : null };
  });
}

/** Who tells it: the innermost speaker, else the outlet. */
export function teller(claim: ClaimView): string {
  const last = speakers(claim).at(-1);
  return last ? (last.meant?.name ?? last.words) : (claim.outlet ?? "an outlet that is not named");
}

/** Where the sentence stands: the reader opens it there and lights it. */
export function sentence(claim: { id: string; report: string }, slot?: string): string {
  return `/report/${claim.report}${carried()}#claim=${claim.id}${slot ? `&slot=${slot}` : ""}`;
}

/** `/party/` wants the slashes of an id as they are. */
export function partyAddress(id: string): string {
  return `/party/${id.split("/").map(encodeURIComponent).join("/")}${carried()}`;
}

export function placeAddress(id: string): string {
  return `/place/${encodeURIComponent(id).replaceAll("%3A", ":")}${carried()}`;
}

export function eventAddress(id: string): string {
  return `/event/${id}${carried()}`;
}

/** The first filler of a slot by its meaning, else by its words. */
export function named(claim: ClaimView, slot: "actor" | "target"): { name: string; id: string | null }[] {
  return (claim.record[slot] ?? []).map((words, at) => {
    const meant = claim.record.resolved?.[slot]?.[at] as PartyMeant | Unresolved | undefined;
    return meant && !isUnresolved(meant) ? { name: meant.name, id: meant.id } : { name: words, id: null };
  });
}

export function where(claim: ClaimView): { name: string; own: string | null; id: string | null } | null {
  for (const slot of ["place", "to", "from"] as const) {
    const words = claim.record[slot]?.[0];
    if (!words) continue;
    const meant = claim.record.resolved?.[slot]?.[0] as PlaceMeant | Unresolved | undefined;
    return meant && !isUnresolved(meant)
      ? { name: meant.name, own: meant.own_name ?? null, id: meant.id }
      : { name: words, own: null, id: null };
  }
  return null;
}

/** A report in few words: outlet and day. */
export function reportName(report: { outlet?: string | null; date?: string | null; given?: string }): string {
  return [report.outlet ?? report.given ?? "a report", report.date].filter(Boolean).join(", ");
}

/** The reports of a lineage as a tree; whose parent is not among them stands at the top. */
export interface Node {
  report: ReportView;
  children: Node[];
}

export function trees(reports: ReportView[]): Node[] {
  const nodes = new Map(reports.map((report) => [report.id, { report, children: [] as Node[] }]));
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = node.report.descent?.parent ? nodes.get(node.report.descent.parent) : undefined;
    (parent && parent !== node ? parent.children : roots).push(node);
  }
  return roots;
}

export function size(node: Node): number {
  return 1 + node.children.reduce((sum, child) => sum + size(child), 0);
}

/** Claims of first reports before those of their copies, else as they come: of the same words the first printer stands first. */
export function firstPrinted(claims: ClaimView[], reports: ReportView[]): ClaimView[] {
  const copies = new Set(reports.filter(({ descent }) => descent?.parent).map(({ id }) => id));
  return claims.toSorted((a, b) => Number(copies.has(a.report)) - Number(copies.has(b.report)));
}

/** Groups in the order of first coming. */
export function grouped<T>(items: T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups.values()];
}
