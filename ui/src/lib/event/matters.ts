import type { Contradiction } from "../../api/types";

/** What accounts disagree about, as a question: nobody here answers it. */
export function matter(of: Contradiction): string {
  switch (of.matter) {
    case "happened":
      return "Did it happen?";
    case "actor":
      return "Who did it?";
    case "number":
      return `How many ${of.about || "people"}?`;
    case "day":
      return "On which day?";
    case "control":
      return `Who holds ${of.about || "the place"}?`;
  }
}

export const matters: [Contradiction["matter"], string][] = [
  ["happened", "Whether it happened"],
  ["actor", "Who did it"],
  ["number", "How many"],
  ["day", "Which day"],
  ["control", "Who holds a place"],
];
