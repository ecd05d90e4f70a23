/** Groups of types, for their colours: the same five as in the terminal. /types tells which type is in which. */
export type Group = "ground" | "violence" | "people" | "forces" | "politics";

/** In the order of the terminal's and of every legend: what costs lives first. */
export const GROUPS: readonly Group[] = ["violence", "ground", "people", "forces", "politics"];

const groups: Record<string, Group> = {};

export function learnGroups(types: { code: string; group: string }[]) {
  for (const type of types) groups[type.code] = type.group as Group;
}

export function groupOf(type: string): Group | undefined {
  return groups[type];
}

/** All types that are known, in the ontology's order. */
export function typesOf(group: Group): string[] {
  return Object.keys(groups).filter((type) => groups[type] === group);
}

/** The colour of a type, as a custom property of base.css. */
export function colourOf(type: string): string {
  const group = groups[type];
  return group ? `var(--${group})` : "var(--ink-2)";
}
