import { get, remember } from "../api/client";
import type { About } from "../api/types";

/** What the program says of itself: asked once, and again after signing in or deciding. */
export const about = $state<{ now: About | null }>({ now: null });

export async function askAbout(): Promise<About> {
  const told = await get<About>("/about");
  remember(told.csrf ?? null);
  about.now = told;
  return told;
}
