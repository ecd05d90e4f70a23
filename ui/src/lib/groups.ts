/** Groups of types, for their colours: the same five as in the terminal. /types tells which type is in which. */
export type Group = "ground" | "violence" | "people" | "forces" | "politics";

const groups: Record<string, Group> = {};

export function learnGroups(types: { code: string; group: string }[]) {
  for (const type of types) groups[type.code] = type.group as Group;
}

/** The colour of a type, as a custom property of base.css. */
export function colourOf(type: string): string {
  const group = groups[type];
  return group ? `var(--${group})` : "var(--ink-2)";
}
